import { exifOrientation } from './exif.ts';
import { characters } from './format.ts';
import type { StoredSize } from './header.ts';
import { ImageError } from './image-error.ts';

/** Size and EXIF orientation of a WebP (RFC 9649): the first chunk has the size, a later one the EXIF block. */
export function webpHeader(bytes: Uint8Array, view: DataView): StoredSize {
  const kind = characters(bytes, 12, 4);
  if (kind === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === 'VP8L') {
    const packed = view.getUint32(21, true);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (kind === 'VP8X') {
    return {
      width: (view.getUint32(24, true) & 0xffffff) + 1,
      height: (view.getUint32(26, true) >>> 8) + 1,
      orientation: chunkOrientation(bytes, view),
    };
  }
  throw new ImageError('corrupt', 'the WebP begins with no known chunk, so it has no size');
}

function chunkOrientation(bytes: Uint8Array, view: DataView): number {
  for (let position = 30; position + 8 <= bytes.length; ) {
    const length = view.getUint32(position + 4, true);
    if (characters(bytes, position, 4) === 'EXIF') {
      return exifOrientation(bytes.subarray(position + 8, position + 8 + length));
    }
    position += 8 + length + (length % 2);
  }
  return 1;
}
