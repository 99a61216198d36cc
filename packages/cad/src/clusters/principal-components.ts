import { Matrix, SVD } from 'ml-matrix';

/** A plane, or another flat of few dimensions, in which rows of numbers spread most. */
export interface PrincipalComponents {
  /** Column means. */
  readonly mean: readonly number[];
  /** Unit vectors by falling variance; of each the entry of largest magnitude is positive, so that the sign is settled. */
  readonly components: readonly (readonly number[])[];
  /** Along each component, over rows - 1. */
  readonly explainedVariance: readonly number[];
  /** As shares of the variance of all columns. */
  readonly explainedVarianceRatio: readonly number[];
}

/**
 * Principal components by singular values of the centred rows, as scikit-learn has them, up to sign.
 * @param rows two or more, of one length; here logits
 * @param count how many components, 1 to the smaller of rows and columns; default 2
 * @throws RangeError where there are too few rows or columns, or rows differ in length or are not finite
 */
export function principalComponents(rows: readonly (readonly number[])[], count = 2): PrincipalComponents {
  const columns = rows[0]?.length ?? 0;
  if (rows.length < 2 || count < 1 || count > Math.min(rows.length, columns)) {
    throw new RangeError(
      `principalComponents: ${count} components of ${rows.length} rows of ${columns}; expected no more than either, and 2 rows`,
    );
  }
  if (rows.some((row) => row.length !== columns || !row.every(Number.isFinite))) {
    throw new RangeError(`principalComponents: expected rows of ${columns} finite numbers`);
  }
  const mean = Array.from(
    { length: columns },
    (_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length,
  );
  const centred = new Matrix(rows.map((row) => row.map((value, j) => value - mean[j]!)));
  const { diagonal, rightSingularVectors } = new SVD(centred, { autoTranspose: true });
  const variances = diagonal.map((value) => value ** 2 / (rows.length - 1));
  const total = variances.reduce((sum, value) => sum + value, 0);
  const components = Array.from({ length: count }, (_, k) => upright(rightSingularVectors.getColumn(k)));
  return {
    mean,
    components,
    explainedVariance: variances.slice(0, count),
    // of rows that are all the same nothing is explained
    explainedVarianceRatio: variances.slice(0, count).map((value) => (total > 0 ? value / total : 0)),
  };
}

/** A row's coordinates along the components. */
export function project({ mean, components }: PrincipalComponents, row: readonly number[]): number[] {
  return components.map((component) =>
    component.reduce((sum, weight, j) => sum + weight * (row[j]! - mean[j]!), 0),
  );
}

function upright(vector: number[]): number[] {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
