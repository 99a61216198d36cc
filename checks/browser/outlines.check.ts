import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../packages/engine/src/node.ts';
import { type CheckedModel, defaultModel } from '../default-model.ts';
import { Site, type Visit, visit, withoutChromium } from './chromium.ts';
import { type NamedImage, realImages, syntheticImages } from './outlined-images.ts';
import { base64, bytesOf, type Outlined, type SentImage, startOutlining } from './outlining.ts';

if (withoutChromium) console.warn(`skipped: ${withoutChromium}`);

const LEAST_EQUAL = 0.999;

let model: CheckedModel;
let site: Site;
let page: Visit;
let inNode: (image: SentImage) => Promise<Outlined>;

beforeAll(async () => {
  model = await defaultModel();
  const [description, weights] = await Promise.all(
    ['model.json', 'weights.safetensors'].map((name) => readFile(join(model.folder, name))),
  );
  inNode = await startOutlining(nodeRuntime(), { description: description!, weights: weights! });
  if (withoutChromium) return;
  site = await Site.open();
  page = await visit(site, 'none');
  await page.tab.evaluate(([about, values]) => globalThis.engine.openModel('wasm', about, values), [
    base64(description!),
    base64(weights!),
  ] as const);
});
afterAll(async () => {
  await page?.close();
  await site?.close();
  await model.close();
});

describe.skipIf(withoutChromium)(
  'the default network, by onnxruntime-node and by onnxruntime-web (wasm) in Chromium',
  () => {
    test('12 synthetic smears: masks equal', () => expectEqual(syntheticImages()));

    test('40 images of the four data sets: masks equal', async ({ skip }) => {
      const images = await realImages();
      if (images.length === 0) skip('no shared data: set LEUKOLENS_SHARED');
      await expectEqual(images);
    });

    test('no request leaves the page, no error reaches the console', () => {
      expect(page.problems).toEqual([]);
    });
  },
);

async function expectEqual(images: readonly NamedImage[]): Promise<void> {
  const compared: { name: string; equal: number; apart: number; nucleus: number }[] = [];
  for (const { name, image } of images) {
    const sent = { width: image.width, height: image.height, pixels: base64(image.data) };
    const here = await inNode(sent);
    const there = await page.tab.evaluate((each) => globalThis.engine.outline(each), sent);
    const [ours, theirs] = [bytesOf(here.mask), bytesOf(there.mask)];
    const [probable, others] = [floats(here.probabilities), floats(there.probabilities)];
    compared.push({
      name,
      equal: ours.reduce((sum, value, i) => sum + (value === theirs[i] ? 1 : 0), 0) / ours.length,
      apart: probable.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0),
      nucleus: ours.reduce((sum, value) => sum + value, 0) / ours.length,
    });
  }
  const worst = compared.reduce((a, b) => (b.equal < a.equal ? b : a));
  const apart = compared.reduce((a, b) => (b.apart > a.apart ? b : a));
  const marked = compared.filter(({ nucleus }) => nucleus > 0).length;
  console.log(
    `${model.description.name}, ${images.length} images: worst ${worst.name}, ${(100 * worst.equal).toFixed(4)} % of ` +
      `pixels equal; probabilities at most ${apart.apart.toExponential(1)} apart (${apart.name})`,
  );
  expect(marked).toBeGreaterThanOrEqual(0.9 * images.length); // empty masks would be equal, too
  for (const { name, equal } of compared) expect(equal, name).toBeGreaterThanOrEqual(LEAST_EQUAL);
}

function floats(text: string): Float32Array {
  return new Float32Array(bytesOf(text).buffer);
}
