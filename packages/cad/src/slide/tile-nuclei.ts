import {
  type LabelImage,
  labelImage,
  labelObjects,
  type Mask,
  mask,
  measureObjects,
  type ObjectOutline,
  outlines,
  type Region,
  type Slide,
  splitTouching,
} from '@leukolens/imaging';
import type { CellReader } from '../analyze/cell-reader.ts';
import type { NucleusResult } from '../results.ts';
import type { FieldStatistics } from '../segment/field-statistics.ts';
import type { PartSegmenter } from '../segment/segmenter.ts';
import { type TissueMap, zoneAt } from './tissue-map.ts';

export interface TileOptions {
  readonly segmenter: PartSegmenter;
  readonly field: FieldStatistics;
  readonly map: Pick<TissueMap, 'columns' | 'zones'>;
  /** Parts nuclei that touch. */
  readonly split: boolean;
  readonly micrometresPerPixel?: number | undefined;
  /** Looks at each nucleus, where there is a classifier of single nuclei. */
  readonly cells?: CellReader | undefined;
}

/** A nucleus of a slide; positions are the slide's, and its number is given later. */
export interface SlideNucleus {
  readonly measured: NucleusResult;
  readonly polygons: ObjectOutline['polygons'];
}

export interface TileResult {
  /** In raster order of their first pixels. */
  readonly nuclei: readonly SlideNucleus[];
  /** Objects that reach farther beyond the tile than it is looked at: clumps, not nuclei. */
  readonly clumps: number;
  /** Parts of the tile that could not be read, in the slide's pixels. */
  readonly missing: readonly Region[];
}

/** How far beyond a tile is looked, in usual nucleus diameters, and at least, px: what lies across its border is seen whole. */
const [MARGIN_DIAMETERS, LEAST_MARGIN, MOST_MARGIN] = [5, 96, 512];

/** How far from a tile's border two tiles may disagree where a nucleus lies, in usual nucleus diameters, and at least, px. */
const [SEAM_DIAMETERS, LEAST_SEAM] = [0.5, 8];

/**
 * The nuclei of one tile of a slide, seen whole: those of which the middle of the box lies in it, or hardly beyond its border. A network sees
 * each window resampled from its own corner, so that a middle may lie a pixel elsewhere from the next tile; what both tell of is one
 * nucleus (`isInSeam` says where to look for it). Those in parts that are not read are left out.
 */
export async function tileNuclei(slide: Slide, tile: Region, options: TileOptions): Promise<TileResult> {
  const { segmenter, field, map, micrometresPerPixel, cells } = options;
  const window = windowOf(tile, slide, marginFor(field));
  const { image, missing } = await slide.read(0, window);
  const found = await segmenter.segmentPart(image, field);
  const whole = labelObjects(found);
  const labels = options.split ? splitTouching(whole, referenceArea(field)) : whole;
  const clipped = objectsAtBorder(labels, window, slide);
  const about = grown(tile, seamFor(field));
  const own = measureObjects(image, labels, { micrometresPerPixel }).filter((nucleus) => {
    const { x, y } = anchor(nucleus, window);
    return lies(x, y, about) && zoneAt(map, x, y) === 'read';
  });
  const clumps = own.filter((nucleus) => {
    const { x, y } = anchor(nucleus, window);
    return clipped.has(nucleus.label) && lies(x, y, tile);
  });
  const kept = own.filter(({ label }) => !clipped.has(label));
  const read = cells ? (await cells(image, maskOf(labels), kept)).objects : kept;
  const shapes = new Map(outlines(only(labels, kept)).map(({ label, polygons }) => [label, polygons]));
  return {
    nuclei: read.map((nucleus) => ({
      measured: moved(nucleus, window),
      polygons: movedPolygons(shapes.get(nucleus.label)!, window),
    })),
    clumps: clumps.length,
    missing: missing.map((part) => ({ ...part, left: part.left + window.left, top: part.top + window.top })),
  };
}

/** The middle of the box of a nucleus whose positions are the slide's: it lies in a part that is read. */
export function middleOf(measured: NucleusResult): { readonly x: number; readonly y: number } {
  return anchor(measured, { left: 0, top: 0 });
}

/**
 * Whether a nucleus, its positions the slide's, lies so near to the border of a tile that the next one may tell of it, too: up to twice as far
 * from the border as nuclei are told of, since the other may see it elsewhere.
 */
export function isInSeam({ measured }: SlideNucleus, tile: Region, field: FieldStatistics): boolean {
  const { x, y } = middleOf(measured);
  return !lies(x, y, grown(tile, -2 * seamFor(field)));
}

/** How far beyond its border a tile tells of nuclei, px. */
function seamFor({ medianDiameter = 0 }: FieldStatistics): number {
  return Math.max(LEAST_SEAM, Math.ceil(SEAM_DIAMETERS * medianDiameter));
}

/** A region with a rim round it; a negative one is taken off. */
function grown({ left, top, width, height }: Region, by: number): Region {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}

/** Whether a pixel is one of a region. */
function lies(x: number, y: number, { left, top, width, height }: Region): boolean {
  return x >= left && y >= top && x < left + width && y < top + height;
}

/** The middle of its box, in whole pixels of the slide. */
function anchor(
  nucleus: NucleusResult,
  { left, top }: Pick<Region, 'left' | 'top'>,
): { readonly x: number; readonly y: number } {
  const { boundingBoxX, boundingBoxY, boundingBoxWidth, boundingBoxHeight } = nucleus;
  return {
    x: left + boundingBoxX + (boundingBoxWidth >> 1),
    y: top + boundingBoxY + (boundingBoxHeight >> 1),
  };
}

function marginFor({ medianDiameter = 0 }: FieldStatistics): number {
  return Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, Math.ceil(MARGIN_DIAMETERS * medianDiameter)));
}

function windowOf(tile: Region, slide: Slide, margin: number): Region {
  const left = Math.max(0, tile.left - margin);
  const top = Math.max(0, tile.top - margin);
  return {
    left,
    top,
    width: Math.min(slide.width, tile.left + tile.width + margin) - left,
    height: Math.min(slide.height, tile.top + tile.height + margin) - top,
  };
}

/** The usual area is the slide's, not the window's, so that nuclei are parted alike everywhere. */
function referenceArea({ medianDiameter }: FieldStatistics): { referenceArea?: number } {
  return medianDiameter === undefined ? {} : { referenceArea: (Math.PI * medianDiameter ** 2) / 4 };
}

/** Numbers of the objects that the window's border cuts, where it is not the slide's own. */
function objectsAtBorder({ width, height, data }: LabelImage, window: Region, slide: Slide): Set<number> {
  const cut = new Set<number>();
  const add = (from: number, step: number, count: number) => {
    for (let i = 0, at = from; i < count; i++, at += step) if (data[at]! > 0) cut.add(data[at]!);
  };
  if (window.left > 0) add(0, width, height);
  if (window.top > 0) add(0, 1, width);
  if (window.left + width < slide.width) add(width - 1, width, height);
  if (window.top + height < slide.height) add((height - 1) * width, 1, width);
  return cut;
}

function maskOf({ width, height, data }: LabelImage): Mask {
  return mask(
    width,
    height,
    Uint8Array.from(data, (label) => (label > 0 ? 1 : 0)),
  );
}

function only(labels: LabelImage, kept: readonly { readonly label: number }[]): LabelImage {
  const stays = new Set(kept.map(({ label }) => label));
  return labelImage(
    labels.width,
    labels.height,
    labels.data.map((label) => (stays.has(label) ? label : 0)),
  );
}

function moved(nucleus: NucleusResult, { left, top }: Region): NucleusResult {
  return {
    ...nucleus,
    boundingBoxX: nucleus.boundingBoxX + left,
    boundingBoxY: nucleus.boundingBoxY + top,
    centroidX: nucleus.centroidX + left,
    centroidY: nucleus.centroidY + top,
  };
}

function movedPolygons(
  polygons: ObjectOutline['polygons'],
  { left, top }: Region,
): ObjectOutline['polygons'] {
  return polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x + left, y + top] as const)));
}
