import { type LabelImage, labelImage, type Mask, mask } from '@leukolens/imaging';

/** A mask drawn as rows of text, for tests: '#' is inside, anything else outside. */
export function drawnMask(...rows: string[]): Mask {
  const width = rows[0]!.length;
  return mask(
    width,
    rows.length,
    Uint8Array.from(rows.join(''), (pixel) => (pixel === '#' ? 1 : 0)),
  );
}

/** Labels drawn as rows of digits, for tests: 0 or '.' is background, 1 to 9 are objects. */
export function drawnLabels(...rows: string[]): LabelImage {
  const width = rows[0]!.length;
  return labelImage(width, rows.length, Uint16Array.from(rows.join('').replaceAll('.', '0'), Number));
}
