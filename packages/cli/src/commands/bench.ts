import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Input, segmentSettingsSchema, writeWhole } from '@leukolens/batch';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { encodePng, type RgbImage, readImage } from '@leukolens/imaging';
import { drawSmear, openDataset } from '@leukolens/study';
import { z } from 'zod';
import { timeFolder } from '../bench/folder.ts';
import { timeMethod } from '../bench/method.ts';
import { command } from '../command.ts';
import { number, text } from '../option-types.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { writeJson } from '../write-json.ts';

/** Data sets timed where they are at hand: one of small images, one of larger. */
const SETS = ['cellavision', 'bloodseg'];
const IMAGES = 100;

interface Material {
  readonly name: string;
  readonly images: readonly RgbImage[];
  /** Image files, these among them. */
  readonly files: readonly Input[];
}

export const bench = command({
  name: 'bench',
  summary: 'time the handcrafted method against OpenCV, and folders with one and two workers',
  options: {
    data: text(
      '--data <dir>',
      'folder that holds cellavision and bloodseg; without it synthetic smears are timed',
    ),
    reference: text(
      '--reference <dir>',
      'folder with the reference handcrafted.py, to time the whole method beside',
    ),
    python: text(
      '--python <command>',
      'Python with OpenCV (default: /usr/bin/python3 on Linux, python3 elsewhere)',
    ),
    rounds: number(
      '--rounds <n>',
      'how often everything is timed by turns, 1 to 100',
      z.int().min(1).max(100),
      '5',
    ),
    json: JSON_OPTION,
  },
  notes: [
    'Images are decoded beforehand on both sides and one thread works on each. The sides take turns, so that a slow\nspell of the machine meets both; the ratio is the median over the rounds. Where Python or OpenCV is missing, that\nis said and only this program is timed.',
  ],
  examples: ['leukolens bench', 'leukolens bench --data data/ --reference peer/ --json bench.json'],
  async run(values) {
    const rounds = values.rounds ?? 5;
    const python = values.python ?? (process.platform === 'linux' ? '/usr/bin/python3' : 'python3');
    const scratch = await mkdtemp(join(tmpdir(), 'leukolens-bench-'));
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const sets = [];
    try {
      for (const { name, images, files } of await materials(values.data, scratch)) {
        const method = await timeMethod(images, { rounds, python, reference: values.reference }, say);
        const settings = segmentSettingsSchema.parse({ method: 'handcrafted' });
        const batch = await timeFolder(files, settings, rounds);
        sets.push({ name, method, folder: batch });
        if (values.json !== true) process.stdout.write(lines(name, method, batch));
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    await writeJson({ software: SOFTWARE, notice: NOTICE, machine: machine(), sets }, values.json);
    return 0;
  },
});

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
  };
}

async function materials(data: string | undefined, scratch: string): Promise<Material[]> {
  if (data === undefined)
    return Promise.all([synthetic('small', 300, 300, scratch), synthetic('large', 640, 480, scratch)]);
  return Promise.all(
    SETS.map(async (name) => {
      const { items } = await openDataset(name, data);
      const { sharpCodec } = await import('@leukolens/imaging/node');
      const decoded = await Promise.all(
        items.slice(0, IMAGES).map(async ({ imagePath }) => readImage(await readFile(imagePath), sharpCodec)),
      );
      const files = items.map(({ id, imagePath }) => ({ path: imagePath, name: id + extname(imagePath) }));
      return { name, images: decoded.map(({ image }) => image), files };
    }),
  );
}

async function synthetic(size: string, width: number, height: number, scratch: string): Promise<Material> {
  const images = Array.from({ length: 20 }, (_, seed) => drawSmear({ width, height, seed }).image);
  const { sharpCodec } = await import('@leukolens/imaging/node');
  const files = images.map((_, i) => ({ path: join(scratch, size, `${i}.png`), name: `${i}.png` }));
  await Promise.all(
    images.map(async (image, i) => writeWhole(files[i]!.path, await encodePng(image, sharpCodec))),
  );
  return { name: `synthetic, ${size}`, images, files };
}

function lines(
  name: string,
  method: Awaited<ReturnType<typeof timeMethod>>,
  folder: Awaited<ReturnType<typeof timeFolder>>,
): string {
  const { images, width, height, ours, opencv, ratio, opencvVersion } = method;
  const beside = (['bilateral', 'method'] as const).flatMap((job) =>
    opencv[job] === undefined
      ? []
      : `  OpenCV ${opencvVersion}, ${job === 'bilateral' ? 'bilateralFilter alone' : 'whole method'}: ${opencv[job].toFixed(2)} ms; ours takes ${ratio[job]!.toFixed(2)} of it`,
  );
  return `${[
    `${name}: ${images} images of ${width}x${height}`,
    `  handcrafted method: ${ours.toFixed(2)} ms an image`,
    ...beside,
    `  folder, ${folder.images} images, decoding and writing included: ${folder.rate[1]!.toFixed(1)} images/s with 1 worker, ${folder.rate[2]!.toFixed(1)} with 2 (${folder.speedup.toFixed(2)} times)`,
  ].join('\n')}\n`;
}
