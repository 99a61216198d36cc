import { nodeRuntime } from '@leukolens/engine/node';
import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { MAP_METHODS } from '../explain/activation-maps.ts';
import { ImageExplainer } from '../explain/image-explainer.ts';
import { ImageClassifier } from './image-classifier.ts';
import { softmax } from './softmax.ts';
import { smallClassifier } from './testing/small-classifier.ts';

const runtime = nodeRuntime({ threads: 1 });

/** Discs of violet with a paler rim on white, and where they are. */
function field(width: number, height: number) {
  const image = rgbImage(width, height, new Uint8Array(3 * width * height).fill(240));
  const nuclei = mask(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const away = Math.hypot((x % 64) - 32, (y % 64) - 32);
      if (away > 16) continue;
      if (away <= 12) nuclei.data[y * width + x] = 1;
      image.data.set(away <= 12 ? [90, 40 + (x >> 3), 150] : [190, 190, 220], 3 * (y * width + x));
    }
  }
  return { image, nuclei };
}

test('an image of the network’s size is seen whole; a larger one in windows, whose logits are averaged', async () => {
  const classifier = await ImageClassifier.start(smallClassifier(), runtime);
  const small = field(64, 64);
  const one = await classifier.classify(small.image, small.nuclei);
  expect(one.windows).toHaveLength(1);
  expect(one.logits).toEqual(one.windows[0]!.logits);
  expect(one.probabilities).toEqual([...softmax(one.logits)]);
  expect(one.label).toBe(
    ['early', 'middle', 'late'][one.probabilities.indexOf(Math.max(...one.probabilities))],
  );
  const large = field(192, 64);
  const many = await classifier.classify(large.image, large.nuclei);
  // the nuclei lie in the rows 20 to 44 and the columns 20 to 172
  expect(many.windows.map(({ left, top }) => [left, top])).toEqual([
    [26, 1],
    [103, 1],
  ]);
  many.logits.forEach((logit, i) => {
    const mean = many.windows.reduce((sum, window) => sum + window.logits[i]! / 2, 0);
    expect(logit).toBeCloseTo(mean, 6);
  });
  await classifier.release();
});

test('a temperature makes probabilities milder and leaves the class', async () => {
  const model = smallClassifier();
  const warm = { ...model, description: { ...model.description, temperature: 4 } };
  const { image, nuclei } = field(64, 64);
  const [cold, milder] = await Promise.all(
    [model, warm].map(async (each) => {
      const classifier = await ImageClassifier.start(each, runtime);
      const found = await classifier.classify(image, nuclei);
      await classifier.release();
      return found;
    }),
  );
  expect(milder!.label).toBe(cold!.label);
  expect(Math.max(...milder!.probabilities)).toBeLessThan(Math.max(...cold!.probabilities));
});

test.each(['rgb', 'grey', 'density'] as const)(
  '%s: nuclei alone are not what the whole image is',
  async (colours) => {
    const { image, nuclei } = field(64, 64);
    const logits = [];
    for (const sees of ['nuclei', 'whole'] as const) {
      const classifier = await ImageClassifier.start(smallClassifier({ colours, sees }), runtime);
      logits.push((await classifier.classify(image, nuclei)).logits);
      await classifier.release();
    }
    expect(logits[0]).not.toEqual(logits[1]);
  },
);

test('an explanation says the same of the image as the classifier, and has all maps', async () => {
  const model = smallClassifier({ activation: 'mish', head: 'medium' });
  const { image, nuclei } = field(150, 64);
  const classifier = await ImageClassifier.start(model, runtime);
  const explainer = await ImageExplainer.start(model, runtime);
  const plain = await classifier.classify(image, nuclei);
  const { classification, target, maps } = await explainer.explain(image, nuclei);
  classification.logits.forEach((logit, i) => {
    expect(logit).toBeCloseTo(plain.logits[i]!, 5);
  });
  expect(model.description.design.classes[target]).toBe(plain.label);
  expect([...maps.keys()]).toEqual(['layer3', 'layer4']);
  for (const ofLayer of maps.values()) {
    for (const method of MAP_METHODS) {
      const map = ofLayer[method];
      expect([map.width, map.height, map.data.length]).toEqual([150, 64, 150 * 64]);
      expect(map.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  }
  const other = await explainer.explain(image, nuclei, (target + 1) % 3);
  expect(other.target).toBe((target + 1) % 3);
  expect(other.maps.get('layer3')!.hirescam.range).not.toEqual(maps.get('layer3')!.hirescam.range);
  await Promise.all([classifier.release(), explainer.release()]);
});

test('several are asked at a time', async () => {
  const classifier = await ImageClassifier.start(smallClassifier(), runtime);
  const explainer = await ImageExplainer.start(smallClassifier(), runtime);
  const { image, nuclei } = field(64, 64);
  const [one, other] = await Promise.all([1, 2].map(() => classifier.classify(image, nuclei)));
  expect(one!.logits).toEqual(other!.logits);
  const [first, second] = await Promise.all([1, 2].map(() => explainer.explain(image, nuclei)));
  expect(first!.maps).toEqual(second!.maps);
  await Promise.all([classifier.release(), explainer.release()]);
});
