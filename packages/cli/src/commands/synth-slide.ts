import { RunError, writeSyntheticSlide } from '@leukolens/batch';
import { PATCH, slideOptionsSchema, stainNames } from '@leukolens/study';
import { z } from 'zod';
import { command } from '../command.ts';
import { choice, number, text } from '../option-types.ts';
import { progress } from '../progress.ts';
import { synth } from './synth.ts';

export const synthSlide = command({
  name: 'synth-slide',
  summary: 'draw a synthetic whole slide with exact truth: blank, thick, blurred and readable parts',
  options: {
    out: { ...synth.options.out, help: 'folder for the slide and its truth' },
    seed: text(
      '--seed <value>',
      'a whole number or a text; the same seed and options give the same bytes (default: 1)',
    ),
    stain: choice('--stain <name>', 'stain and camera', stainNames, 'pink'),
    width: number('--width <px>', 'width, 1000 to 200000', z.int().min(1000).max(200_000), '8000'),
    height: number('--height <px>', 'height, 1000 to 200000', z.int().min(1000).max(200_000), '8000'),
    whiteCells: number(
      '--white-cells <n>',
      'white cells a million pixels, where there is blood, 0 to 60',
      z.number().min(0).max(60),
      '12',
    ),
    blastShare: number(
      '--blast-share <share>',
      'share of lymphoblasts among them, 0 to 1',
      z.number().min(0).max(1),
      '0.3',
    ),
    nucleusDiameter: number(
      '--nucleus-diameter <px>',
      'diameter of an 8 µm nucleus, 16 to 80',
      z.number().min(16).max(80),
      '32',
    ),
  },
  notes: [
    'Leaves slide.tif (a pyramid in a tiled BigTIFF with JPEG tiles), cells.csv (each white cell: type, place, visible area of its\nnucleus, and the zone that it lies in) and settings.json. A slide of 8000 x 8000 takes a minute or two, and memory goes by its width.',
  ],
  examples: [
    'leukolens synth-slide -o slide',
    'leukolens synth-slide -o large --width 40000 --height 40000 --seed 7',
  ],
  async run({ out, ...given }) {
    const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const parsed = slideOptionsSchema.safeParse(kept);
    if (!parsed.success) throw new RunError(parsed.error.issues[0]!.message);
    const options = parsed.data;
    const patches = Math.ceil(options.width / PATCH) * Math.ceil(options.height / PATCH);
    const line = progress(patches, 'patches');
    await writeSyntheticSlide(out, options, () => line.step()).finally(() => line.end());
    process.stderr.write(`a slide of ${options.width} x ${options.height} px in ${out}\n`);
    return 0;
  },
});
