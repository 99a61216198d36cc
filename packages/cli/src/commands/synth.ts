import { readFile } from 'node:fs/promises';
import { fileReason, RunError, writeSyntheticSet } from '@leukolens/batch';
import { counted } from '@leukolens/report';
import { MOST_SMEAR_PIXELS, smearOptions, smearOptionsSchema, stainNames } from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import { choice, number, text } from '../option-types.ts';
import { progress } from '../progress.ts';

export const synth = command({
  name: 'synth',
  summary: 'draw synthetic smears with exact truth: nuclei, cytoplasm, cell types',
  options: {
    out: {
      flag: '-o, --out <dir>',
      help: 'folder for the set',
      schema: z.string('the folder for the set is missing'),
    },
    count: number('-n, --count <n>', 'how many images, 1 to 100000', z.int().min(1).max(100_000), '10'),
    seed: text(
      '--seed <value>',
      'a whole number or a text; the same seed and options give the same bytes (default: 1)',
    ),
    stain: choice('--stain <name>', 'stain and camera', stainNames, 'pink'),
    width: number('--width <px>', 'width of an image, 16 to 20000', z.int().min(16).max(20_000), '640'),
    height: number(
      '--height <px>',
      'height of an image, 16 to 20000; of 10⁸ pixels in all, at most',
      z.int().min(16).max(20_000),
      '480',
    ),
    cells: number('--cells <n>', 'white cells an image, 0 to 60000', z.int().min(0).max(60_000), '3'),
    options: text(
      '--options <file>',
      'a JSON file with any of the options listed below, or the settings.json of a set; options given here go first',
    ),
  },
  notes: [
    `Options of the JSON file:\n${Object.entries(smearOptionsSchema.shape)
      .map(([name, schema]) => `  ${name.padEnd(16)} ${schema.description}`)
      .join('\n')}`,
    'The folder is a data set: leukolens evaluate segmentation --dataset synthetic --data DIR scores a method on it.',
  ],
  examples: [
    'leukolens synth -o smears --count 20 --stain blue',
    'leukolens synth -o hard --options crowded.json --seed 7',
    'leukolens synth -o again --count 20 --options smears/settings.json',
  ],
  async run({ out, count = 10, options: file, ...given }) {
    const base = file === undefined ? {} : await fromFile(file);
    const options = {
      ...base,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    };
    try {
      smearOptions(options);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
    const { width = 640, height = 480 } = given;
    if (width * height > MOST_SMEAR_PIXELS) {
      throw new UsageError(
        `--width ${width} --height ${height}: ${width * height} pixels; at most ${MOST_SMEAR_PIXELS} are drawn, \`synth-slide\` draws more`,
      );
    }
    const line = progress(count);
    await writeSyntheticSet(out, count, options, () => line.step())
      .catch((error: Error) => {
        // cells that find no place: a smear of other options has room for them
        throw error instanceof RangeError ? new UsageError(error.message) : error;
      })
      .finally(() => line.end());
    process.stderr.write(`${counted(count, 'image')} in ${out}\n`);
    return 0;
  },
});

const record = z.record(z.string(), z.unknown());

/** The options in the file, which holds them alone or, as a set's settings.json, with the number of images. */
async function fromFile(file: string): Promise<Record<string, unknown>> {
  try {
    const { settings, ...options } = record.parse(JSON.parse(await readFile(file, 'utf8')));
    if (settings === undefined) return options;
    const { count: _, ...saved } = record.parse(settings);
    return saved;
  } catch (error) {
    const lost = fileReason(error);
    if (lost !== undefined) throw new RunError(`--options ${file}: ${lost}`);
    const reason = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new RunError(`${file} is not a JSON object with options: ${reason}`);
  }
}
