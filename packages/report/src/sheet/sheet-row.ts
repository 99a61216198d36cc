import { type Mask, mask } from '@leukolens/imaging';
import { escapeMarkup } from '../escape.ts';
import { maskPath } from './mask-path.ts';

/** One image of a sheet. */
export interface SheetImage {
  readonly name: string;
  /** The photograph as a `data:` URL. */
  readonly photograph: string;
  readonly truth: Mask;
  readonly prediction: Mask;
  /** Pixels that count neither way. */
  readonly ignored?: Mask;
  readonly iou: number;
  /** Further figures, as `Dice 0.912`. */
  readonly facts: readonly string[];
  /** What is odd about it, in a sentence. */
  readonly warning?: string;
}

/** An image with its four panels; `number` is its place on the sheet, 1 and up, by which its parts refer to one another. */
export function sheetRow(image: SheetImage, number: number): string {
  const { name, photograph, truth, prediction, ignored, iou, facts, warning } = image;
  const { width, height } = truth;
  const photo = `photograph-${number}`;
  const panel = (title: string, drawn: string) =>
    `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(`${title}, ${name}`)}">${drawn}</svg><figcaption>${title}</figcaption></figure>`;
  const outlined = (className: string, of: Mask) => {
    const path = maskPath(of);
    return `<use href="#${photo}"/><path class="casing" d="${path}"/><path class="line ${className}" d="${path}"/>`;
  };
  const counted = (inside: (truth: number, prediction: number) => boolean) =>
    maskPath(where(truth, (i) => !ignored?.data[i] && inside(truth.data[i]!, prediction.data[i]!)));
  const area = (className: string, path: string) => `<path class="area ${className}" d="${path}"/>`;
  const difference = [
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<use href="#${photo}" class="faint"/>`,
    area(
      'both',
      counted((a, b) => a === 1 && b === 1),
    ),
    area(
      'missed',
      counted((a, b) => a === 1 && b === 0),
    ),
    area(
      'added',
      counted((a, b) => a === 0 && b === 1),
    ),
    ...(ignored ? [area('ignored', maskPath(ignored))] : []),
  ].join('');
  return `<section>
<h2><span class="number">${number}</span> ${escapeMarkup(name)} <b>IoU ${iou.toFixed(3)}</b></h2>
<p class="facts">${facts.map(escapeMarkup).join(' · ')}</p>
${warning === undefined ? '' : `<p class="warning">${escapeMarkup(warning)}</p>\n`}<div class="panels">
${panel('Image', `<image id="${photo}" href="${escapeMarkup(photograph)}" width="${width}" height="${height}"/>`)}
${panel('Truth', outlined('truth', truth))}
${panel('Ours', outlined('ours', prediction))}
${panel('Difference', difference)}
</div>
</section>
`;
}

function where({ width, height, data }: Mask, inside: (pixel: number) => boolean): Mask {
  return mask(
    width,
    height,
    data.map((_, pixel) => (inside(pixel) ? 1 : 0)),
  );
}
