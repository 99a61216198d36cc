import type { LabelImage } from '@leukolens/imaging';
import type { CellType } from './cell-types.ts';
import type { SmearPlan } from './plan.ts';

/** A white cell as it is seen. */
export interface SmearCell {
  readonly type: CellType;
  readonly label: number;
  /** Lobes that the nucleus was drawn with; 1 for round and bent nuclei. */
  readonly lobes: number;
  /** Visible pixels of the nucleus. */
  readonly nucleusArea: number;
  /** Their smallest rectangle, in pixels. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** The mean of their centres, where the first pixel's centre is (0, 0). */
  readonly centroid: { readonly x: number; readonly y: number };
}

/** The plan's cells that show nucleus in the field, by label, measured on the whole field's labels. */
export function visibleCells(plan: SmearPlan, nuclei: LabelImage): SmearCell[] {
  const shown = plan.whiteCells.filter((cell) => cell.label > 0);
  const sums = shown.map(() => ({ area: 0, x: 0, y: 0, left: 1e9, top: 1e9, right: -1, bottom: -1 }));
  for (let y = 0, index = 0; y < nuclei.height; y++) {
    for (let x = 0; x < nuclei.width; x++, index++) {
      const sum = sums[nuclei.data[index]! - 1];
      if (!sum) continue;
      sum.area++;
      sum.x += x;
      sum.y += y;
      sum.left = Math.min(sum.left, x);
      sum.right = Math.max(sum.right, x);
      sum.top = Math.min(sum.top, y);
      sum.bottom = Math.max(sum.bottom, y);
    }
  }
  return shown.flatMap(({ type, label, nucleus }, i) => {
    const { area, x, y, left, top, right, bottom } = sums[i]!;
    if (area === 0) return []; // only its part outside the field is uncovered
    return {
      type,
      label,
      lobes: nucleus.bridges.length + 1,
      nucleusArea: area,
      box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
      centroid: { x: x / area, y: y / area },
    };
  });
}
