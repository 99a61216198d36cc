import { greyImage, labelImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { itemTruth } from './item-truth.ts';
import type { MaskFile } from './mask-file.ts';

const size = { width: 3, height: 1 };
const set = { maskLevels: { nucleus: 255, cytoplasm: 128 } };
const grey = (...levels: number[]) => greyImage(levels.length, 1, Uint8Array.from(levels));

/** The truth of an item with these files, by path. */
function truth(files: Readonly<Record<string, MaskFile>>, item: object = {}) {
  const asked: string[] = [];
  const found = itemTruth(
    { id: 'a', imagePath: 'image', group: 'a', maskPath: 'first', ...item },
    set,
    async (path, kind) => {
      asked.push(`${path} ${kind}`);
      return files[path]!;
    },
    size,
  );
  return { found, asked };
}

const nucleus = async (files: Readonly<Record<string, MaskFile>>) => {
  const { first } = await truth(files).found;
  return [...first!.nucleus.data];
};

test('levels, labels and outlines come to the same', async () => {
  expect(await nucleus({ first: grey(0, 255, 255) })).toEqual([0, 1, 1]);
  expect(await nucleus({ first: labelImage(3, 1, Uint16Array.of(0, 1, 2)) })).toEqual([0, 1, 1]);
  const polygon = [
    [1, 0],
    [3, 0],
    [3, 1],
    [1, 1],
  ] as const;
  const features = [{ number: 1, nucleus: [[polygon]], cytoplasm: [] }];
  expect(await nucleus({ first: { kind: 'outlines', name: 'a.geojson', features } })).toEqual([0, 1, 1]);
});

test('the kind that was stated goes with the first mask alone', async () => {
  const files = { first: labelImage(3, 1), second: grey(0, 128, 255) };
  const { found, asked } = truth(files, { maskKind: 'labels', secondMaskPath: 'second' });
  expect([...(await found).second!.cytoplasm.data]).toEqual([0, 1, 0]);
  expect(asked).toEqual(['first labels', 'second undefined']);
  expect(await truth({}, { maskPath: undefined }).found).toEqual({});
});

test('another size is refused, by both sizes', async () => {
  await expect(truth({ first: grey(0, 255) }).found).rejects.toThrow(
    'the mask is 2 x 1 pixels, but the image is 3 x 1; both must be of one size',
  );
});

test('grey levels that look like object numbers are refused, unless they are stated', async () => {
  const files = { first: grey(0, 1, 2) };
  await expect(truth(files).found).rejects.toThrow('state maskKind labels in manifest.csv');
  expect((await truth(files, { maskKind: 'levels' }).found).first!.unknownPixels).toBe(2);
  expect((await truth({ first: grey(0, 0, 0) }).found).first!.unknownPixels).toBe(0);
});
