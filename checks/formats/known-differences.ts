/**
 * Files that Pillow 9.4 opens and that come out otherwise here: what is expected of each, and why. `refused` by an
 * `ImageError` of that code; `differs`: read, with the largest difference of a sample that is allowed.
 */
export type Difference = { refused: string; why: string } | { differs: number; why: string };

const NO_BLACK_AND_WHITE = 'its samples have no agreed black and white';
const OLD_STYLE_JPEG = 'old-style JPEG within TIFF: not built into libvips, replaced in 1995';

export const KNOWN_DIFFERENCES: Readonly<Record<string, Difference>> = {
  'bmp/bmpsuite-bad-badrle.bmp': {
    refused: 'corrupt',
    why: 'its runs leave the picture; Pillow paints what it can',
  },
  'corrupt/png-invalid-palette-index.png': {
    differs: 255,
    why: 'indices past the palette: white here, black there',
  },
  'other/other-jpeg2000-lossless.jp2': {
    refused: 'unsupported',
    why: 'JPEG 2000 is none of the six formats',
  },
  'tiff/tiff-cielab.tif': { refused: 'corrupt', why: 'CIELAB, and of a form that libvips does not know' },
  'tiff/tiff-gray-float32.tiff': { refused: 'unsupported', why: NO_BLACK_AND_WHITE },
  'tiff/tiff-libtiffpic-old-style-ojpeg-tiled-ycbcr.tif': { refused: 'unsupported', why: OLD_STYLE_JPEG },
  'tiff/tiff-libtiffpic-old-style-ojpeg.tif': { refused: 'unsupported', why: OLD_STYLE_JPEG },
  'tiff/tiff-old-style-jpeg.tif': { refused: 'unsupported', why: OLD_STYLE_JPEG },
  'tiff/tiff-rgb-lzma.tif': { refused: 'unsupported', why: 'LZMA is not built into libvips' },
};

/**
 * Run-length coded BMPs that Pillow 9.4 decodes wrongly (mended in later versions): each holds the picture of another
 * file, which Pillow reads rightly, but for the pixels that its runs skip, which have its palette's first colour.
 */
export const SAME_PICTURE_AS: Readonly<
  Record<string, { file: string; skipped?: readonly [number, number, number] }>
> = {
  'bmp/bmpsuite-good-pal4rle.bmp': { file: 'bmp/bmpsuite-good-pal4.bmp' },
  'bmp/bmpsuite-questionable-pal4rletrns.bmp': { file: 'bmp/bmpsuite-good-pal4.bmp', skipped: [128, 0, 255] },
  'bmp/bmpsuite-questionable-pal8rletrns.bmp': { file: 'bmp/bmpsuite-good-pal8.bmp', skipped: [128, 0, 255] },
};

/**
 * Largest and mean difference of a sample from Pillow. Lossless formats are exact, but where premultiplied alpha is
 * divided out of 16-bit samples: Pillow reduces them to 8 bits before. So were all JPEG and
 * WebP files with libvips 8.18.7 against Debian's libjpeg-turbo 2.1 and libwebp 1.2; the allowance is for other builds.
 */
export function tolerance(file: string): { largest: number; mean: number } {
  if (file === 'tiff/tiff-rgba-16bit-premultiplied.tiff') return { largest: 2, mean: 1 };
  return /\.(jpe?g|webp)$/.test(file) ? { largest: 3, mean: 0.05 } : { largest: 0, mean: 0 };
}
