import { type ImageResult, isUnlike, MAP_TITLES, type MapMethod, POOLED_LAYER_NOTE } from '@leukolens/cad';
import { type LabelImage, MEASUREMENT_COLUMNS, outlines } from '@leukolens/imaging';
import { counted } from '../counted.ts';
import { escapeMarkup } from '../escape.ts';
import { MAP_COLOURS } from '../figures/map-overlay.ts';
import { outlinePath } from '../outline-path.ts';
import { percent } from './html-page.ts';
import { verdict } from './verdict.ts';

/** An image as its article shows it. Pictures are `data:` URLs, of any size with the image's proportions. */
export interface ReportedImage {
  readonly record: ImageResult;
  readonly photograph: string;
  readonly labels: LabelImage;
  /** METHOD-LAYER of maps that were made, over the image. */
  readonly maps: ReadonlyMap<string, string>;
  /** The share of prediction sets that hold the true class, where the classifier promises one. */
  readonly coverage?: number | undefined;
}

/** Nuclei that are listed; those of a large field are in nuclei.csv. */
const MOST_LISTED = 200;
/** Nuclei that are outlined by lines of their own; of more, the outlines would outweigh the photograph. */
const MOST_OUTLINED = 2000;

/** Measurements that the article lists; nuclei.csv has all. */
const LISTED = ['area', 'equivalentDiameter', 'circularity', 'solidity', 'lobes', 'entropy'] as const;

const RATIO_NOTE =
  '<p class="quiet">Nucleus to cell: the nucleus’ share of the cell’s area, as the network outlines cells. In stains unlike those it was trained on, pale cytoplasm can be missed, and the ratio is then too high. Cells that the border cuts have none.</p>';

/** What was found in an image: photograph and outlines, verdict, maps, nuclei. */
export function imageArticle(reported: ReportedImage): string {
  const { record, photograph, coverage } = reported;
  const { image, width, height, nuclei, warnings } = record;
  const facts = [
    `${width} × ${height} px`,
    counted(nuclei!.count, 'nucleus', 'nuclei'),
    `${percent(nuclei!.areaFraction)} of the area`,
  ];
  return `<article>
<h2>${escapeMarkup(image)}</h2>
<p class="quiet">${facts.join(' · ')}</p>
${warnings.map((warning) => `<p class="warning">${escapeMarkup(capital(warning))}.</p>\n`).join('')}${verdict(record, coverage)}<div class="pictures">
<figure><img src="${pictureUrl(photograph)}" alt="photograph"><figcaption>Photograph</figcaption></figure>
${outlined(reported)}
</div>
${mapFigures(reported)}${reported.maps.size > 0 ? `<p class="quiet">Maps show what speaks for ${escapeMarkup(record.maps[0]!.target)}; ${escapeMarkup(POOLED_LAYER_NOTE)}.</p>\n` : ''}${nucleiTable(record)}</article>
`;
}

function outlined({ record, photograph, labels }: ReportedImage): string {
  const { width, height } = labels;
  const drawn = (record.nuclei?.count ?? 0) > MOST_OUTLINED ? [] : outlines(labels);
  const paths = drawn.map(
    ({ label, polygons }) =>
      `<path class="outline" d="${outlinePath(polygons)}"><title>nucleus ${label}</title></path>`,
  );
  const caption =
    drawn.length === 0 && record.nuclei!.count > 0
      ? 'Too many nuclei to outline here: see overlays/'
      : 'Nuclei';
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="nuclei outlined"><image href="${pictureUrl(photograph)}" width="${width}" height="${height}"/>${paths.join('')}</svg><figcaption>${caption}</figcaption></figure>`;
}

function mapFigures({ record, maps }: ReportedImage): string {
  if (maps.size === 0) return '';
  const figures = record.maps
    .map(({ method, layer, least, largest, supported, energyInNuclei }) => {
      const picture = maps.get(`${method}-${layer}`);
      if (picture === undefined) return '';
      const title = `<b>${MAP_TITLES[method as MapMethod]}</b> · ${layer}`;
      const range = `raw ${short(least)} to ${short(largest)}`;
      const scale = supported
        ? `<span class="scale">0 <i style="background: linear-gradient(90deg, ${STOPS})"></i> ${short(largest)}</span>`
        : '<br><b>No evidence for the class.</b> ';
      const energy = energyInNuclei === null ? '' : `; ${percent(energyInNuclei)} of it on nuclei`;
      return `<figure><img src="${pictureUrl(picture)}" alt="${MAP_TITLES[method as MapMethod]} at ${layer}"><figcaption>${title}${scale}${range}${energy}</figcaption></figure>\n`;
    })
    .join('');
  return `<div class="pictures maps">
${figures}</div>
`;
}

const STOPS = Array.from({ length: 9 }, (_, i) => {
  const [r, g, b] = MAP_COLOURS[Math.round((255 * i) / 8)]!;
  return `rgb(${r},${g},${b})`;
}).join(',');

function nucleiTable({ nuclei }: ImageResult): string {
  const objects = nuclei!.objects.slice(0, MOST_LISTED);
  if (objects.length === 0) return '';
  const micrometres = objects.some(({ areaUm2 }) => areaUm2 !== undefined);
  const columns = LISTED.map((key) => {
    const inMicrometres = { area: 'areaUm2', equivalentDiameter: 'equivalentDiameterUm' }[key as string];
    const shown = micrometres && inMicrometres ? inMicrometres : key;
    return MEASUREMENT_COLUMNS.find((column) => column.key === shown)!;
  });
  const ratios = objects.some(({ nucleusToCell }) => nucleusToCell !== undefined);
  const classes = Object.keys(objects[0]!.classes ?? {});
  const unlike = objects.some(isUnlike);
  // one of them will do here: the one that is exact at every layer
  const maps = Object.keys(objects[0]!.mapShares ?? {})
    .filter((map) => map.startsWith('hirescam'))
    .slice(0, 1);
  const head = [
    'Nucleus',
    ...columns.map(({ title, unit }) => (unit ? `${title} (${unit})` : title)),
    ...(ratios ? ['Nucleus to cell'] : []),
    ...classes,
    ...(unlike ? ['Unlike those learned'] : []),
    ...maps.map((map) => `Share of ${map.replace('hirescam', 'HiResCAM,').replace('-', ' ')}`),
  ];
  const counts = columns.map(({ key }) => objects.every((nucleus) => Number.isInteger(nucleus[key])));
  const rows = objects.map((nucleus) => [
    String(nucleus.label),
    ...columns.map(({ key }, i) => measured(nucleus[key], counts[i]!)),
    ...(ratios ? [nucleus.nucleusToCell?.toFixed(2) ?? ''] : []),
    ...classes.map((name) => (nucleus.classes?.[name] ?? 0).toFixed(3)),
    ...(unlike ? [isUnlike(nucleus) ? 'yes' : ''] : []),
    ...maps.map((map) => percent(nucleus.mapShares?.[map] ?? 0)),
  ]);
  const left = nuclei!.count - objects.length;
  return `<details${objects.length <= 30 ? ' open' : ''}><summary>${counted(nuclei!.count, 'nucleus', 'nuclei')} measured</summary>
<div class="wide"><table><thead><tr>${head.map((name) => `<th>${escapeMarkup(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>${ratios ? RATIO_NOTE : ''}${left > 0 ? `<p class="quiet">${left} more are in nuclei.csv.</p>` : ''}
</details>
`;
}

/** @param isCount whether all of its column are whole numbers, as areas in pixels are */
function measured(value: number | undefined, isCount: boolean): string {
  if (value === undefined) return '';
  return isCount ? String(value) : value.toPrecision(4);
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}

function capital(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** @throws RangeError for anything that a page would have to fetch */
export function pictureUrl(url: string): string {
  if (!/^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]*={0,2}$/.test(url)) {
    throw new RangeError(`a picture of ${url.slice(0, 40)}…; expected a data: URL of a PNG or JPEG file`);
  }
  return url;
}
