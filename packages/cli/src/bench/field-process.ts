import { openModel, segmenterOf } from '@leukolens/batch';
import { methodSettingsSchema, nucleiOf, workingSize } from '@leukolens/cad';
import { type RgbImage, rgbImage } from '@leukolens/imaging';
import { drawSmear } from '@leukolens/study';
import { type FieldTimes, fieldJobSchema } from './field.ts';

/** One smear is drawn and laid out over and over: drawing every cell would take longer than finding it. */
const SMEAR = { width: 1000, height: 1000, seed: 5, cells: 12, nucleusDiameter: 100 };

const { side, modelFolder } = fieldJobSchema.parse(JSON.parse(process.argv[2]!));
const model = await openModel(modelFolder, 'outline');
const segmenter = await segmenterOf(methodSettingsSchema.parse({ method: 'unet' }), model);
const image = field(side);
const start = performance.now();
const mask = await segmenter.segment(image);
const between = performance.now();
const { objects } = nucleiOf(image, mask);
const end = performance.now();
const times: FieldTimes = {
  side,
  nuclei: objects.length,
  seconds: { segment: (between - start) / 1000, measure: (end - between) / 1000 },
  megapixelsPerSecond: (1000 * side ** 2) / 1e6 / (end - start),
  peak: process.resourceUsage().maxRSS / 2 ** 20, // before the size is estimated once more
  workingSide: workingSize(image, model.description.design.scale).width,
};
process.send!(times, () => process.disconnect());

function field(length: number): RgbImage {
  const { image: smear } = drawSmear(SMEAR);
  const whole = rgbImage(length, length);
  for (let y = 0; y < length; y++) {
    const row = 3 * SMEAR.width * (y % SMEAR.height);
    for (let x = 0; x < length; x += SMEAR.width) {
      const samples = 3 * Math.min(SMEAR.width, length - x);
      whole.data.set(smear.data.subarray(row, row + samples), 3 * (y * length + x));
    }
  }
  return whole;
}
