import { greyImage, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { datasetDigest, maskDigest, pixelDigest } from './digest.ts';
import { digestLines, knownDigests } from './known/known-digests.ts';
import { openDataset } from './open.ts';
import { partDigests } from './parts.ts';
import { datasets } from './registry.ts';
import { temporaryTree } from './testing/temporary-tree.ts';
import { verifyDataset } from './verify.ts';

const reading = {
  image: async (path: string) => rgbImage(1, 1, Uint8Array.of(path.includes('002') ? 2 : 1, 0, 0)),
  mask: async () => greyImage(1, 1, Uint8Array.of(255)),
};
const levels = { nucleus: 255, cytoplasm: 128 };

test('a pixel digest is of size and pixels: reproduced by hand with sha256sum', () => {
  // printf '\1\0\0\0\1\0\0\0\1\2\3' | sha256sum
  expect(pixelDigest(rgbImage(1, 1, Uint8Array.of(1, 2, 3))).toString('hex')).toBe(
    'a4d3750cd606e63d8352d550ffe954594f01d109b77e67b5460751a37a2a8941',
  );
  expect(pixelDigest(rgbImage(2, 1))).not.toEqual(pixelDigest(rgbImage(1, 2)));
});

test('a mask digest does not depend on the levels a set uses', () => {
  const ours = greyImage(3, 1, Uint8Array.of(255, 128, 0));
  const theirs = greyImage(3, 1, Uint8Array.of(100, 250, 3));
  expect(maskDigest(theirs, { nucleus: 100, cytoplasm: 255 })).toEqual(maskDigest(ours, levels));
});

test('differing, missing and unknown images are listed', async () => {
  const known = [...knownDigests('jtsc')!.parts.keys()];
  expect(known.length).toBe(300);
  const tree = await temporaryTree(['001.bmp', '001.png', '002.bmp', '002.png', '999.bmp', '999.png']);
  const result = await verifyDataset(await openDataset('jtsc', tree), reading);
  expect(result.asKnown).toBe(false);
  expect(result.differing).toEqual(['001 (image, mask)', '002 (image, mask)']);
  expect(result.unknown).toEqual(['999']);
  expect(result.missing).toEqual(known.slice(2));
  expect(result.summary).toContain('0 equal, 2 differing, 298 missing, 1 unknown');
});

test('segmentation sets are compared image by image, classification sets by class and block', async () => {
  const masks = await openDataset('jtsc', await temporaryTree(['001.bmp', '001.png', '002.bmp', '002.png']));
  const byImage = await partDigests(masks, 'pixels', reading);
  expect([...byImage.keys()]).toEqual(['001', '002']);
  expect(byImage.get('001')![0]).not.toBe(byImage.get('002')![0]);
  expect(byImage.get('001')![2]).toBe('-');
  expect(digestLines(byImage)).toMatch(/^001 [0-9a-f]{16} [0-9a-f]{16} -\n002 /);
  const files = ['Benign/A-001.jpg', 'Benign/A-002.jpg', 'Early/B-001.jpg', 'Pre/C-001.jpg', 'Pro/D-001.jpg'];
  const classes = await openDataset('aria-all', await temporaryTree(files));
  expect([...(await partDigests(classes, 'bytes', reading)).keys()]).toEqual([
    'Benign/0',
    'Early/0',
    'Pre/0',
    'Pro/0',
  ]);
});

test('a file that cannot be read is named', async () => {
  const tree = await temporaryTree(['001.bmp', '001.png', '002.bmp', '002.png']);
  const mask = async (path: string) => {
    if (path.includes('002')) throw new Error('the PNG file is cut short');
    return reading.mask();
  };
  const verification = verifyDataset(await openDataset('jtsc', tree), { ...reading, mask });
  await expect(verification).rejects.toThrow(/^002\.png cannot be read: the PNG file is cut short$/);
});

test('of sets without known digests it says so', async () => {
  const tree = await temporaryTree({ 'manifest.csv': 'image\na.jpg\n', 'a.jpg': '' });
  const result = await verifyDataset(await openDataset('mine', tree), reading);
  expect(result).toMatchObject({ asKnown: false, summary: expect.stringContaining('no digests') });
});

test('known digests have a part for each image, class or block', () => {
  const counts = datasets.map(({ name }) => [name, knownDigests(name)?.parts.size]);
  expect(Object.fromEntries(counts)).toEqual({
    jtsc: 300,
    cellavision: 100,
    bloodseg: 367,
    'all-idb2': 260,
    'raabin-wbc': undefined,
    leukemia: undefined,
    'aria-all': 60,
    pbc: 8,
  });
});

test('the digest of a set changes with any of its files', async () => {
  const digest = async (mask: string) =>
    datasetDigest(await openDataset('jtsc', await temporaryTree({ '001.bmp': 'a', '001.png': mask })));
  expect(await digest('b')).toMatch(/^[0-9a-f]{64}$/);
  expect(await digest('b')).toBe(await digest('b'));
  expect(await digest('b')).not.toBe(await digest('c'));
});
