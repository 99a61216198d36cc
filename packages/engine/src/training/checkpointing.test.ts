import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveCheckpoint } from '../checkpoint/checkpoint-folder.ts';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { dropout } from '../layers/dropout.ts';
import { linear } from '../layers/layers.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { adam } from '../optimisers/adam.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { resumeTraining, saveTraining } from './checkpointing.ts';
import { startTraining, type TrainingSession } from './training-session.ts';
import { trainingStep } from './training-step.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A layer with dropout before it, so that the steps depend on the seed. */
function start(seed: number, features = 3): Promise<TrainingSession> {
  const model = new Model('training');
  const seen = dropout(model.root.in('drop'), input('x', [2, 4]), 0.5);
  const loss = crossEntropy(linear(model.root.in('fc'), seen, { features }), input('y', [2], 'int64'));
  return startTraining(trainingStep(model, loss, adam()), nodeRuntime({ threads: 1 }), { seed });
}

async function train(training: TrainingSession, steps: number): Promise<void> {
  const x = [1, -2, 3, -4, 5, -6, 7, -8];
  for (let i = 0; i < steps; i++) await training.step({ x, y: [i % 3, 1] });
}

test('a run goes on to the bits of the one that was not interrupted', async () => {
  const straight = await start(7);
  await train(straight, 4);
  await saveTraining(folder, straight, { record: { epoch: 2, best: [0.5] } });
  await train(straight, 5);

  const resumed = await start(1);
  expect(await resumeTraining(folder, resumed)).toEqual({ epoch: 2, best: [0.5] });
  expect(resumed.taken).toBe(4);
  await train(resumed, 5);
  expect(await resumed.state()).toEqual(await straight.state());
  await Promise.all([straight.release(), resumed.release()]);
});

test('a folder without checkpoints leaves the session as it is', async () => {
  const training = await start(1);
  const before = await training.state();
  expect(await resumeTraining(join(folder, 'none'), training)).toBeUndefined();
  expect(await training.state()).toEqual(before);
  await training.release();
});

test('a torn checkpoint is named, and the one before it used; as many are kept as asked for', async () => {
  const training = await start(1);
  const paths: string[] = [];
  for (let i = 0; i < 3; i++) {
    await train(training, 1);
    paths.push(await saveTraining(folder, training));
  }
  expect(await readdir(folder)).toHaveLength(2);
  await truncate(paths[2] as string, 200);
  const refused: string[] = [];
  expect(await resumeTraining(folder, training, { onRefused: ({ name }) => refused.push(name) })).toEqual({});
  expect(training.taken).toBe(2);
  expect(refused).toEqual(['step-000000003.safetensors']);
  await training.release();
});

test('a checkpoint of another network or another kind is refused, and changes nothing', async () => {
  const [training, other] = [await start(1), await start(1, 4)];
  await saveTraining(folder, other);
  const before = await training.state();
  await expect(resumeTraining(folder, training)).rejects.toThrow("state 'fc.weight': received 16 elements");
  const check = (record: object) => {
    throw new Error(`a run with ${JSON.stringify(record)}`);
  };
  await expect(resumeTraining(folder, training, { check })).rejects.toThrow('a run with {}');
  await saveCheckpoint(folder, { step: 1, record: { epoch: 1 }, tensors: new Map() });
  await expect(resumeTraining(folder, training)).rejects.toThrow('holds no seed and record');
  expect(await training.state()).toEqual(before);
  await Promise.all([training.release(), other.release()]);
});
