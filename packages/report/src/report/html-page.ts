import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { escapeMarkup } from '../escape.ts';

/** What a page of the report ends with. */
export const PAGE_FOOT = `<footer>${escapeMarkup(NOTICE)} ${escapeMarkup(SOFTWARE.name)} ${escapeMarkup(SOFTWARE.version)}.</footer>
</body>
</html>
`;

/** A share as a percentage that does not pretend: whole numbers, and never 0 or 100 for what is neither. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.5) return 'under 1 %';
  if (value < 100 && value >= 99.5) return 'over 99 %';
  return `${Math.round(value)} %`;
}
