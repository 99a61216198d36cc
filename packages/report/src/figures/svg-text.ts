import { escapeMarkup } from '../escape.ts';

/** A line of text at (x, y), in the figure's own colour; `attributes` as they stand in SVG. */
export function svgText(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" fill="currentColor" ${attributes}>${escapeMarkup(content)}</text>`;
}
