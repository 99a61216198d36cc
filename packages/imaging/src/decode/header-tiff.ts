import { orientation } from './exif.ts';
import type { StoredSize } from './header.ts';
import { ImageError } from './image-error.ts';
import { TAG, tagIsWhole, tiffTag } from './tiff-directory.ts';

/** TIFF 6.0's first way of holding JPEG, replaced by compression 7 in 1995. */
const OLD_STYLE_JPEG = 6;

/** Size, orientation and whatever changes how a TIFF's first page is read (TIFF 6.0; BigTIFF). */
export function tiffHeader(view: DataView): StoredSize {
  const width = tiffTag(view, TAG.width);
  const height = tiffTag(view, TAG.height);
  if (width === undefined || height === undefined) {
    throw new ImageError('corrupt', 'the TIFF states no width or no height');
  }
  // These two the decoder passes over without a word, and paints the picture black or white.
  if (!tagIsWhole(view, TAG.colourMap)) {
    throw new ImageError('truncated', 'the TIFF file is truncated: its palette lies past its end');
  }
  if (tiffTag(view, TAG.compression) === OLD_STYLE_JPEG) {
    throw new ImageError(
      'unsupported',
      'this TIFF is compressed as old-style JPEG (6), which is not read: save it uncompressed or with LZW',
    );
  }
  return {
    width,
    height,
    orientation: orientation(tiffTag(view, TAG.orientation)),
    hasUnknownSamples: tiffTag(view, TAG.extraSamples) === 0,
  };
}
