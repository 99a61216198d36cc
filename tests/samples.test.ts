import { readdir, readFile } from 'node:fs/promises';
import { selfCheck } from '@leukolens/cad';
import { readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, sampleSmears } from '@leukolens/study';
import { expect, test } from 'vitest';

test.each(sampleSmears())(
  'samples/$name.png is what is drawn; else run: node scripts/make-samples.mjs',
  async ({ name, options }) => {
    const { image } = await readImage(await readFile(`samples/${name}.png`), sharpCodec);
    expect(Buffer.compare(image.data, drawSmear(options).image.data)).toBe(0);
  },
);

test('nothing else lies among the samples', async () => {
  expect((await readdir('samples')).sort()).toEqual(
    sampleSmears()
      .map(({ name }) => `${name}.png`)
      .sort(),
  );
});

test('the self-check passes', async () => {
  expect(await selfCheck(sharpCodec)).toMatchObject({ passed: true });
});
