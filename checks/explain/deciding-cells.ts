import { type Mask, mask } from '@leukolens/imaging';
import { drawSmear, random, stainNames } from '@leukolens/study';

/** A picture in which one white cell alone decides on the class. */
export interface DecidingCell {
  /** [3, side, side], red, green and blue in -1 to 1. */
  readonly picture: Float32Array;
  /** 0 or 1: which of the two types the deciding cell has; 2: there is none. */
  readonly target: number;
  /** The deciding cell, nucleus and cytoplasm. */
  readonly inside: Mask;
}

/** The cells that decide, by class, and those that are in pictures of all classes. */
const DECIDING = ['eosinophil', 'basophil'] as const;
const OTHERS = ['neutrophil', 'lymphocyte'] as const;

/**
 * Draws pictures of two white cells, one of which decides, in opposite quarters of the field that are drawn by lot. In every third
 * picture neither does, so that no class can be told by what is not there. Stain, size and focus have nothing to do with the
 * class. Equal names give equal pictures.
 */
export function drawDecidingCells(name: string, count: number, side: number): DecidingCell[] {
  return Array.from({ length: count }, (_, i) => {
    const draw = random(`${name}/${i}`);
    const target = i % 3;
    const quarter = draw.below(4);
    const middle = (which: number) => ({
      x: side * (which % 2 === 0 ? 0.27 : 0.73) + draw.between(-3, 3),
      y: side * (which < 2 ? 0.27 : 0.73) + draw.between(-3, 3),
    });
    const deciding = { type: DECIDING[target] ?? draw.pick(OTHERS), ...middle(quarter) };
    const other = { type: draw.pick(OTHERS), ...middle(3 - quarter) };
    const { image, nuclei, cells, truth } = drawSmear({
      width: side,
      height: side,
      seed: `${name}/${i}`,
      stain: stainNames[draw.below(stainNames.length)]!,
      cells: [deciding, other],
      nucleusDiameter: draw.between(34, 42),
      platelets: 1,
      noise: draw.between(0, 2),
    });
    const pixels = side * side;
    const picture = new Float32Array(3 * pixels);
    for (let at = 0; at < 3 * pixels; at++) {
      picture[(at % 3) * pixels + Math.floor(at / 3)] = image.data[at]! / 127.5 - 1;
    }
    const label = cells.find(({ type }) => type === deciding.type)?.label;
    return { picture, target, inside: cellOf({ nuclei, truth, side }, label, deciding) };
  });
}

/** The cell's pixels: nucleus and cytoplasm nearer to its middle than to the middle of the field's far quarter. */
function cellOf(
  { nuclei, truth, side }: { nuclei: { data: ArrayLike<number> }; truth: { data: Uint8Array }; side: number },
  label: number | undefined,
  { x, y }: { x: number; y: number },
): Mask {
  const near = (i: number) =>
    Math.hypot((i % side) + 0.5 - x, Math.floor(i / side) + 0.5 - y) <
    Math.hypot((i % side) + 0.5 - (side - x), Math.floor(i / side) + 0.5 - (side - y));
  return mask(
    side,
    side,
    truth.data.map((level, i) =>
      nuclei.data[i] === label || (level > 0 && nuclei.data[i] === 0 && near(i)) ? 1 : 0,
    ),
  );
}
