import { cropRgb, magentaSaturation, type Region, type RgbImage, type Slide } from '@leukolens/imaging';
import { backgroundLevels } from '../segment/network/input-tables.ts';

/** What a part of a slide is like: bare glass, blood too thick to read, blood out of focus, or what is read. */
export const ZONES = ['blank', 'thick', 'blurred', 'read'] as const;
export type Zone = (typeof ZONES)[number];

/** Side of a cell of the map, in pixels of the full resolution. */
export const CELL = 256;

/** A slide at a glance, in cells of `CELL` x `CELL` px, row by row; those at the right and lower edge may be smaller. */
export interface TissueMap {
  readonly columns: number;
  readonly rows: number;
  /** For each cell, the index in `ZONES`. */
  readonly zones: Uint8Array;
  /** For each cell, how violet and saturated its most violet hundredth is, 0 to 255: where nuclei may be. */
  readonly violet: Uint8Array;
  /** Tiles that could not be read, in pixels of the full resolution. */
  readonly missing: readonly Region[];
}

/** The map is made at a resolution of about this downsample: gaps between red cells show, and most pixels need not be read. */
const DOWNSAMPLE = 4;
/** Optical density, mean of the channels, up to which a pixel is glass. */
const GLASS_DENSITY = 0.06;
/** A cell with less than this covered is blank; one with less than that bare is thick: no glass is seen between its cells. */
const [BLANK_COVERED, THICK_BARE] = [0.03, 0.04];
/** A cell whose edges are fainter than this share of what three quarters of the cells have at most is out of focus. */
const BLURRED_SHARE = 0.6;

/** What is measured of a cell. */
interface CellMeasures {
  /** Share of the pixels that are glass. */
  readonly bare: number;
  /** Of what is covered: the absolute Laplacian of green over the green that is taken from the glass. Falls with defocus, not with stain. */
  readonly sharpness: number;
  readonly violet: number;
}

/**
 * Looks over a slide at low resolution and says which parts are worth reading. Focus is judged against the slide's own sharper
 * parts: a slide that is blurred throughout is not told from a sharp one.
 */
export async function mapTissue(slide: Slide, signal?: AbortSignal): Promise<TissueMap> {
  const level = slide.levelFor(DOWNSAMPLE);
  const { downsample, width, height } = slide.levels[level]!;
  const background = await glassLevels(slide);
  const columns = Math.ceil(slide.width / CELL);
  const rows = Math.ceil(slide.height / CELL);
  const measures: CellMeasures[] = [];
  const missing: Region[] = [];
  const edge = (cells: number, most: number) => Math.min(most, Math.round((cells * CELL) / downsample));
  for (let row = 0; row < rows; row++) {
    signal?.throwIfAborted();
    const top = Math.min(edge(row, height), height - 1);
    const bottom = Math.max(top + 1, row === rows - 1 ? height : edge(row + 1, height));
    const strip = await slide.read(level, { left: 0, top, width, height: bottom - top });
    for (const part of strip.missing) missing.push(enlarged(part, downsample));
    for (let column = 0; column < columns; column++) {
      const left = Math.min(edge(column, width), width - 1);
      const right = Math.max(left + 1, column === columns - 1 ? width : edge(column + 1, width));
      measures.push(
        measure(
          cropRgb(strip.image, { left, top: 0, width: right - left, height: strip.image.height }),
          background,
        ),
      );
    }
  }
  return {
    columns,
    rows,
    zones: zonesOf(measures),
    violet: Uint8Array.from(measures, ({ violet }) => violet),
    missing,
  };
}

/** The zone of the cell that a pixel of the full resolution lies in. */
export function zoneAt({ columns, zones }: Pick<TissueMap, 'columns' | 'zones'>, x: number, y: number): Zone {
  return ZONES[zones[Math.floor(y / CELL) * columns + Math.floor(x / CELL)]!]!;
}

/** The slide's whole at its coarsest, for the level of each channel that glass has. */
async function glassLevels(slide: Slide): Promise<[number, number, number]> {
  const level = slide.levels.length - 1;
  const { width, height } = slide.levels[level]!;
  const side = { width: Math.min(width, 4096), height: Math.min(height, 4096) };
  const left = Math.floor((width - side.width) / 2);
  const top = Math.floor((height - side.height) / 2);
  return backgroundLevels([(await slide.read(level, { left, top, ...side })).image]);
}

function measure(image: RgbImage, background: readonly [number, number, number]): CellMeasures {
  const { width, height, data } = image;
  const row = 3 * width;
  let [bare, laplacian, taken] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    const isInner = y > 0 && y < height - 1;
    for (let x = 0, i = y * row; x < width; x++, i += 3) {
      let through = 1;
      for (let channel = 0; channel < 3; channel++) {
        through *= (data[i + channel]! + 0.5) / (background[channel]! + 0.5);
      }
      if (-Math.log(through) / 3 < GLASS_DENSITY) {
        bare++;
        continue;
      }
      if (!isInner || x === 0 || x === width - 1) continue;
      const green = i + 1;
      const about = data[green - 3]! + data[green + 3]! + data[green - row]! + data[green + row]!;
      laplacian += Math.abs(4 * data[green]! - about);
      taken += Math.max(0, background[1] - data[green]!);
    }
  }
  return {
    bare: bare / (width * height),
    sharpness: taken > 0 ? laplacian / taken : 0,
    violet: percentile99(magentaSaturation(image).data),
  };
}

function percentile99(values: Uint8Array): number {
  const histogram = new Uint32Array(256);
  for (const value of values) histogram[value]!++;
  let above = 0;
  for (let level = 255; level > 0; level--) {
    above += histogram[level]!;
    if (above >= values.length / 100) return level;
  }
  return 0;
}

function zonesOf(measures: readonly CellMeasures[]): Uint8Array {
  const isBlank = ({ bare }: CellMeasures) => bare > 1 - BLANK_COVERED;
  const isThick = ({ bare }: CellMeasures) => bare < THICK_BARE;
  const rest = measures.filter((cell) => !isBlank(cell) && !isThick(cell));
  const sharp = rest.map(({ sharpness }) => sharpness).sort((a, b) => a - b);
  const least = BLURRED_SHARE * (sharp[Math.floor(0.75 * sharp.length)] ?? 0);
  const zone = (cell: CellMeasures): Zone => {
    if (isBlank(cell)) return 'blank';
    if (isThick(cell)) return 'thick';
    return cell.sharpness < least ? 'blurred' : 'read';
  };
  return Uint8Array.from(measures, (cell) => ZONES.indexOf(zone(cell)));
}

function enlarged({ left, top, width, height }: Region, factor: number): Region {
  const at = (value: number) => Math.round(value * factor);
  return { left: at(left), top: at(top), width: at(width), height: at(height) };
}
