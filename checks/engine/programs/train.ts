/*
 * Trains a small U-Net with everything that a run carries from step to step: dropout, Adam's memories, a moving average,
 * a schedule. Goes on from the newest checkpoint of a folder, and saves one every few steps.
 *   train.ts FOLDER SEED STEPS
 * Prints one JSON object a line: what was refused, the step it goes on from, each step, and the hash of all at the end.
 */
import { createHash } from 'node:crypto';
import {
  adamW,
  input,
  keyOf,
  Model,
  startTraining,
  trainingStep,
  unet,
  unifiedFocal,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { cosine } from '../../../packages/engine/src/optimisers/schedules/cosine.ts';
import { resumeTraining, saveTraining } from '../../../packages/engine/src/training/checkpointing.ts';

const [folder, seed, steps] = [process.argv[3] as string, Number(process.argv[4]), Number(process.argv[5])];
const [BATCH, SIDE, EVERY] = [2, 32, 3];

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const model = new Model('training');
const logits = unet(model.root, input('x', [BATCH, 3, SIDE, SIDE]), {
  channels: [8, 16, 32],
  strides: [2, 2],
  dropout: 0.2,
});
const target = input('target', [BATCH, 1, SIDE, SIDE]);
const loss = unifiedFocal(logits, target, { lambda: 0.5, delta: 0.6, gamma: 0.5 });
const step = trainingStep(model, loss, adamW(), { averageDecay: 0.95, clipNorm: 1 });
const training = await startTraining(step, nodeRuntime(), { seed });

const schedule = cosine({ learningRate: 1e-2, steps, warmUp: 5 });
const record = await resumeTraining(folder, training, {
  onRefused: (refused) => say({ refused }),
});
let rate = record ? (record.rate as unknown as typeof schedule.initial) : schedule.initial;
say({ resumed: training.taken });

while (training.taken < steps) {
  const { loss } = await training.step(batch(training.taken), rate.learningRate);
  rate = schedule.next(rate);
  say({ step: training.taken, loss });
  if (training.taken % EVERY === 0) await saveTraining(folder, training, { record: { rate: { ...rate } } });
}
const { states } = await training.state();
const hash = createHash('sha256').update(JSON.stringify(rate));
for (const [name, values] of [...states].sort(([a], [b]) => (a < b ? -1 : 1)))
  hash.update(name).update(values);
await training.release();
say({ done: hash.digest('hex'), states: states.size });

/** A bright disc on noise, and its mask: another at every step, the same in every run of the seed. */
function batch(step: number): { x: Float32Array; target: Float32Array } {
  const x = new Float32Array(BATCH * 3 * SIDE * SIDE);
  const target = new Float32Array(BATCH * SIDE * SIDE);
  for (let picture = 0; picture < BATCH; picture++) {
    const draw = (what: number, from: number, to: number) =>
      from + ((to - from) * (keyOf(seed, step, picture, what) >>> 0)) / 2 ** 32;
    const [row, column, radius] = [draw(0, 8, 24), draw(1, 8, 24), draw(2, 4, 8)];
    for (let at = 0; at < SIDE * SIDE; at++) {
      const inside = Math.hypot(Math.floor(at / SIDE) - row, (at % SIDE) - column) < radius;
      target[picture * SIDE * SIDE + at] = inside ? 1 : 0;
      for (let channel = 0; channel < 3; channel++) {
        x[(picture * 3 + channel) * SIDE * SIDE + at] =
          Math.sin(at * draw(3, 1, 50) + channel) + (inside ? 1 : 0);
      }
    }
  }
  return { x, target };
}
