import { exifOrientation, orientation } from './exif.ts';
import { characters } from './format.ts';
import type { StoredSize } from './header.ts';
import { ImageError } from './image-error.ts';

/** Longest text chunk that is searched for an orientation. */
const LONGEST_TEXT = 1e6;

/**
 * Size, orientation and animation frames of a PNG (third edition, chunks IHDR, eXIf and acTL). eXIf came late to PNG:
 * the orientation that programs wrote into uncompressed texts before is heeded too, as Pillow does.
 */
export function pngHeader(bytes: Uint8Array, view: DataView): StoredSize {
  if (characters(bytes, 12, 4) !== 'IHDR')
    throw new ImageError('corrupt', 'the PNG does not begin with IHDR');
  let fromExif: number | undefined;
  let fromText: number | undefined;
  let frames = 1;
  // A chunk is length, name, data, checksum. A file that ends inside one is left to the decoder to judge.
  for (let position = 33; position + 12 <= bytes.length; ) {
    const length = view.getUint32(position);
    const name = characters(bytes, position + 4, 4);
    const data = bytes.subarray(position + 8, position + 8 + length);
    if (name === 'eXIf') fromExif = exifOrientation(data);
    if ((name === 'tEXt' || name === 'iTXt') && length < LONGEST_TEXT) fromText ??= textOrientation(data);
    if (name === 'acTL' && length === 8) frames = view.getUint32(position + 8);
    position += 12 + length;
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation: fromExif ?? fromText ?? 1,
    frames,
  };
}

/** From XMP, or from an EXIF block in hexadecimal digits behind its length, as ImageMagick writes it. */
function textOrientation(data: Uint8Array): number | undefined {
  const text = new TextDecoder('latin1').decode(data);
  const xmp = /tiff:Orientation(?:="|>)([1-8])/.exec(text);
  if (xmp) return orientation(Number(xmp[1]));
  const raw = /^Raw profile type exif\0\s*exif\s+\d+\s+([0-9a-f\s]+)/.exec(text);
  if (!raw) return undefined;
  const digits = raw[1]!.replaceAll(/\s/g, '');
  return exifOrientation(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
