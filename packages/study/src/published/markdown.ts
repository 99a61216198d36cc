/** What stands where there is no number. */
export const NONE = '-';

/** A Markdown table; columns whose index `text` holds are set to the left, numbers to the right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  text: readonly number[] = [0],
): string {
  const rule = header.map((_, column) => (text.includes(column) ? '---' : '---:'));
  return [header, rule, ...rows].map((row) => `| ${row.map(escaped).join(' | ')} |`).join('\n');
}

/** A name comes from a user: it must not end a cell, nor become markup. */
export function escaped(cell: string): string {
  return cell.replace(/[\\|<>`*_]/g, '\\$&').replace(/\s+/g, ' ');
}
