/** What a cell may hold; undefined leaves it empty. */
export type Cell = string | number | undefined;

/**
 * One line of a CSV file (RFC 4180, ended by CR LF as spreadsheets expect). Numbers are written in full. Text
 * that a spreadsheet would take for a formula gets an apostrophe in front: file names come from strangers.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
