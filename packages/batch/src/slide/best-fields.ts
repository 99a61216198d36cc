import { CELL, isUnlike, middleOf, type NucleusResult, type TissueMap } from '@leukolens/cad';
import type { Region } from '@leukolens/imaging';

/** A field is so many cells of the map wide and high. */
const FIELD_CELLS = 2;
const MOST_FIELDS = 24;

/** What was counted in each cell of the map. */
export class CellCounts {
  readonly #columns: number;
  readonly #rankedBy: string | undefined;
  readonly nuclei: Uint32Array;
  readonly #sums: Float64Array;
  #summed = false;

  /** @param rankedBy class whose probabilities are added up, of nuclei like those learned; without it nuclei are counted */
  constructor({ columns, rows }: Pick<TissueMap, 'columns' | 'rows'>, rankedBy: string | undefined) {
    this.#columns = columns;
    this.#rankedBy = rankedBy;
    this.nuclei = new Uint32Array(columns * rows);
    this.#sums = new Float64Array(columns * rows);
  }

  add(nucleus: NucleusResult): void {
    const { classes } = nucleus;
    const { x, y } = middleOf(nucleus);
    const cell = Math.floor(y / CELL) * this.#columns + Math.floor(x / CELL);
    this.nuclei[cell]!++;
    if (this.#rankedBy === undefined || isUnlike(nucleus)) return;
    this.#sums[cell]! += classes?.[this.#rankedBy] ?? 0;
    this.#summed = true;
  }

  /** What fields go by: the class, or `nuclei` where there is none, or no nucleus like those learned. */
  get rankedBy(): string {
    return this.#summed ? this.#rankedBy! : 'nuclei';
  }

  get scores(): ArrayLike<number> {
    return this.#summed ? this.#sums : this.nuclei;
  }
}

export interface RankedField extends Region {
  readonly nuclei: number;
  readonly score: number;
}

/** The fields with the highest scores; of equal ones those with more nuclei, and the upper left, first. They do not overlap. */
export function bestFields(
  slide: { readonly width: number; readonly height: number },
  { columns, rows }: Pick<TissueMap, 'columns' | 'rows'>,
  { nuclei, scores }: CellCounts,
): RankedField[] {
  const fields: RankedField[] = [];
  const side = FIELD_CELLS * CELL;
  for (let row = 0; row < rows; row += FIELD_CELLS) {
    for (let column = 0; column < columns; column += FIELD_CELLS) {
      const cells: number[] = [];
      for (let y = row; y < Math.min(rows, row + FIELD_CELLS); y++) {
        for (let x = column; x < Math.min(columns, column + FIELD_CELLS); x++) cells.push(y * columns + x);
      }
      const sum = (of: ArrayLike<number>) => cells.reduce((total, cell) => total + of[cell]!, 0);
      const [left, top] = [column * CELL, row * CELL];
      const size = { width: Math.min(side, slide.width - left), height: Math.min(side, slide.height - top) };
      if (sum(nuclei) > 0) fields.push({ left, top, ...size, nuclei: sum(nuclei), score: sum(scores) });
    }
  }
  return fields
    .sort((a, b) => b.score - a.score || b.nuclei - a.nuclei || a.top - b.top || a.left - b.left)
    .slice(0, MOST_FIELDS);
}
