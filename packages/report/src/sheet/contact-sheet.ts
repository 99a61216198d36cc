import { NOTICE } from '@leukolens/cad';
import { escapeMarkup } from '../escape.ts';
import { htmlHead } from '../html-head.ts';
import { type SheetImage, sheetRow } from './sheet-row.ts';
import { SHEET_STYLE } from './sheet-style.ts';

/** What stands above the images. */
export interface SheetHead {
  readonly title: string;
  /** Sentences on what is shown, a paragraph each. */
  readonly notes: readonly string[];
}

const LEGEND = [
  ['truth', 'outline of the truth'],
  ['ours', 'outline of the method'],
  ['both', 'in both (true positive)'],
  ['missed', 'missed (false negative)'],
  ['added', 'added (false positive)'],
  ['ignored', 'not marked by the truth, not counted'],
] as const;

/**
 * A contact sheet as one HTML file that needs nothing else, piece by piece so that memory stays flat: for each image the
 * photograph, the truth, the method's outline, and what is in both, missed and added. Image names may hold anything.
 */
export async function* contactSheet(
  { title, notes }: SheetHead,
  images: Iterable<SheetImage> | AsyncIterable<SheetImage>,
): AsyncGenerator<string> {
  const legend = LEGEND.map(([name, meaning]) => `<li><i class="${name}"></i>${meaning}</li>`).join('');
  yield htmlHead(title, SHEET_STYLE);
  yield `<header>
<h1>${escapeMarkup(title)}</h1>
${notes.map((note) => `<p>${escapeMarkup(note)}</p>`).join('\n')}
<ul class="legend">${legend}</ul>
<p class="notice">${escapeMarkup(NOTICE)}</p>
</header>
<main>
`;
  let number = 0;
  for await (const image of images) yield sheetRow(image, ++number);
  yield `</main>
</body>
</html>
`;
}
