import { segmenterOf } from '@leukolens/batch';
import { SOFTWARE } from '@leukolens/cad';
import {
  type DatasetItem,
  datasets,
  evaluateSegmentation,
  imageReading,
  openDataset,
  type SegmentationResult,
  tablesBeside,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import { MARKED_OPTION, markedItems } from '../marked-option.ts';
import { chosenMethod, heededSettings, METHOD_NOTE, METHOD_OPTIONS } from '../method-options.ts';
import { choice, number, toggle } from '../option-types.ts';
import { JSON_OPTION, MAX_PIXELS_OPTION, recordedWords } from '../options-shared.ts';
import { progress } from '../progress.ts';
import { libraryVersions, networkVersions } from '../versions.ts';
import { writeJson } from '../write-json.ts';

/** Radius by which the paper grew Raabin's basophils (Table A1). */
const BASOPHIL_DILATION = 4;

const options = {
  dataset: {
    flag: '--dataset <name>',
    help: `the data set: ${datasets.map(({ name }) => name).join(', ')}, or any name for a folder with manifest.csv`,
    schema: z.string('name the data set'),
  },
  data: {
    flag: '--data <dir>',
    help: "the set's folder, or the folder that holds it under its name",
    schema: z.string('name the folder of the data'),
  },
  ...METHOD_OPTIONS,
  maskLevels: {
    flag: '--mask-levels <nucleus,cytoplasm>',
    help: 'grey values of nucleus and cytoplasm in the masks, 0 to 255 each',
    schema: z
      .string()
      .regex(/^\d{1,3},\d{1,3}$/, 'expected two numbers from 0 to 255 with a comma between')
      .transform((given) => given.split(',').map(Number) as [number, number])
      .refine((levels) => Math.max(...levels) <= 255, 'expected numbers from 0 to 255')
      .optional(),
    shownDefault: '255,128',
  },
  marked: MARKED_OPTION,
  annotator: choice('--annotator <n>', 'whose masks are the truth, where there are two', ['1', '2'], '1'),
  oracleBasophils: toggle(
    '--oracle-basophils',
    `grow nuclei by ${BASOPHIL_DILATION} px where the true class is basophil, as the paper did on Raabin: an oracle, since the method cannot know the class; figures so made are no fair comparison`,
  ),
  maxPixels: MAX_PIXELS_OPTION,
  seed: number('--seed <n>', 'seed of the bootstrap intervals, a whole number', z.int(), '0'),
  json: JSON_OPTION,
};

export const evaluateSegmentationCommand = command({
  name: 'evaluate segmentation',
  summary: 'score a method on a data set with truth, beside the published figures',
  options,
  notes: [
    METHOD_NOTE,
    'Scores are means over images at their own resolution, with 95 % intervals from 10,000 bootstrap resamples of the\nimages, and pooled over all pixels. Exit code: 0 all well, 1 some images failed, 2 wrong usage.',
  ],
  examples: [
    'leukolens evaluate segmentation --dataset cellavision --data data/ --json cellavision.json',
    'leukolens evaluate segmentation --dataset jtsc --data data/ --method unet --model my-model/',
    'leukolens evaluate segmentation --dataset mine --data my-folder-with-manifest/ --area 300',
  ],
  async run(values) {
    const { settings, model } = await chosenMethod(values);
    const { method, handcrafted } = settings;
    if (values.oracleBasophils && method !== 'handcrafted') {
      throw new UsageError(`--oracle-basophils has no effect with the method ${method}`);
    }
    const levels = values.maskLevels && { nucleus: values.maskLevels[0], cytoplasm: values.maskLevels[1] };
    const opened = await openDataset(values.dataset, values.data, levels && { maskLevels: levels });
    const dataset = { ...opened, items: markedItems(opened, opened.items, values.marked) };
    const annotator = values.annotator === '2' ? 2 : 1;
    const masked = dataset.items.filter((item) => (annotator === 1 ? item.maskPath : item.secondMaskPath));
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { maxPixels } = values;
    const reading = imageReading(sharpCodec, maxPixels === undefined ? {} : { maxPixels });
    const plain = await segmenterOf(settings, model);
    const dilated = { ...settings, handcrafted: { ...handcrafted, dilation: BASOPHIL_DILATION } };
    const grown = values.oracleBasophils ? await segmenterOf(dilated, model) : plain;
    const segmenterFor = ({ label }: DatasetItem) => (label === 'basophil' ? grown : plain);
    const trainedOn = model?.description.training.data.map(({ name }) => name) ?? [];
    const line = progress(masked.length);
    const result = await evaluateSegmentation({
      dataset,
      method: values.oracleBasophils ? 'handcrafted with the basophil oracle' : method,
      segment: async (item) => segmenterFor(item).segment(await reading.image(item.imagePath)),
      readMask: reading.mask,
      annotator,
      seed: values.seed ?? 0,
      settings: {
        ...heededSettings(settings),
        ...(model && { trainedOn }),
        ...(values.marked && { marked: values.marked }),
        oracleBasophils: values.oracleBasophils === true,
        annotator,
        ...(levels && { maskLevels: levels }),
        ...(maxPixels !== undefined && { maxPixels }),
      },
      software: {
        ...SOFTWARE,
        versions: { ...(await libraryVersions()), ...(model && (await networkVersions())) },
        // a model's folder is no part of what was computed: its name is
        command: recordedWords('evaluate segmentation', options, { ...values, model: settings.model?.name }),
      },
      warnings: trainedOn.includes(dataset.name)
        ? [
            `the network was trained on ${dataset.name}: these figures say nothing about images that it has not seen`,
          ]
        : [],
      onProgress: () => line.step(),
    }).finally(() => line.end());
    await writeJson(result, values.json);
    if (values.json !== true) process.stdout.write(summary(result));
    for (const { image, error } of result.failures) process.stderr.write(`${image}: ${error}\n`);
    return result.failures.length > 0 ? 1 : 0;
  },
});

function summary(result: SegmentationResult): string {
  const names = Object.keys(result.mean) as (keyof SegmentationResult['mean'])[];
  const rows = names.map((name) => {
    const [low, high] = result.interval[name];
    const interval = `${low.toFixed(4)} to ${high.toFixed(4)}`;
    return `${name.padEnd(12)}${result.mean[name].toFixed(4).padEnd(9)}${interval.padEnd(21)}${result.pooled[name].toFixed(4)}`;
  });
  const other = result.otherAnnotator
    ? `mean IoU against the other annotator: ${result.otherAnnotator.mean.iou.toFixed(4)}\n`
    : '';
  const between = result.betweenAnnotators
    ? `mean IoU between the two annotators: ${result.betweenAnnotators.mean.iou.toFixed(4)}\n`
    : '';
  const warnings = result.warnings.map((warning) => `note: ${warning}\n`).join('');
  return `${result.data.name}: ${result.perImage.length} images, ${result.method}

            mean     95 % interval        pooled
${rows.join('\n')}

${other}${between}${warnings}
${tablesBeside(result).text}
Research use only.
`;
}
