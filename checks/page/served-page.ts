import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import {
  IMAGE_STATISTICS,
  imageStatistics,
  learnClusterSpace,
  learnFamiliarity,
  ownNucleiSchema,
  writeModel,
} from '@leukolens/cad';
import { mask } from '@leukolens/imaging';
import { drawSmear } from '@leukolens/study';
import { smallClassifier } from '../../packages/cad/src/classify/testing/small-classifier.ts';

const BUILT = join(import.meta.dirname, '../../packages/app/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
};

/** The page as a static host would serve it, with models of its own. */
export interface ServedPage {
  readonly url: string;
  /** The folder of the classifier that it serves. */
  readonly classifier: string;
  readonly cells: string;
  /** Bytes of what was asked for so far, or until a time, ms since 1970. */
  sent(until?: number): number;
  close(): Promise<void>;
}

/**
 * @param headers what the host sends with every file; none for the plainest
 * @param classifiers untrained ones, small for what is checked or full (ResNet-50 of the paper's size) for what is timed, or those that
 *   ship
 * @param below the path that the page has on the host, with slashes before and behind
 */
export async function servePage(
  headers: Readonly<Record<string, string>>,
  classifiers: 'small' | 'full' | 'shipped' = 'small',
  below = '/',
): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'leukolens-page-'));
  await cp(BUILT, folder, { recursive: true });
  if (classifiers !== 'shipped') await placeClassifiers(folder, classifiers);
  const sent: { readonly bytes: number; readonly at: number }[] = [];
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const at = Date.now();
    const path = normalize(decodeURIComponent(new URL(url, 'http://page').pathname));
    const file = join(folder, path.slice(below.length), path.endsWith('/') ? 'index.html' : '');
    const body =
      path.startsWith(below) && file.startsWith(folder)
        ? await readFile(file).catch(() => undefined)
        : undefined;
    if (body === undefined) {
      response.writeHead(404, headers).end();
      return;
    }
    sent.push({ bytes: body.length, at });
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      ...headers,
    });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${below}`,
    classifier: join(folder, 'models', 'stages'),
    cells: join(folder, 'models', 'lymphoblasts'),
    sent: (until = Number.POSITIVE_INFINITY) =>
      sent.reduce((sum, { bytes, at }) => sum + (at <= until ? bytes : 0), 0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true });
    },
  };
}

/** Two classifiers that nobody has trained, with all that a model can know of its images. */
async function placeClassifiers(folder: string, size: 'small' | 'full'): Promise<void> {
  const seen = ['a', 'b', 'c', 'd', 'e', 'f'].map((seed, i) => {
    const { image } = drawSmear({ width: 96, height: 96, seed, cells: 2, nucleusDiameter: 24 });
    return { label: i % 3, statistics: imageStatistics(image, mask(96, 96)) };
  });
  const clusters = seen.map(({ label }, i) => ({
    label,
    logits: [label * 2 + i / 9, i % 2, -label - i / 7],
  }));
  const stages = smallClassifier({
    classes: ['early', 'middle', 'late'],
    ...(size === 'small'
      ? {
          side: 96,
          scale: { kind: 'field', length: 96, smallest: 8 },
          nuclei: ownNucleiSchema.parse({ area: 60 }),
        }
      : { network: 'resnet50', narrowing: 1, side: 224, scale: { kind: 'shorterSide', length: 232 } }),
  });
  const blasts = smallClassifier({
    classes: ['lymphoblast', 'normal'],
    side: 48,
    sees: 'whole',
    scale: { kind: 'eachNucleus', diameter: 24 },
  });
  const known = { ...learnFamiliarity(seen, 3), threshold: IMAGE_STATISTICS.length };
  const made = {
    stages: await writeModel(
      {
        ...stages.description,
        name: 'stages',
        conformal: { coverage: 0.98, threshold: 0.6 },
        familiarity: known,
        clusterSpace: learnClusterSpace(clusters),
      },
      stages.weights,
      size === 'small' ? 'float32' : 'int8',
    ),
    lymphoblasts: await writeModel(
      { ...blasts.description, name: 'lymphoblasts' },
      blasts.weights,
      'float32',
    ),
  };
  for (const [name, files] of Object.entries(made)) {
    const at = join(folder, 'models', name);
    await rm(at, { recursive: true, force: true });
    await mkdir(at, { recursive: true });
    await writeFile(join(at, 'model.json'), files.description);
    await writeFile(join(at, 'weights.safetensors'), files.weights);
  }
  const index = { outline: 'nuclei', classifier: 'stages', cells: 'lymphoblasts' };
  await writeFile(join(folder, 'models', 'index.json'), JSON.stringify(index));
}
