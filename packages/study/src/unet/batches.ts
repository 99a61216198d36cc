import { INPUT_PLANES } from '@leukolens/cad';
import { random } from '../random.ts';
import { drawSample } from './draw-sample.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';

/** What a training step is fed. */
export interface Batch {
  /** [batch, planes of the design's input, side, side] */
  readonly x: Float32Array;
  /** [batch, outlines, side, side] */
  readonly target: Float32Array;
  /** [batch, outlines, side, side] */
  readonly counted: Float32Array;
}

/** Which samples a step sees, and from which generator their pictures are drawn: a function of seed and step alone. */
export function batchPlan(
  count: number,
  batch: number,
  seed: string,
  step: number,
): { index: number; draw: string }[] {
  return Array.from({ length: batch }, (_, slot) => {
    const position = step * batch + slot;
    const epoch = Math.floor(position / count);
    return { index: order(count, `${seed}/${epoch}`)[position % count]!, draw: `${seed}/${position}` };
  });
}

let lastOrder: { key: string; order: number[] } | undefined;

/** The samples' order in an epoch. The last one asked for is kept: steps follow one another. */
function order(count: number, seed: string): number[] {
  const key = `${count}/${seed}`;
  if (lastOrder?.key !== key) {
    lastOrder = { key, order: random(seed).shuffled(Array.from({ length: count }, (_, i) => i)) };
  }
  return lastOrder.order;
}

/** The batch of a step. */
export function makeBatch(
  samples: readonly TrainingSample[],
  recipe: Recipe,
  seed: string,
  step: number,
): Batch {
  const { side, batch, design } = recipe;
  const pixels = side * side;
  const outlines = design.outlines.length;
  const whole = {
    x: new Float32Array(batch * INPUT_PLANES[design.input] * pixels),
    target: new Float32Array(batch * outlines * pixels),
    counted: new Float32Array(batch * outlines * pixels),
  };
  batchPlan(samples.length, batch, seed, step).forEach(({ index, draw }, slot) => {
    const drawn = drawSample(samples[index]!, recipe, random(draw));
    whole.x.set(drawn.x, slot * drawn.x.length);
    whole.target.set(drawn.target, slot * drawn.target.length);
    whole.counted.set(drawn.counted, slot * drawn.counted.length);
  });
  return whole;
}
