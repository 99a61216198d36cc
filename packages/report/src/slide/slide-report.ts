import {
  CELL,
  type ModelDescription,
  NOTICE,
  type SlideSummary,
  SOFTWARE,
  type TissueMap,
  ZONES,
} from '@leukolens/cad';
import type { Polygon } from '@leukolens/imaging';
import { counted } from '../counted.ts';
import { escapeMarkup } from '../escape.ts';
import { htmlHead } from '../html-head.ts';
import { outlinePath } from '../outline-path.ts';
import { PAGE_FOOT, percent } from '../report/html-page.ts';
import { pictureUrl } from '../report/image-article.ts';
import { REPORT_STYLE } from '../report/report-style.ts';
import { LIMITS, modelSection } from '../report/run-report.ts';
import { ZOOM_SCRIPT, ZOOM_SCRIPT_SHA256 } from './zoom-script.ts';

/** A slide as its report shows it. Pictures are `data:` URLs. */
export interface ReportedSlide {
  readonly summary: SlideSummary;
  readonly map: Pick<TissueMap, 'columns' | 'rows' | 'zones'>;
  /** Nuclei in each cell of the map. */
  readonly counts: Uint32Array;
  readonly models: readonly ModelDescription[];
  /** Centres of nuclei, x and y by turns, in pixels of the slide; of very many those that a drawing can hold. */
  readonly centres: Uint32Array;
  /** The whole slide, of any size. */
  readonly overview: string;
  /** For each field of the summary, its picture and the outlines in it, in pixels of the slide. */
  readonly fields: readonly {
    readonly picture: string;
    readonly outlines: readonly (readonly Polygon[])[];
  }[];
}

const STYLE = `${REPORT_STYLE}
.fields { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.zoom { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 8px 0; }
.zoom button { font: inherit; padding: 4px 12px; border: 1px solid var(--rule); border-radius: 6px; background: none; color: inherit; cursor: pointer; }
#slide { cursor: grab; touch-action: pan-y; }
#slide .dots { display: none; fill: none; stroke: #00ffff; stroke-width: 4px; stroke-linecap: round; vector-effect: non-scaling-stroke; }
#slide.near .dots { display: inline; }
#slide.near .density { display: none; }
#slide .frame { fill: none; stroke: #00000088; stroke-width: 1px; vector-effect: non-scaling-stroke; }
@media print { .zoom { display: none; } }
@media (max-width: 640px) { .fields { grid-template-columns: 1fr; } }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--quiet); }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 3px; vertical-align: -1px; print-color-adjust: exact; }
`;

/** How what is not read is tinted, and in which words. */
const TINTS = {
  blank: ['#808890', 'blank: glass alone'],
  thick: ['#d55e00', 'thick: no glass between the cells'],
  blurred: ['#e69f00', 'blurred: out of focus beside the rest'],
} as const;
const DENSITY_COLOUR = '#0072b2';

/** `report.html` of a slide: what was read of it, what was found where, and the fields worth looking at. Names may hold anything. */
export function slideReport(reported: ReportedSlide): string {
  const { summary, models } = reported;
  const { slide, warnings, settings } = summary;
  const facts = [
    `${slide.width.toLocaleString('en')} × ${slide.height.toLocaleString('en')} px`,
    slide.micrometresPerPixel === null
      ? 'size of a pixel unknown'
      : `${slide.micrometresPerPixel.toPrecision(3)} µm a pixel`,
    ...(slide.magnification === null ? [] : [`objective ${slide.magnification}×`]),
  ];
  return `${htmlHead(slide.name, STYLE, ZOOM_SCRIPT_SHA256)}<header>
<h1>${escapeMarkup(slide.name)}</h1>
<p class="quiet">${facts.join(' · ')}</p>
<p class="notice">${escapeMarkup(NOTICE)}</p>
</header>
${warnings.map((warning) => `<p class="warning">${escapeMarkup(warning)}.</p>\n`).join('')}${tiles(summary)}${overview(reported)}${fields(reported)}<h3>How to read this</h3>
<ul class="plain">${LIMITS.map((limit) => `<li>${escapeMarkup(limit)}</li>`).join(
    '',
  )}<li>Parts that are blank, thick or blurred are not read, and nothing in them is counted. Focus is judged against the slide's own sharper parts.</li></ul>
${models.map(modelSection).join('')}<details><summary>Settings</summary>
<pre>${escapeMarkup(JSON.stringify({ software: SOFTWARE, settings }, null, 2))}</pre>
</details>
<script>${ZOOM_SCRIPT}</script>
${PAGE_FOOT}`;
}

function tiles({ nuclei, zones }: SlideSummary): string {
  const area = nuclei.squareMillimetres;
  const shown: [string, string][] = [
    [nuclei.count.toLocaleString('en'), nuclei.count === 1 ? 'nucleus' : 'nuclei'],
    ...(nuclei.perSquareMillimetre === null
      ? []
      : [[Math.round(nuclei.perSquareMillimetre).toLocaleString('en'), 'nuclei a mm²'] as [string, string]]),
    ...Object.entries(nuclei.byClass ?? {}).map(([name, { share, interval }]): [string, string] => [
      percent(share),
      `most probably ${name} (95 %: ${percent(interval[0])} to ${percent(interval[1])})`,
    ]),
    [
      percent(zones.read),
      area === null ? 'of the slide read' : `of the slide read: ${area.toPrecision(3)} mm²`,
    ],
  ];
  return `<ul class="tiles">${shown.map(([value, name]) => `<li><b>${value}</b><span>${escapeMarkup(name)}</span></li>`).join('')}</ul>\n`;
}

/**
 * The slide with what is not read tinted, and where nuclei are: from afar cell by cell, from near one by one. The fields' pictures lie in
 * it at full resolution; those below it are the same ones, drawn again.
 */
function overview({
  summary,
  map,
  counts,
  centres,
  fields: shown,
  overview: picture,
}: ReportedSlide): string {
  const { width, height } = summary.slide;
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const rectangles: string[] = [];
  const densities: string[] = [];
  for (let row = 0; row < map.rows; row++) {
    for (let column = 0; column < map.columns; ) {
      const start = column;
      const cell = row * map.columns + column;
      const zone = ZONES[map.zones[cell]!]!;
      if (zone === 'read') {
        if (counts[cell]! > 0) {
          const opacity = (0.15 + (0.6 * counts[cell]!) / most).toFixed(2);
          densities.push(rectangle(start, row, 1, `${DENSITY_COLOUR}" fill-opacity="${opacity}`));
        }
        column++;
        continue;
      }
      while (column < map.columns && map.zones[row * map.columns + column] === map.zones[cell]) column++;
      rectangles.push(rectangle(start, row, column - start, `${TINTS[zone][0]}" fill-opacity="0.4`));
    }
  }
  const legend = Object.entries(TINTS).map(
    ([zone, [colour, words]]) =>
      `<span><i style="background: ${colour}66"></i>${words} (${percent(summary.zones[zone as keyof typeof TINTS]!)})</span>`,
  );
  const close = summary.fields.map(({ left, top, ...size }, i) => {
    const place = `x="${left}" y="${top}" width="${size.width}" height="${size.height}"`;
    return `<image id="picture-${i + 1}" href="${pictureUrl(shown[i]!.picture)}" ${place}/><rect class="frame" ${place}/>`;
  });
  let dots = '';
  for (let i = 0; i < centres.length; i += 2) dots += `M${centres[i]} ${centres[i + 1]}h0`;
  return `<h3>The slide</h3>
<div class="zoom"><button type="button" data-zoom="in">Closer</button><button type="button" data-zoom="out">Farther</button><button type="button" data-zoom="whole">Whole slide</button><span class="quiet">Drag to move; Ctrl and the wheel, a double click, or + and - to zoom. The fields below lie in it at full resolution.</span></div>
<figure><svg id="slide" tabindex="0" viewBox="0 0 ${width} ${height}" role="img" aria-label="the slide, with what is not read tinted, and where nuclei are"><image href="${pictureUrl(picture)}" width="${width}" height="${height}" preserveAspectRatio="none"/>${close.join('')}${rectangles.join('')}<g class="density">${densities.join('')}</g><path class="dots" d="${dots}"/></svg>
<figcaption class="legend"><span><i style="background: ${DENSITY_COLOUR}"></i>nuclei, at most ${most} in a square of ${CELL} px</span>${legend.join('')}</figcaption></figure>
`;
}

function rectangle(column: number, row: number, columns: number, fill: string): string {
  return `<rect x="${column * CELL}" y="${row * CELL}" width="${columns * CELL}" height="${CELL}" fill="${fill}"/>`;
}

function fields({ summary, fields: shown }: ReportedSlide): string {
  if (shown.length === 0) return '';
  const what =
    summary.rankedBy === 'nuclei' ? 'most nuclei first' : `most of ${escapeMarkup(summary.rankedBy)} first`;
  const figures = summary.fields.map((field, i) => {
    const { left, top, width, height, nuclei, score } = field;
    const { outlines } = shown[i]!;
    const paths = outlines.map((polygons) => `<path class="outline" d="${outlinePath(polygons)}"/>`).join('');
    const expected =
      summary.rankedBy === 'nuclei' ? '' : `, ${score.toFixed(1)} ${escapeMarkup(summary.rankedBy)} expected`;
    return `<figure><svg viewBox="${left} ${top} ${width} ${height}" role="img" aria-label="field ${i + 1}, nuclei outlined"><use href="#picture-${i + 1}"/>${paths}</svg>
<figcaption><b>${i + 1}</b> · ${counted(nuclei, 'nucleus', 'nuclei')}${expected} · <a href="#slide" data-field="${left} ${top} ${width} ${height}">at (${left.toLocaleString('en')}, ${top.toLocaleString('en')})</a></figcaption></figure>`;
  });
  return `<h3>Fields worth looking at, ${what}</h3>
<div class="pictures fields">
${figures.join('\n')}
</div>
`;
}
