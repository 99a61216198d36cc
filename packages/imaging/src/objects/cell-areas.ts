import type { LabelImage, Mask } from '../image.ts';

/** The cell around a nucleus. */
export interface CellArea {
  /** Pixels of nucleus and cytoplasm, px², at least those of the nucleus. */
  readonly area: number;
  /** Whether it reaches the image's border: then some of it may lie beyond. */
  readonly touchesBorder: boolean;
}

/**
 * How large the cell of each nucleus is: the nucleus, and of the cells' pixels those whose way through cells to this nucleus is the
 * shortest (4-neighbourhood). Cells that touch are so parted half way between their nuclei; what no way leads to belongs to none.
 * @param count largest number of a nucleus
 * @param others nuclei that are not measured, to whom what is nearest to them belongs all the same
 * @returns by nucleus, in the order of their numbers
 * @throws RangeError where labels and cells differ in size
 */
export function cellAreas(
  { width, height, data }: LabelImage,
  count: number,
  cells: Mask,
  others?: Mask,
): CellArea[] {
  if (cells.width !== width || cells.height !== height) {
    throw new RangeError(
      `cells of ${cells.width} x ${cells.height} around nuclei of ${width} x ${height}; expected the same size`,
    );
  }
  const other = count + 1;
  const owner = Uint32Array.from(data, (label, i) => (label === 0 && others?.data[i] ? other : label));
  const areas = new Uint32Array(count + 2);
  const onBorder = new Uint8Array(count + 2);
  let wave: number[] = [];
  for (let i = 0; i < owner.length; i++) if (owner[i]! > 0) wave.push(i);
  while (wave.length > 0) {
    const next: number[] = [];
    const claim = (i: number, label: number) => {
      if (owner[i]! > 0 || cells.data[i] === 0) return;
      owner[i] = label;
      next.push(i);
    };
    for (const i of wave) {
      const label = owner[i]!;
      const [x, y] = [i % width, Math.floor(i / width)];
      areas[label]!++;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) onBorder[label] = 1;
      if (x > 0) claim(i - 1, label);
      if (x < width - 1) claim(i + 1, label);
      if (y > 0) claim(i - width, label);
      if (y < height - 1) claim(i + width, label);
    }
    wave = next;
  }
  return Array.from({ length: count }, (_, k) => ({
    area: areas[k + 1]!,
    touchesBorder: onBorder[k + 1] === 1,
  }));
}
