import { nodeRuntime } from '@leukolens/engine/node';
import { type Mask, mask, type RgbImage, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { ownNucleiSchema } from '../classify/design.ts';
import { ownNuclei } from '../classify/own-nuclei.ts';
import { smallClassifier } from '../classify/testing/small-classifier.ts';
import type { OutlineModel } from '../models/model-files.ts';
import { VIOLET_DESIGN, violetCellWeights } from '../segment/testing/violet-network.ts';
import { Analyzer } from './analyzer.ts';
import { methodSettingsSchema } from './method.ts';

/** A violet disc, its rim paler, on glass; and the nucleus as a mask. */
function cell(side: number): { image: RgbImage; nucleus: Mask } {
  const image = rgbImage(side, side, new Uint8Array(3 * side * side).fill(230));
  const nucleus = mask(side, side);
  for (let i = 0; i < side * side; i++) {
    const distance = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
    if (distance < 24) image.data.set(distance < 15 ? [110, 50, 150] : [130, 95, 150], 3 * i);
    nucleus.data[i] = distance < 15 ? 1 : 0;
  }
  return { image, nucleus };
}

async function analyzer(method: 'unet' | 'handcrafted'): Promise<Analyzer> {
  const design = { ...VIOLET_DESIGN, outlines: ['nucleus', 'cell'] };
  const outline = { description: { design }, weights: violetCellWeights() } as unknown as OutlineModel;
  const settings = { ...methodSettingsSchema.parse({ method }), layers: [], methods: [] };
  return Analyzer.start(settings, { outline }, async () => nodeRuntime({ threads: 1 }));
}

test('a network that outlines cells gives each nucleus its share of its cell, corrected ones, too', async () => {
  const { image, nucleus } = cell(96);
  const started = await analyzer('unet');
  const { record } = await started.analyze({ name: 'a.png', image });
  const [found] = record.nuclei!.objects;
  expect(found!.nucleusToCell).toBe(found!.area / found!.cellArea!);
  expect(found!.nucleusToCell).toBeCloseTo((15 / 24) ** 2, 1);
  const corrected = await started.analyzeMask({ name: 'a.png', image }, nucleus);
  expect(corrected.record.nuclei!.objects[0]!.nucleusToCell).toBeCloseTo((15 / 24) ** 2, 1);
  // of an image that was not analysed before, as after a reload
  const again = await (await analyzer('unet')).analyzeMask({ name: 'a.png', image }, nucleus);
  expect(again.record).toEqual(corrected.record);
});

test('the handcrafted method knows no cells', async () => {
  const { record } = await (await analyzer('handcrafted')).analyze({ name: 'a.png', image: cell(96).image });
  for (const nucleus of record.nuclei!.objects) expect(nucleus).not.toHaveProperty('nucleusToCell');
});

test('a classifier that outlines nuclei for itself sees those, and what was drawn by hand where it was', async () => {
  const { image, nucleus } = cell(96);
  // the upper half alone
  const drawn = mask(96, 96, nucleus.data.slice().fill(0, (96 * 96) / 2));
  const nuclei = ownNucleiSchema.parse({ area: 60 });
  const layers = { layers: [], methods: [] };
  const logitsOf = async (own: boolean, mask?: Mask) => {
    const settings = { ...methodSettingsSchema.parse({ method: 'handcrafted' }), ...layers };
    const classifier = smallClassifier(own ? { nuclei } : {});
    const runtime = async () => nodeRuntime({ threads: 1 });
    const started = await Analyzer.start(settings, { classifier }, runtime);
    const read = { name: 'a.png', image };
    const { record } = mask ? await started.analyzeMask(read, mask) : await started.analyze(read);
    return record.classification!.logits;
  };
  expect(await logitsOf(true)).toEqual(
    await logitsOf(false, ownNuclei(image, { nuclei, scale: { kind: 'factor', factor: 1 } })),
  );
  expect(await logitsOf(true)).not.toEqual(await logitsOf(true, drawn));
  expect(await logitsOf(true, drawn)).toEqual(await logitsOf(false, drawn));
});

test('the same networks measure in another way', async () => {
  const { image } = cell(96);
  const started = await analyzer('unet');
  const { record } = await started.analyze({ name: 'a.png', image });
  const measured = await started.measuring({ micrometresPerPixel: 0.5 }).analyze({ name: 'a.png', image });
  const [[one], [other]] = [record.nuclei!.objects, measured.record.nuclei!.objects];
  expect([one!.areaUm2, other!.areaUm2]).toEqual([undefined, one!.area / 4]);
  expect(other!.nucleusToCell).toBe(one!.nucleusToCell);
});

test('where a classifier of nuclei finds none, an image has no class; one that sees whole images says so', async () => {
  const image = rgbImage(96, 96, new Uint8Array(3 * 96 * 96).fill(230));
  const settings = { ...methodSettingsSchema.parse({ method: 'handcrafted' }), layers: [], methods: [] };
  const recordBy = async (sees: 'nuclei' | 'whole') => {
    const models = { classifier: smallClassifier({ sees }) };
    const started = await Analyzer.start(settings, models, async () => nodeRuntime({ threads: 1 }));
    return (await started.analyze({ name: 'a.png', image })).record;
  };
  const [nuclei, whole] = [await recordBy('nuclei'), await recordBy('whole')];
  expect(nuclei.classification).toBeNull();
  expect(nuclei.warnings).toContain('not classified: the classifier found no nucleus');
  expect(whole.classification).not.toBeNull();
  expect(whole.warnings).toContain('the classifier found no nucleus: do not rely on its class');
});
