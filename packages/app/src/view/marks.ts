import type { Place } from '../state/place-in.ts';

/** What is pointed out: a nucleus, or the place of the cross. */
export const CHOSEN = '#ffd23f';
const ADDED = 'rgba(0, 255, 255, 0.45)';
const TAKEN = 'rgba(255, 80, 60, 0.5)';

/** Those of some pixels that are inside now and were not before, and the other way round, run by run. */
export function drawTurned(
  context: CanvasRenderingContext2D,
  width: number,
  indices: Uint32Array,
  isInside: (index: number) => boolean,
  wasInside: (index: number) => boolean,
): void {
  const isTurned = (index: number) => isInside(index) !== wasInside(index);
  for (let k = 0; k < indices.length; k++) {
    const from = indices[k]!;
    if (!isTurned(from)) continue;
    let to = from;
    while (
      indices[k + 1] === to + 1 &&
      (to + 1) % width !== 0 &&
      isTurned(to + 1) &&
      isInside(to + 1) === isInside(from)
    ) {
      to++;
      k++;
    }
    context.fillStyle = isInside(from) ? ADDED : TAKEN;
    context.fillRect(from % width, Math.floor(from / width), to + 1 - from, 1);
  }
}

/** A cross that is seen on light and dark. */
export function drawCross(context: CanvasRenderingContext2D, [x, y]: Place, scale: number): void {
  const arm = 14 / scale;
  context.beginPath();
  context.moveTo(x + 0.5 - arm, y + 0.5);
  context.lineTo(x + 0.5 + arm, y + 0.5);
  context.moveTo(x + 0.5, y + 0.5 - arm);
  context.lineTo(x + 0.5, y + 0.5 + arm);
  for (const [colour, width] of [
    ['#000000', 4],
    [CHOSEN, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    context.stroke();
  }
}
