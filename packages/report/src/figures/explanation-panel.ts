import { MAP_METHODS, MAP_TITLES, type MapMethod, NOTICE, POOLED_LAYER_NOTE } from '@leukolens/cad';
import { escapeMarkup } from '../escape.ts';
import { MAP_COLOURS } from './map-overlay.ts';
import { svgText } from './svg-text.ts';

/** A map as the panel shows it. */
export interface PanelMap {
  /** The map over the picture, as a data: URL. */
  readonly picture: string;
  /** Least and largest raw value. */
  readonly range: readonly [least: number, largest: number];
  /** Whether anything speaks for the class. */
  readonly supported: boolean;
}

/** What the panel of one image shows: the paper's Figures 8 to 10. */
export interface ExplanationPanel {
  readonly title: string;
  /** The image and its nuclei alone, as data: URLs. */
  readonly image: string;
  readonly nuclei: string;
  /** Proportions of all pictures, pixels. */
  readonly width: number;
  readonly height: number;
  readonly layer: string;
  /** The class explained, by name. */
  readonly target: string;
  /** Those that were made. */
  readonly maps: Readonly<Partial<Record<MapMethod, PanelMap>>>;
  /** By falling or any other order, 0 to 1 each. */
  readonly probabilities: readonly { readonly name: string; readonly probability: number }[];
}

const TILE = 200;
const GAP = 18;
const MARGIN = 20;
const HEAD = 66;
const LABEL = 20;
/** Under a map: its colours with what they stand for. */
const SCALE = 44;
const BAR = 22;

/** The panel as one SVG file that needs nothing else. Pictures other than data: URLs are refused: nothing is fetched. */
export function explanationPanel(panel: ExplanationPanel): string {
  const { title, image, nuclei, width, height, layer, target, maps, probabilities } = panel;
  const tall = Math.round((TILE * height) / width);
  const left = (column: number) => MARGIN + column * (TILE + GAP);
  const lower = HEAD + LABEL + tall + GAP;
  const whole = left(4) - GAP + MARGIN;
  const foot = lower + LABEL + tall + SCALE;
  const total = foot + 48;
  const tile = (column: number, top: number, label: string, url: string) =>
    [
      svgText(left(column), top + 13, label, 'font-size="13" font-weight="600"'),
      `<image x="${left(column)}" y="${top + LABEL}" width="${TILE}" height="${tall}" href="${dataUrl(url)}"/>`,
    ].join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${total}" width="${whole}" height="${total}" color="#1f2328" font-family="system-ui, sans-serif" role="img" aria-label="${escapeMarkup(title)}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<defs><linearGradient id="scale">${stops()}</linearGradient></defs>`,
    `<rect width="${whole}" height="${total}" rx="6" fill="#ffffff"/>`,
    svgText(MARGIN, 30, title, 'font-size="17" font-weight="600"'),
    svgText(MARGIN, 50, `What speaks for ${target}, at ${layer}.`, 'font-size="12"'),
    tile(0, HEAD, 'Image', image),
    tile(1, HEAD, 'Nuclei', nuclei),
    svgText(left(2), HEAD + 13, 'Probabilities', 'font-size="13" font-weight="600"'),
    ...probabilities.map((each, i) => bar(left(2), HEAD + LABEL + i * BAR, 2 * TILE + GAP, each)),
    ...MAP_METHODS.filter((method) => maps[method]).flatMap((method, i) => [
      tile(i, lower, MAP_TITLES[method], maps[method]!.picture),
      colourScale(left(i), lower + LABEL + tall + 8, maps[method]!),
    ]),
    svgText(MARGIN, foot + 14, `${capital(POOLED_LAYER_NOTE)}.`, 'font-size="11"'),
    svgText(MARGIN, foot + 32, NOTICE, 'font-size="11"'),
    '</svg>\n',
  ].join('\n');
}

/** What the colours stand for in raw numbers, which differ from map to map. */
function colourScale(x: number, y: number, { range: [least, largest], supported }: PanelMap): string {
  const raw = `raw ${short(least)} to ${short(largest)}`;
  if (!supported) {
    return [
      svgText(x, y + 10, 'no evidence for the class', 'font-size="11" font-weight="600"'),
      svgText(x, y + 26, raw, 'font-size="11"'),
    ].join('\n');
  }
  return [
    `<rect x="${x}" y="${y}" width="${TILE}" height="8" fill="url(#scale)"/>`,
    svgText(x, y + 22, '0', 'font-size="11"'),
    svgText(x + TILE, y + 22, short(largest), 'font-size="11" text-anchor="end"'),
    svgText(x + TILE / 2, y + 22, raw, 'font-size="11" text-anchor="middle"'),
  ].join('\n');
}

function bar(
  x: number,
  y: number,
  width: number,
  { name, probability }: ExplanationPanel['probabilities'][number],
): string {
  const room = width - 190;
  return [
    svgText(x, y + 14, name, 'font-size="12"'),
    `<rect x="${x + 130}" y="${y + 3}" width="${room}" height="14" fill="#eaeef2"/>`,
    `<rect x="${x + 130}" y="${y + 3}" width="${(room * probability).toFixed(1)}" height="14" fill="#0072B2"/>`,
    svgText(x + width, y + 14, probability.toFixed(3), 'font-size="12" text-anchor="end"'),
  ].join('\n');
}

function stops(): string {
  return Array.from({ length: 9 }, (_, i) => {
    const [r, g, b] = MAP_COLOURS[Math.round((255 * i) / 8)]!;
    return `<stop offset="${i / 8}" stop-color="rgb(${r},${g},${b})"/>`;
  }).join('');
}

function dataUrl(url: string): string {
  if (!/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]*={0,2}$/.test(url)) {
    throw new RangeError(
      `a picture of ${url.slice(0, 40)}…; expected a data: URL of a PNG, JPEG or WebP file`,
    );
  }
  return url;
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
