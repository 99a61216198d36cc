import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import {
  doneSlides,
  fileReason,
  findInputs,
  printable,
  RunError,
  runSlides,
  type SlideSettings,
  slideSettingsSchema,
  TILE_SIDES,
} from '@leukolens/batch';
import { looksLikeSlide } from '@leukolens/imaging';
import { counted } from '@leukolens/report';
import { z } from 'zod';
import { CELLS_ASKED_OPTION, chosenCells } from '../classifier-option.ts';
import { command, UsageError } from '../command.ts';
import { IMAGE_RUN_OPTIONS } from '../image-run.ts';
import { chosenMethod, METHOD_OPTIONS } from '../method-options.ts';
import { choice, number } from '../option-types.ts';
import { type Progress, progress } from '../progress.ts';
import { tellLeftOut } from '../tell-left-out.ts';

const { out, split, shard, jobs, resume, overwrite, settings } = IMAGE_RUN_OPTIONS;

export const slideCommand = command({
  name: 'slide',
  summary: 'find, count and measure the nuclei of whole slides, tile by tile; the fields worth looking at',
  positional: { name: 'paths', help: 'slides, and folders that are searched for slides', required: true },
  options: {
    out,
    ...METHOD_OPTIONS,
    method: choice('--method <name>', 'how nuclei are found', ['handcrafted', 'unet'], 'handcrafted'),
    cells: CELLS_ASKED_OPTION,
    split,
    umPerPixel: number(
      '--um-per-pixel <value>',
      'side of a pixel in µm, above 0 to 100; goes before what the file says',
      z.number().positive().max(100),
    ),
    tile: number(
      '--tile <px>',
      'side of the tiles that are worked on at a time, 256 to 8192; memory depends on it, and by `unet` outlines, by a percent or two',
      z.int().min(256).max(8192),
      '2048, unet 1024',
    ),
    jobs: { ...jobs, help: 'tiles worked on at a time, 1 to 256' },
    shard,
    resume,
    overwrite,
    settings,
  },
  notes: [
    'Reads tiled TIFF, BigTIFF, OME-TIFF and SVS with 8-bit colour: uncompressed, LZW, Deflate or JPEG. Labels and macro photographs are\nnever read. First the slide is looked over at low resolution: what is blank, thick or blurred is skipped and reported.',
    'Leaves in the folder slides.csv, and for each slide a folder with\n' +
      [
        ['report.html', 'where to begin: the slide at a glance, the fields worth looking at'],
        ['slide.json', 'the same as numbers'],
        ['nuclei.csv.gz', 'a line a nucleus, in pixels of the slide'],
        ['nuclei.geojson', 'their outlines, for QuPath'],
        ['overview.jpg, fields/', 'the pictures of the report'],
        ['settings.json', 'what it takes to repeat the run (--settings)'],
        ['tissue.json', 'what is read and what is not, in squares of 256 px, and what all tiles go by'],
        ['tiles.ndjson', 'what was found in each tile; --resume goes on from there'],
      ]
        .map(([file, help]) => `  ${file!.padEnd(22)} ${help}`)
        .join('\n'),
    'Exit code: 0 all well, 1 some slides or tiles failed, 2 wrong usage, 130 stopped by Ctrl-C (which finishes the tiles under way).',
  ],
  examples: [
    'leukolens slide smear.svs -o results',
    'leukolens slide slides/ -o results --method unet --split',
    'leukolens slide slides/ -o results --resume',
  ],
  async run(values, paths) {
    if (values.resume && values.overwrite)
      throw new UsageError('--resume and --overwrite exclude each other');
    const saved = values.settings === undefined ? undefined : await savedSettings(values.settings);
    const { settings: method, model } = await chosenMethod(values, saved ?? { method: 'handcrafted' });
    const cells = await chosenCells(values.cells, saved?.cells ? { cells: saved.cells } : {});
    const given = {
      split: values.split,
      micrometresPerPixel: values.umPerPixel,
      tileSide:
        values.tile ?? saved?.tileSide ?? TILE_SIDES[method.method === 'unet' ? 'unet' : 'handcrafted'],
    };
    const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const settings = slideSettingsSchema.parse({
      ...saved,
      ...kept,
      cells: cells?.named,
      model: undefined,
      ...method,
    });
    const inputs = await findInputs(paths, values.out, looksLikeSlide);
    tellLeftOut(inputs);
    if (inputs.found.length + inputs.refused.length === 0) {
      throw new RunError(`no slide in ${paths.join(', ')} (${inputs.ignored} other files)`);
    }
    let line: Progress | undefined;
    let slide = '';
    let failedTiles = 0;
    const stop = new AbortController();
    const interrupt = () => {
      line?.say('finishing the tiles under way; press Ctrl-C again to stop at once');
      stop.abort();
    };
    process.once('SIGINT', interrupt);
    const lines = await runSlides(inputs, values.out, {
      settings,
      model,
      cells: cells?.classifier,
      shard: values.shard,
      jobs: values.jobs ?? availableParallelism(),
      existing: values.resume ? 'resume' : values.overwrite ? 'overwrite' : 'refuse',
      stop: stop.signal,
      slide: (name) => {
        slide = printable(name);
      },
      failed: (name, reason) => process.stderr.write(`${printable(name)}: ${reason}\n`),
      started: (tiles) => {
        line?.end();
        line = progress(tiles, 'tiles');
      },
      done: (error) => {
        if (error !== null) {
          failedTiles++;
          line?.say(`${slide}: a tile failed: ${error}`);
        }
        line?.step();
      },
    }).finally(() => {
      process.off('SIGINT', interrupt);
      line?.end();
    });
    if (lines === undefined) {
      process.stderr.write('stopped before the last tile: --resume goes on\n');
      return 130;
    }
    if (values.shard) {
      const { index, of } = values.shard;
      const done = inputs.found.length - lines.length;
      process.stderr.write(
        `shard ${index} of ${of} done of ${counted(done, 'slide')}, ${lines.length} failed; in ${values.out}\n`,
      );
      return lines.length > 0 ? 1 : 0;
    }
    const asked = new Set(lines.map(({ name }) => name));
    const gone = (await doneSlides(values.out)).filter((name) => !asked.has(name)).length;
    if (gone > 0) {
      process.stderr.write(
        `${counted(gone, 'slide')} of the run before not among these, and in the table no longer; name all to have them there\n`,
      );
    }
    const failed = lines.filter((each) => 'error' in each).length;
    const nuclei = lines.reduce((sum, each) => sum + ('summary' in each ? each.summary.nuclei.count : 0), 0);
    process.stderr.write(
      `${counted(lines.length - failed, 'slide')} done with ${counted(nuclei, 'nucleus', 'nuclei')}, ${failed} failed; results in ${values.out}\n`,
    );
    if (failedTiles > 0)
      process.stderr.write(`${counted(failedTiles, 'tile')} failed: --resume tries them again\n`);
    return failed + failedTiles > 0 ? 1 : 0;
  },
});

async function savedSettings(file: string): Promise<SlideSettings> {
  try {
    return slideSettingsSchema.parse(JSON.parse(await readFile(file, 'utf8')).settings);
  } catch (error) {
    throw new RunError(`--settings ${file}: ${fileReason(error) ?? 'not the settings.json of a slide'}`);
  }
}
