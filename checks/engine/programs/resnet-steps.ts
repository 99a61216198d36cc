/*
 * Takes training steps of a full ResNet-50 (batch 8, 224 x 224) and watches the memory of this process.
 *   node --expose-gc typescript.mjs resnet-steps.ts relu|mish STEPS
 * Prints one JSON object a line: the resident memory now and at most, in bytes, at the end of each tenth of the steps.
 */
import { setTimeout } from 'node:timers/promises';
import {
  adam,
  crossEntropy,
  input,
  Model,
  mish,
  relu,
  resnet50,
  startTraining,
  trainingStep,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { random } from '@leukolens/study';

const [activation, steps] = [process.argv[3] === 'mish' ? mish : relu, Number(process.argv[4])];
/** After how many milliseconds a thread of the collector has given back what was freed: until then readings go up and down by a tenth. */
const SETTLED = 200;
const [BATCH, SIDE, CLASSES] = [8, 224, 3];

const model = new Model('training');
const logits = resnet50(model.root, input('x', [BATCH, 3, SIDE, SIDE]), {
  classes: CLASSES,
  activation,
  hidden: activation === mish ? [1024, 512] : [],
});
const loss = crossEntropy(logits, input('y', [BATCH], 'int64'));
const step = trainingStep(model, loss, adam({ learningRate: 1e-5 }));
const training = await startTraining(step, nodeRuntime({ threads: 2 }), { seed: 1 });

const draw = random('pictures');
const x = Float32Array.from({ length: BATCH * 3 * SIDE * SIDE }, () => draw.between(-1, 1));
const y = Array.from({ length: BATCH }, (_, i) => i % CLASSES);
const tenth = Math.max(1, Math.floor(steps / 10));
while (training.taken < steps) {
  const { loss } = await training.step({ x, y });
  if (training.taken % tenth > 0) continue;
  globalThis.gc?.();
  await setTimeout(SETTLED);
  const { rss } = process.memoryUsage();
  const peak = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ step: training.taken, loss, rss, peak })}\n`);
}
await training.release();
