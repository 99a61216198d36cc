import { join } from 'node:path';
import { CLASSIFIER_LAYERS, type ClassifierLayer, MAP_METHODS, type MapMethod } from '@leukolens/cad';
import { mapFileName } from '@leukolens/report';
import { outputName } from './names.ts';
import type { RunSettings } from './settings.ts';

/** What a run can leave for each image. */
export const PARTS = {
  masks: { folder: 'masks', extension: '.png', help: 'nuclei 255, the rest 0' },
  labels: { folder: 'labels', extension: '.png', help: '16 bits, each nucleus drawn with its number' },
  overlays: { folder: 'overlays', extension: '.png', help: 'the image with every nucleus outlined in cyan' },
  geojson: {
    folder: 'geojson',
    extension: '.geojson',
    help: 'outlines and measurements, as QuPath opens them',
  },
  maps: {
    folder: 'maps',
    extension: '/',
    help: 'METHOD-LAYER.png, each map over the image, and panel-LAYER.svg, all of a layer',
  },
  report: {
    folder: 'report',
    extension: '.html',
    help: "an image's page of the report, with a small picture beside; report.html is the first",
  },
} as const;

export type Part = keyof typeof PARTS;

/** Those that are one file an image. */
export type FilePart = Exclude<Part, 'maps' | 'report'>;

/** What is left of nuclei alone. */
export const NUCLEI_PARTS: readonly FilePart[] = ['masks', 'labels', 'overlays', 'geojson'];

/** Where a part of an image's results goes, in the output folder `out`. */
export function partPath(out: string, part: FilePart, image: string): string {
  const { folder, extension } = PARTS[part];
  return join(out, folder, ...outputName(image, extension).split('/'));
}

/** Where an image's page of the report goes, and its small picture. */
export function pagePath(out: string, image: string, extension: '.html' | '.jpg' = '.html'): string {
  return join(out, ...pageName(image, extension).split('/'));
}

/** The same, relative to the output folder and with forward slashes, as links have it. */
export function pageName(image: string, extension: '.html' | '.jpg' = '.html'): string {
  return `${PARTS.report.folder}/${outputName(image, extension)}`;
}

/** Where the maps of an image go. */
export function mapFolder(out: string, image: string): string {
  return join(out, PARTS.maps.folder, ...outputName(image, '').split('/'));
}

/** All files of a part of an image's results. */
export function partPaths(
  out: string,
  part: Part,
  image: string,
  layers: readonly ClassifierLayer[] = CLASSIFIER_LAYERS,
  methods: readonly MapMethod[] = MAP_METHODS,
): string[] {
  if (part === 'report') return [pagePath(out, image), pagePath(out, image, '.jpg')];
  if (part !== 'maps') return [partPath(out, part, image)];
  return layers.flatMap((layer) =>
    ([...methods, 'panel'] as const).map((method) => join(mapFolder(out, image), mapFileName(method, layer))),
  );
}

/** All files that a run leaves of an image. @param mapped whether it was explained: else there are no maps */
export function leftPaths(
  out: string,
  image: string,
  mapped: boolean,
  { only, layers, methods }: Pick<RunSettings, 'only' | 'layers' | 'methods'>,
): string[] {
  return only
    .filter((part) => part !== 'maps' || mapped)
    .flatMap((part) => partPaths(out, part, image, layers, methods));
}
