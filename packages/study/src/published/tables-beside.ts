import type { SegmentationResult } from '../evaluate/schema.ts';
import { citations } from './citations.ts';
import { markdownTable, NONE } from './markdown.ts';
import { ownFolds } from './result-methods.ts';
import { type QuotedRow, quotedSegmentation } from './segmentation-tables.ts';

/** One table, twice: as plain text in columns, and as Markdown. */
export interface RenderedTable {
  readonly text: string;
  readonly markdown: string;
}

const HEADER = ['Method', 'Acc (%)', 'Pre (%)', 'Rec (%)', 'Spec (%)', 'DSC (%)', 'IoU', 'Images', 'Source'];
/** Columns of text: the first and the last. */
const TEXT = [0, HEADER.length - 1];

/**
 * Our figures on one data set beside the published ones, which are marked 'quoted' and keep what the print says,
 * with a footnote where that cannot be right. Ours are means over images against the truth as given; a second row
 * leaves unmarked nuclei out where the result has that figure. Throws where the results are not all of one set.
 */
export function tablesBeside(...results: readonly SegmentationResult[]): RenderedTable {
  const names = [...new Set(results.map((result) => result.data.name))];
  if (names.length !== 1) {
    throw new Error(`one table is of one data set, but the results are of ${names.join(', ') || 'none'}`);
  }
  return tablesOf(names[0]!, results);
}

/** The same for a data set that there may be no result of ours for. */
export function tablesOf(dataset: string, results: readonly SegmentationResult[]): RenderedTable {
  const quoted = quotedSegmentation.filter((row) => row.dataset === dataset);
  const footnotes = [...new Set(quoted.flatMap(({ footnote }) => footnote ?? []))];
  const rows = [...results.flatMap(ownRows), ...quoted.map((row) => quotedCells(row, footnotes))];
  const notes = [
    ...footnotes.map((footnote, i) => `[${i + 1}] ${footnote}`),
    ...(quoted.length > 0 ? [`Quoted from ${citations['diaz-resendiz-2023']}, Tables 2 to 4.`] : []),
  ];
  return {
    text: plainText([HEADER, ...rows], notes),
    markdown: [markdownTable(HEADER, rows, TEXT), ...notes.flatMap((note) => ['', note]), ''].join('\n'),
  };
}

function ownRows(result: SegmentationResult): string[][] {
  const { mean, meanIgnoringUnmarked, perImage, software } = result;
  const validation = ownFolds(result);
  const method =
    result.method + (validation ? `, ${validation.done.length} of ${validation.folds} folds` : '');
  const row = (name: string, scores: SegmentationResult['mean']) => [
    name,
    ...[scores.accuracy, scores.precision, scores.recall, scores.specificity, scores.dice].map((score) =>
      percent(100 * score),
    ),
    scores.iou.toFixed(3),
    String(perImage.length),
    `${software.name} ${software.version}`,
  ];
  const ignoring = meanIgnoringUnmarked
    ? [row(`${method}, ignoring unmarked nuclei`, meanIgnoringUnmarked)]
    : [];
  return [row(method, mean), ...ignoring];
}

function quotedCells(row: QuotedRow, footnotes: readonly string[]): string[] {
  const mark = row.footnote === undefined ? '' : ` [${footnotes.indexOf(row.footnote) + 1}]`;
  return [
    row.method + mark,
    ...[row.accuracy, row.precision, row.recall, row.specificity, row.dice].map(percent),
    row.iou.toFixed(3),
    row.images === undefined ? NONE : String(row.images),
    `quoted (${row.citation})`,
  ];
}

function percent(value: number | undefined): string {
  return value === undefined ? NONE : value.toFixed(2);
}

/** Text to the left, numbers to the right, two spaces between. */
function plainText(rows: readonly (readonly string[])[], notes: readonly string[]): string {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        TEXT.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n');
}
