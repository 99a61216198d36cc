import { INPUT_PLANES } from '@leukolens/cad';
import { random } from '../random.ts';
import { batchPlan } from '../training/batch-plan.ts';
import { drawSample } from './draw-sample.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';

/** What a training step is fed, by the names of its inputs. */
export interface Batch extends Record<string, Float32Array> {
  /** [batch, planes of the design's input, side, side] */
  readonly x: Float32Array;
  /** [batch, outlines, side, side] */
  readonly target: Float32Array;
  /** [batch, outlines, side, side]; absent where the loss does not heed it. */
  readonly counted?: Float32Array;
}

/** What the batches of a run follow from. */
export interface BatchData {
  readonly samples: readonly TrainingSample[];
  readonly recipe: Recipe;
  readonly seed: string;
}

/** The batch of a step. */
export function makeBatch({ samples, recipe, seed }: BatchData, step: number): Batch {
  const { side, batch, design, loss } = recipe;
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
  const { x, target, counted } = whole;
  return loss.kind === 'jaccardCrossEntropy' ? { x, target, counted } : { x, target };
}
