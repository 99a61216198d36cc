import { exifOrientation } from './exif.ts';
import { characters } from './format.ts';
import type { StoredSize } from './header.ts';
import { ImageError } from './image-error.ts';

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Size and EXIF orientation of a JPEG (ITU-T T.81, B.1): its segments up to the frame header. */
export function jpegHeader(bytes: Uint8Array, view: DataView): StoredSize {
  let orientation = 1;
  let position = 2;
  for (;;) {
    // Bytes between segments are skipped, as decoders do; a marker is the last 0xff and the byte behind it.
    while (view.getUint8(position) !== 0xff || isNoMarker(view.getUint8(position + 1))) position++;
    const marker = view.getUint8(position + 1);
    position += 2;
    if (isStandalone(marker)) continue;
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) {
      throw new ImageError('corrupt', 'the JPEG holds no frame header, so it has no size');
    }
    if (isStartOfFrame(marker)) {
      return { width: view.getUint16(position + 5), height: view.getUint16(position + 3), orientation };
    }
    const length = view.getUint16(position);
    if (marker === APP1 && characters(bytes, position + 2, 4) === 'Exif') {
      orientation = exifOrientation(bytes.subarray(position + 2, position + length));
    }
    position += Math.max(2, length);
  }
}

/** 0xff 0x00 is a stuffed byte, 0xff 0xff is fill. */
function isNoMarker(byte: number): boolean {
  return byte === 0x00 || byte === 0xff;
}

/** TEM, the restart markers and start of image have no length field. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share their range. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
