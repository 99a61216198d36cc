import { nodeRuntime } from '@leukolens/engine/node';
import type { Mask } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import type { DatasetItem } from '../datasets/dataset.ts';
import { temporaryTree } from '../datasets/testing/temporary-tree.ts';
import { readSegmentationResult, type SegmentationResult } from '../evaluate/schema.ts';
import { mergeSegmentation } from '../shards/merge-segmentation.ts';
import { foldsOfShard } from '../shards/result-shard.ts';
import { crossvalUnet, doneFolds, type UnetCrossValidation } from './crossval.ts';
import { smallRecipe } from './testing/small-recipe.ts';
import { readingOf, type SyntheticSet, syntheticSet } from './testing/synthetic-set.ts';

type Results = ReadonlyMap<string, SegmentationResult>;

const runtime = nodeRuntime({ threads: 1 });

async function validation(
  sets: readonly SyntheticSet[],
  changes: Partial<UnetCrossValidation> = {},
): Promise<UnetCrossValidation> {
  return {
    sets,
    recipe: smallRecipe({ epochs: 2, validation: 0.25 }),
    seed: 5,
    only: [0, 1, 2],
    results: new Map(),
    method: 'small',
    runtime,
    reading: readingOf(sets),
    work: await temporaryTree([]),
    software: { name: 'leukolens', version: '0.0.0', versions: {} },
    onFold: async () => undefined,
    ...changes,
  };
}

/** Results as a file holds them, without how long they took. */
function stored(results: Results): Record<string, SegmentationResult> {
  return Object.fromEntries(
    [...results].map(([name, result]) => {
      const read = readSegmentationResult(JSON.parse(JSON.stringify(result)));
      for (const done of read.crossValidation!.done) done.seconds = 0;
      return [name, read];
    }),
  );
}

test('every image is scored once, by a network that saw neither it nor its group', async () => {
  const set = await syntheticSet('one', 12, 3);
  const groupOf = new Map(set.dataset.items.map(({ id, group }) => [id, group]));
  const idOf = new Map(set.dataset.items.map(({ id, imagePath }) => [imagePath, id]));
  let read: string[] = [];
  let seen: string[] | undefined;
  const scored: string[] = [];
  const results = await crossvalUnet(
    await validation([set], {
      reading: {
        ...set.reading,
        image: (path) => {
          read.push(idOf.get(path)!);
          return set.reading.image(path);
        },
      },
      // what was read before the first epoch ended was trained on or watched
      onEpoch: () => {
        seen ??= [...read];
      },
      onMask: async (_, { id }) => {
        expect(seen).toHaveLength(8);
        expect(seen!.map((each) => groupOf.get(each))).not.toContain(groupOf.get(id));
        scored.push(id);
      },
      onFold: async () => {
        read = [];
        seen = undefined;
      },
    }),
  );
  expect(scored.sort()).toEqual([...groupOf.keys()].sort());
  const { perImage, crossValidation, mean } = results.get('one')!;
  expect(perImage.map(({ image }) => image)).toEqual(set.dataset.items.map(({ id }) => id));
  for (const { image, fold } of perImage) expect(fold).toBe(set.folds.foldOf.get(image));
  expect(crossValidation).toMatchObject({
    folds: 3,
    foldsSha256: 'folds of one',
    trainedOn: ['one'],
    seed: 5,
  });
  expect(crossValidation!.done.map(({ fold, images }) => [fold, images])).toEqual([
    [0, 4],
    [1, 4],
    [2, 4],
  ]);
  for (const { curve } of crossValidation!.done) expect(curve).toHaveLength(2);
  // the means are over images; those without the searched folds over fold 2 alone
  const meanOf = (images: typeof perImage) => images.reduce((sum, { iou }) => sum + iou, 0) / images.length;
  expect(mean.iou).toBeCloseTo(meanOf(perImage), 12);
  const third = perImage.filter(({ fold }) => fold === 2);
  expect(crossValidation!.meanUnsearched!.iou).toBeCloseTo(meanOf(third), 12);
  expect(crossValidation!.done[2]!.iou).toBeCloseTo(meanOf(third), 12);
});

test('results that were resumed, between folds and within one, equal those of one go', async () => {
  const set = await syntheticSet('one', 12, 3);
  const whole = stored(await crossvalUnet(await validation([set])));
  const work = await temporaryTree([]);
  let results: Results = new Map();
  const keep = async (now: Results) => {
    results = new Map(Object.entries(stored(now)));
  };
  await crossvalUnet(await validation([set], { work, only: [1], onFold: keep }));
  expect(doneFolds(results.get('one'))).toEqual([1]);
  const stop = new AbortController();
  const stopped = crossvalUnet(
    await validation([set], {
      work,
      results,
      onFold: keep,
      signal: stop.signal,
      onEpoch: (fold, { epoch }) => {
        if (fold === 2 && epoch === 1) stop.abort(new Error('stopped'));
      },
    }),
  );
  await expect(stopped).rejects.toThrow('stopped');
  expect(doneFolds(results.get('one'))).toEqual([0, 1]);
  const epochs: string[] = [];
  const resumed = await crossvalUnet(
    await validation([set], { work, results, onEpoch: (fold, { epoch }) => epochs.push(`${fold}/${epoch}`) }),
  );
  expect(epochs).toEqual(['2/2']);
  expect(stored(resumed)).toEqual(whole);
  // and nothing is left to do
  expect(await crossvalUnet(await validation([set], { work, results: resumed }))).toBe(resumed);
});

test('an ensemble is scored with the networks of the run without it', async () => {
  const set = await syntheticSet('one', 6, 3);
  const masks = { alone: new Map<string, Mask>(), both: new Map<string, Mask>() };
  const kept =
    (into: Map<string, Mask>) =>
    async (_: string, { id }: DatasetItem, mask: Mask) => {
      into.set(id, mask);
    };
  await crossvalUnet(await validation([set], { onMask: kept(masks.alone) }));
  await crossvalUnet(await validation([set], { ensemble: 'and', onMask: kept(masks.both) }));
  expect(masks.both.size).toBe(6);
  for (const [id, { data }] of masks.both) {
    const alone = masks.alone.get(id)!.data;
    expect(data.every((inside, i) => inside <= alone[i]!)).toBe(true);
  }
});

test('shards that are put together equal one go', async () => {
  const set = await syntheticSet('one', 12, 3);
  const whole = stored(await crossvalUnet(await validation([set])));
  const parts = [];
  for (const index of [1, 2]) {
    const folds = foldsOfShard([0, 1, 2], { index, of: 2 });
    const shard = { index, of: 2, folds };
    const results = await crossvalUnet(await validation([set], { only: folds, shard }));
    parts.push({ file: `${index}.json`, result: results.get('one')! });
  }
  const merged = await mergeSegmentation(parts.toReversed(), set.dataset);
  expect(stored(new Map([['one', merged]]))).toEqual(whole);
  await expect(mergeSegmentation([parts[0]!], set.dataset)).rejects.toThrow('shard 2 of 2 is missing');
});

test('one network for two sets: trained on both, scored on each', async () => {
  const sets = [await syntheticSet('one', 12, 3), await syntheticSet('two', 6, 3, 50)];
  const results = await crossvalUnet(await validation(sets));
  for (const [name, images] of [
    ['one', 12],
    ['two', 6],
  ] as const) {
    const { perImage, crossValidation, data } = results.get(name)!;
    expect(data.name).toBe(name);
    expect(perImage).toHaveLength(images);
    expect(crossValidation!.trainedOn).toEqual(['one', 'two']);
    expect(doneFolds(results.get(name))).toEqual([0, 1, 2]);
  }
  // it is one network: the learning curves are the same
  const [one, two] = ['one', 'two'].map((name) =>
    results.get(name)!.crossValidation!.done.map(({ curve }) => curve),
  );
  expect(one).toEqual(two);
  // where only one set's result was written before a stop, the fold is done again and replaces itself
  const before = await crossvalUnet(await validation(sets, { only: [0] }));
  const half = new Map([['one', before.get('one')!]]);
  const again = await crossvalUnet(await validation(sets, { only: [0], results: half }));
  expect(stored(again)).toEqual(stored(before));
});

test('a recipe that watches no images trains on all', async () => {
  const set = await syntheticSet('one', 6, 3);
  const results = await crossvalUnet(
    await validation([set], { recipe: smallRecipe({ epochs: 1 }), only: [0] }),
  );
  const [done] = results.get('one')!.crossValidation!.done;
  expect(done!.curve.map(({ epoch, validation }) => ({ epoch, validation }))).toEqual([
    { epoch: 1, validation: undefined },
  ]);
});

test('folds that a set lacks are refused before anything is trained', async () => {
  const sets = [await syntheticSet('one', 12, 3), await syntheticSet('two', 6, 2, 50)];
  await expect(crossvalUnet(await validation(sets))).rejects.toThrow(
    'two has the folds 0 to 1; 2 cannot be done: sets trained on together need equally many',
  );
  await expect(crossvalUnet(await validation(sets.slice(0, 1), { only: [7] }))).rejects.toThrow(
    '7 cannot be done',
  );
});

test('results of another seed, or of networks trained on other sets, are not added to', async () => {
  const sets = [await syntheticSet('one', 12, 3), await syntheticSet('two', 6, 3, 50)];
  const alone = sets.slice(0, 1);
  const results = await crossvalUnet(await validation(alone, { only: [0] }));
  await expect(crossvalUnet(await validation(alone, { results, seed: 6 }))).rejects.toThrow(
    'the results of one were made with the seed 5, not 6',
  );
  await expect(crossvalUnet(await validation(sets, { results }))).rejects.toThrow(
    'the results of one are of networks trained on one, not on one, two',
  );
  await expect(crossvalUnet(await validation(alone, { results, ensemble: 'and' }))).rejects.toThrow(
    'the results of one are of the network alone, not of the ensemble and',
  );
});
