/*
 * Trains a small U-Net to outline the nuclei of synthetic smears, then scores it on smears of other seeds.
 *   node --expose-gc typescript.mjs learn.ts STEPS
 * Prints one JSON object a line: the loss and the memory held after every hundred steps, and the score at the end.
 */
import {
  adam,
  compile,
  input,
  Model,
  startTraining,
  trainingStep,
  unet,
  unifiedFocal,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { random } from '@leukolens/study';
import { cosine } from '../../../packages/engine/src/optimisers/schedules/cosine.ts';
import { batchOf, drawSmears, type Smears } from './smears.ts';

const STEPS = Number(process.argv[3]);
const [BATCH, SIDE] = [8, 96];
const NETWORK = { channels: [8, 16, 32, 64], strides: [2, 2, 2], dropout: 0.05 };
const threads = 2;

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const started = performance.now();
const seen = drawSmears('learnt from', 256, SIDE);
const unseen = drawSmears('scored on', 48, SIDE);
const drawn = performance.now();

const model = new Model('training');
const logits = unet(model.root, input('x', [BATCH, 3, SIDE, SIDE]), NETWORK);
const target = input('target', [BATCH, 1, SIDE, SIDE]);
const loss = unifiedFocal(logits, target, { lambda: 0.5, delta: 0.6, gamma: 0.5 });
const step = trainingStep(model, loss, adam(), { averageDecay: 0.98 });
const training = await startTraining(step, nodeRuntime({ threads }), { seed: 1 });

const schedule = cosine({ learningRate: 1e-2, steps: STEPS, warmUp: 10 });
let rate = schedule.initial;
const draw = random('order');
let order: number[] = [];
while (training.taken < STEPS) {
  if (order.length < BATCH) order = draw.shuffled([...seen.pictures.keys()]);
  const { loss } = await training.step(batchOf(seen, order.splice(0, BATCH)), rate.learningRate);
  rate = schedule.next(rate);
  if (training.taken % 100 === 0) say({ step: training.taken, loss, memory: held() });
}
const scores = await score(await training.averagedWeights(), unseen);
await training.release();
say({
  iou: scores.reduce((sum, iou) => sum + iou, 0) / scores.length,
  lowest: Math.min(...scores),
  pictures: scores.length,
  drawing: (drawn - started) / 1000,
  seconds: (performance.now() - started) / 1000,
});

/** What the process holds once the garbage is gone, in bytes. */
function held() {
  // what is freed by finalisers goes with the second
  for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapUsed, external, rss };
}

/** Intersection over union of each picture, predicted foreground being logits above 0. */
async function score(weights: ReadonlyMap<string, Float32Array>, smears: Smears): Promise<number[]> {
  const model = new Model('inference');
  const logits = unet(model.root, input('x', [BATCH, 3, SIDE, SIDE]), NETWORK);
  const network = await compile({ outputs: { logits } }, nodeRuntime({ threads }), { folded: weights });
  const scores: number[] = [];
  for (let first = 0; first < smears.masks.length; first += BATCH) {
    const { x, target } = batchOf(
      smears,
      Array.from({ length: BATCH }, (_, i) => first + i),
    );
    const found = (await network.run({ x })).logits.data as Float32Array;
    for (let i = 0; i < BATCH; i++) {
      let [both, either] = [0, 0];
      for (let at = i * SIDE * SIDE; at < (i + 1) * SIDE * SIDE; at++) {
        const [a, b] = [(found[at] as number) > 0, target[at] === 1];
        if (a && b) both++;
        if (a || b) either++;
      }
      scores.push(either === 0 ? 1 : both / either);
    }
  }
  await network.release();
  return scores;
}
