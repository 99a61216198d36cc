import { type Classifier, ClassScorer, Explainer, MAP_METHODS, POOLED_LAYER_NOTE } from '@leukolens/cad';
import {
  adamW,
  bottleneck,
  crossEntropy,
  input,
  Model,
  oneCycle,
  relu,
  resnet,
  startTraining,
  trainingStep,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { type FaithfulnessRow, measureFaithfulness, random } from '@leukolens/study';
import { beforeAll, expect, test } from 'vitest';
import { type DecidingCell, drawDecidingCells } from './deciding-cells.ts';

/*
 * A network that tells pictures with an eosinophil, with a basophil and with neither apart, trained here; another white cell lies
 * in each. Which cell decides is known by construction, so a map of the class has to lie on it.
 */

/** 4 x 32 + 1: convolutions of stride 2 use their padding on all sides alike, and maps are drawn where they look (docs/decisions/0018). */
const SIDE = 129;
const [BATCH, STEPS] = [16, 1200];
const TESTED = 60;
const LAYERS = ['layer3', 'layer4'];

const classifier: Classifier = (model, x, observe) =>
  resnet(model.root, x, bottleneck, [1, 1, 1, 1], { classes: 3, narrowing: 8, activation: relu, observe });

let rows: FaithfulnessRow[];
let accuracy: number;
let seconds: number;

beforeAll(async () => {
  const runtime = nodeRuntime();
  const weights = await trained(drawDecidingCells('learnt from', 2400, SIDE));
  // where no cell decides there is nothing to find
  const pictures = drawDecidingCells('explained', 1.5 * TESTED, SIDE).filter(({ target }) => target < 2);
  const size = { width: SIDE, height: SIDE };
  const scorer = await ClassScorer.start(classifier, weights, runtime, size);
  const found = await scorer.probabilities(pictures.map(({ picture }) => picture));
  accuracy = found.filter((each, i) => each[pictures[i]!.target]! > 0.5).length / TESTED;
  const explainer = await Explainer.start(classifier, weights, runtime, { layers: LAYERS, ...size });
  const model = new Model('training');
  classifier(model, input('x', [BATCH, 3, SIDE, SIDE]), () => undefined);
  const randomised = await Explainer.start(classifier, model.initial(2), runtime, {
    layers: LAYERS,
    ...size,
  });
  const began = performance.now();
  rows = await measureFaithfulness({ pictures, ...size, explainer, scorer, randomised, seed: 1 });
  seconds = (performance.now() - began) / 1000;
  for (const each of [scorer, explainer, randomised]) await each.release();
  console.log(
    `accuracy ${accuracy.toFixed(3)} on ${TESTED} pictures; maps measured in ${seconds.toFixed(0)} s`,
  );
  console.log(POOLED_LAYER_NOTE);
  for (const { layer = '-', method, measures } of rows) {
    const cells = Object.entries(measures).map(
      ([
        measure,
        {
          mean,
          interval: [low, high],
          count,
        },
      ]) => `${measure} ${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}; ${count})`,
    );
    console.log(`${layer} ${method}: ${cells.join(', ')}`);
  }
}, 600_000);

test('the network tells the classes apart', () => {
  expect(accuracy).toBeGreaterThan(0.9);
});

test('the best map finds the deciding cell, which noise and edges do not', () => {
  const pointing = (row: FaithfulnessRow) => row.measures.pointing?.mean ?? 0;
  const known = rows.filter(({ layer }) => layer === undefined);
  expect(known.map(({ method }) => method)).toEqual(['random', 'edges']);
  expect(Math.max(...rows.map(pointing))).toBeGreaterThan(0.9);
  expect(Math.max(...known.map(pointing))).toBeLessThan(0.6);
});

test('every layer, every method, every measure is there, with its interval', () => {
  expect(rows).toHaveLength(LAYERS.length * MAP_METHODS.length + 2);
  for (const { layer, measures } of rows) {
    const names = Object.keys(measures);
    expect(names).toEqual(
      expect.arrayContaining([
        'energyInside',
        'pointing',
        'deletion',
        'insertion',
        ...(layer ? ['randomised'] : []),
      ]),
    );
    for (const { mean, interval } of Object.values(measures)) {
      expect(mean).toBeGreaterThanOrEqual(interval[0]);
      expect(mean).toBeLessThanOrEqual(interval[1]);
    }
  }
});

test(`${TESTED} pictures take minutes at most`, () => {
  expect(seconds).toBeLessThan(300);
});

async function trained(pictures: readonly DecidingCell[]): Promise<Map<string, Float32Array>> {
  const model = new Model('training');
  const logits = classifier(model, input('x', [BATCH, 3, SIDE, SIDE]), () => undefined);
  const loss = crossEntropy(logits, input('target', [BATCH], 'int64'));
  const session = await startTraining(
    trainingStep(model, loss, adamW({ weightDecay: 1e-2 }), { averageDecay: 0.98 }),
    nodeRuntime(),
    { seed: 1 },
  );
  const schedule = oneCycle({ learningRate: 5e-3, steps: STEPS });
  let rate = schedule.initial;
  const draw = random('order');
  let order: number[] = [];
  while (session.taken < STEPS) {
    if (order.length < BATCH) order = draw.shuffled([...pictures.keys()]);
    const chosen = order.splice(0, BATCH).map((i) => pictures[i]!);
    const x = new Float32Array(BATCH * 3 * SIDE * SIDE);
    chosen.forEach(({ picture }, i) => {
      x.set(picture, i * picture.length);
    });
    const target = chosen.map((each) => each.target);
    await session.step({ x, target }, rate.learningRate);
    rate = schedule.next(rate);
  }
  const weights = await session.averagedWeights();
  await session.release();
  return weights;
}
