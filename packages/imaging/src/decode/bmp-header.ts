import type { StoredSize } from './header.ts';
import { ImageError } from './image-error.ts';

/** How a BMP lays out its pixels; offsets in bytes from the start of the file. */
export interface BmpHeader extends StoredSize {
  /** Rows run from the top; as a rule they run from the bottom. */
  readonly isTopDown: boolean;
  readonly bitsPerPixel: number;
  readonly isRunLength: boolean;
  /** Where red, green, blue and alpha lie in a pixel of 16 or 32 bits; alpha 0: none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  readonly palette: { readonly offset: number; readonly entryBytes: 3 | 4; readonly entries: number };
  readonly pixelOffset: number;
}

/** Values of the compression field (Windows: BITMAPINFOHEADER.biCompression). */
const RUNS_OF_8 = 1;
const RUNS_OF_4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** OS/2 1, OS/2 2 (short, long), Windows 3, Adobe's two, Windows 4, Windows 5. */
const HEADER_BYTES = [12, 16, 64, 40, 52, 56, 108, 124];
const OS2_VERSION_2 = [16, 64];
const FILE_HEADER_BYTES = 14;

/**
 * The header of a BMP of any of its eight versions, for 1, 2, 4, 8, 16, 24 and 32 bits, runs of 4 and 8, bit fields.
 * @throws ImageError `unsupported` for other bits and compressions (among them JPEG and PNG within BMP), `corrupt`
 * @throws RangeError where the header leaves the file
 */
export function readBmpHeader(view: DataView): BmpHeader {
  const headerBytes = view.getUint32(14, true);
  if (!HEADER_BYTES.includes(headerBytes)) {
    throw new ImageError(
      'corrupt',
      `the BMP header has a length of ${headerBytes}, which no version of BMP has`,
    );
  }
  const isOs2Version1 = headerBytes === 12;
  const width = isOs2Version1 ? view.getUint16(18, true) : view.getInt32(18, true);
  const storedHeight = isOs2Version1 ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(isOs2Version1 ? 24 : 28, true);
  const compression = headerBytes >= 40 ? view.getUint32(30, true) : 0;
  checkLayout(headerBytes, bitsPerPixel, compression);

  const hasMasks = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  const hasAlphaMask = hasMasks && (headerBytes >= 56 || compression === ALPHA_BIT_FIELDS);
  const masksBehindHeader = headerBytes === 40 && hasMasks ? (hasAlphaMask ? 16 : 12) : 0;
  const pixelOffset = view.getUint32(10, true);
  const paletteOffset = FILE_HEADER_BYTES + headerBytes + masksBehindHeader;
  const entryBytes = isOs2Version1 ? 3 : 4;
  const declaredEntries = headerBytes >= 40 ? view.getUint32(46, true) : 0;
  const room = Math.max(0, Math.floor((Math.min(pixelOffset, view.byteLength) - paletteOffset) / entryBytes));
  const possible = bitsPerPixel <= 8 ? 2 ** bitsPerPixel : 0;

  return {
    width,
    height: Math.abs(storedHeight),
    isTopDown: storedHeight < 0,
    bitsPerPixel,
    isRunLength: compression === RUNS_OF_8 || compression === RUNS_OF_4,
    masks: hasMasks ? readMasks(view, hasAlphaMask) : defaultMasks(bitsPerPixel),
    palette: {
      offset: paletteOffset,
      entryBytes,
      entries: Math.min(declaredEntries || possible, possible, room),
    },
    pixelOffset,
  };
}

function checkLayout(headerBytes: number, bits: number, compression: number): void {
  const isRead = [
    compression === 0 && [1, 2, 4, 8, 16, 24, 32].includes(bits),
    compression === RUNS_OF_8 && bits === 8,
    compression === RUNS_OF_4 && bits === 4,
    // OS/2 uses the number 3 for Huffman coding.
    compression === BIT_FIELDS && (bits === 16 || bits === 32) && !OS2_VERSION_2.includes(headerBytes),
    compression === ALPHA_BIT_FIELDS && (bits === 16 || bits === 32),
  ].includes(true);
  if (!isRead) {
    throw new ImageError(
      'unsupported',
      `BMP of ${bits} bits a pixel with compression ${compression} is not read`,
    );
  }
}

function readMasks(view: DataView, hasAlphaMask: boolean): BmpHeader['masks'] {
  const mask = (index: number): number => view.getUint32(54 + 4 * index, true);
  return [mask(0), mask(1), mask(2), hasAlphaMask ? mask(3) : 0];
}

function defaultMasks(bitsPerPixel: number): BmpHeader['masks'] {
  return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
}
