import { NOTICE } from '@leukolens/cad';
import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeMarkup } from '../escape.ts';
import { OKABE_ITO } from './colours.ts';
import { svgText } from './svg-text.ts';

/** The class of blue lines, which are too dark for a dark page and are sky blue there. */
export const BLUE_LINE = 'blue-line';

/** What a figure is put together from. */
export interface Figure {
  readonly title: string;
  /** A line under the title. */
  readonly subtitle: string;
  /** Plots, side by side, each with its own title above its axis. */
  readonly panels: readonly { readonly title: string; readonly options: PlotOptions }[];
}

/** px; panels share the width. */
const WIDTH = 880;
const PANEL_HEIGHT = 290;
const MARGIN = 16;
const HEAD = 90;
const FOOT = 28;

/** Light first: programs that know no media queries draw that. A figure paints its own paper, so that it can be read on any page. */
const STYLE = `
.figure { --paper: #ffffff; color: #1f2328; font-family: system-ui, sans-serif; }
.paper { fill: #ffffff; }
.quiet { opacity: 0.75; }
@media (prefers-color-scheme: dark) {
  .figure { --paper: #0d1117; color: #e6edf3; }
  .paper { fill: #0d1117; }
  .${BLUE_LINE} { stroke: ${OKABE_ITO.skyBlue}; }
}`;

/**
 * The figure as one SVG file that needs nothing else, for dark and light pages. Equal figures give equal text, in Node
 * and in the browser, since both draw into the same document of JavaScript (linkedom).
 */
export function figureSvg({ title, subtitle, panels }: Figure): string {
  const height = HEAD + PANEL_HEIGHT + FOOT;
  const panelWidth = (WIDTH - 2 * MARGIN) / panels.length;
  const drawn = panels.map(({ title: above, options }, i) => {
    const left = MARGIN + i * panelWidth;
    return [
      svgText(left + 4, HEAD - 12, above, 'font-size="13" font-weight="600"'),
      `<g transform="translate(${left},${HEAD})">${panelSvg(panelWidth, options)}</g>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeMarkup(title)}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>`,
    svgText(MARGIN + 4, 29, title, 'font-size="17" font-weight="600"'),
    svgText(MARGIN + 4, 48, subtitle, 'font-size="12" class="quiet"'),
    ...drawn,
    svgText(MARGIN + 4, height - 11, NOTICE, 'font-size="11" class="quiet"'),
    '</svg>\n',
  ].join('\n');
}

/** Observable Plot's own drawing, without the style sheet that is for HTML pages. */
function panelSvg(width: number, options: PlotOptions): string {
  const { document } = parseHTML('<html></html>');
  const drawing = plot({
    width,
    height: PANEL_HEIGHT,
    marginLeft: 62,
    marginRight: 62,
    marginTop: 10,
    marginBottom: 44,
    style: { fontSize: '12px' },
    ...options,
    document: document as unknown as Document,
  });
  drawing.querySelector('style')?.remove();
  return drawing.outerHTML.replaceAll('><', '>\n<');
}
