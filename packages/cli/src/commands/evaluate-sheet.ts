import { basename, join } from 'node:path';
import { fileReason, printable, resultSheet, segmenterOf, writePieces } from '@leukolens/batch';
import { methodSettingsSchema } from '@leukolens/cad';
import type { Mask } from '@leukolens/imaging';
import {
  type Dataset,
  type DatasetItem,
  type ImageReading,
  imageReading,
  openDataset,
  readSegmentationResult,
  readTruth,
  type SegmentationResult,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError, type Values } from '../command.ts';
import { chosenMethod, METHOD_NOTE, METHOD_OPTIONS } from '../method-options.ts';
import { number, text, toggle } from '../option-types.ts';
import { MAX_PIXELS_OPTION } from '../options-shared.ts';
import { progress } from '../progress.ts';
import { requiredJson } from '../saved-result.ts';

const options = {
  data: {
    flag: '--data <dir>',
    help: "the data set's folder, or the folder that holds the sets under their names",
    schema: z.string('name the folder of the data'),
  },
  out: {
    flag: '-o, --out <dir>',
    help: 'folder for the sheets, one for each result, RESULT.html; a sheet that is there is written anew',
    schema: z.string('name the folder for the sheets'),
  },
  worst: number(
    '--worst <n>',
    'how many images, the worst by IoU first, 1 to 100000',
    z.int().min(1).max(100_000),
    '10',
  ),
  all: toggle('--all', 'all images, the worst first'),
  masks: text(
    '--masks <dir>',
    'masks to show, DIR/SET/IMAGE.png with nuclei 255, as crossval unet --masks leaves them; else the method is run again',
  ),
  ...METHOD_OPTIONS,
  maxPixels: MAX_PIXELS_OPTION,
};

export const evaluateSheetCommand = command({
  name: 'evaluate sheet',
  summary: 'a contact sheet of a result: image, truth, mask and their difference, the worst by IoU',
  positional: {
    name: 'results',
    help: 'JSON files of evaluate segmentation or crossval unet',
    required: true,
  },
  options,
  notes: [
    METHOD_NOTE,
    "A sheet is one HTML file that shows images of the data set: the set's terms hold for it. Without --masks, the method\nruns again with the settings that the result holds; images whose mask is then another than the result's are named.\nExit code: 0 all well, 1 some images are missing or other than the result's, 2 wrong usage.",
  ],
  examples: [
    'leukolens evaluate sheet segmentation-cellavision-handcrafted.json --data data/ -o sheets',
    'leukolens evaluate sheet segmentation-jtsc-unet.json --data data/ --masks masks/ -o sheets --worst 30',
  ],
  async run(values, files) {
    const { data, out, masks, all, maxPixels, worst = 10 } = values;
    if (all && values.worst !== undefined) throw new UsageError('--all and --worst exclude each other');
    const twice = files.find((file, i) =>
      files.slice(0, i).some((other) => sheetName(other) === sheetName(file)),
    );
    if (twice) throw new UsageError(`two results would have the sheet ${sheetName(twice)}`);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const reading = imageReading(sharpCodec, maxPixels === undefined ? {} : { maxPixels });
    let failed = false;
    for (const file of files) {
      const result = await requiredJson(file, readSegmentationResult);
      const levels = maskLevels.safeParse(result.settings.maskLevels).data;
      const dataset = await openDataset(result.data.name, data, levels && { maskLevels: levels });
      const { maskOf, origin } =
        masks === undefined ? await againBy(values, result, reading) : savedIn(masks, dataset, reading);
      const line = progress(all ? result.perImage.length : Math.min(worst, result.perImage.length));
      const pieces = resultSheet({
        result,
        dataset,
        ...(!all && { count: worst }),
        maskOf,
        origin,
        reading,
        codec: sharpCodec,
        onImage: () => line.step(),
        onTrouble: (image, trouble) => {
          failed = true;
          line.say(`${dataset.name}, ${printable(image)}: ${trouble}`);
        },
      });
      const path = join(out, sheetName(file));
      await writePieces(path, pieces).finally(() => line.end());
      process.stderr.write(`${path}\n`);
    }
    return failed ? 1 : 0;
  },
});

const maskLevels = z.object({ nucleus: z.number(), cytoplasm: z.number() }).optional();

function sheetName(file: string): string {
  return `${basename(file).replace(/\.json$/i, '')}.html`;
}

/** Masks from the folder that `crossval unet --masks` left. */
function savedIn(folder: string, dataset: Dataset, reading: ImageReading) {
  const maskOf = async ({ id }: DatasetItem): Promise<Mask> => {
    try {
      const image = await reading.mask(join(folder, dataset.name, `${id}.png`), 'levels');
      if (image.kind === 'outlines') throw new Error('outlines; expected an image');
      return readTruth(image, { nucleus: 255, cytoplasm: 128 }).nucleus;
    } catch (error) {
      throw new Error(`its mask in --masks: ${fileReason(error) ?? (error as Error).message}`);
    }
  };
  return { maskOf, origin: 'The masks are those that were saved.' };
}

/** Masks by the method run again, by the result's settings unless others are given. */
async function againBy(
  values: Values<typeof METHOD_OPTIONS>,
  { method, settings, crossValidation }: SegmentationResult,
  reading: ImageReading,
) {
  const { handcrafted, network, flips, model } = settings;
  const recorded = methodSettingsSchema.safeParse({ method, handcrafted, network, flips, model }).data;
  if ((crossValidation || recorded === undefined) && values.method === undefined) {
    throw new UsageError(`the result is of ${method}: give --masks, or --method to run one`);
  }
  const chosen = await chosenMethod(values, recorded);
  const segmenter = await segmenterOf(chosen.settings, chosen.model);
  return {
    maskOf: async ({ imagePath }: DatasetItem) => segmenter.segment(await reading.image(imagePath)),
    origin: `The masks were made again by the method ${segmenter.name}.`,
  };
}
