import { cellAreas, type LabelImage, type Mask } from '@leukolens/imaging';
import type { NucleusResult } from '../results.ts';

/**
 * Nuclei with the size of their cells. A cell that reaches the image's border has none: how much of it lies beyond is not known.
 * @param labels in which the nuclei's numbers are theirs
 * @param cells undefined where cells are not known
 */
export function withCells(
  objects: readonly NucleusResult[],
  labels: LabelImage,
  cells: Mask | undefined,
): readonly NucleusResult[] {
  if (cells === undefined) return objects;
  const areas = cellAreas(labels, objects.length, cells);
  return objects.map((nucleus) => {
    const { area, touchesBorder } = areas[nucleus.label - 1]!;
    return touchesBorder ? nucleus : { ...nucleus, cellArea: area, nucleusToCell: nucleus.area / area };
  });
}
