/** The parts of a BMP file, for tests that need odd ones. */
export interface BmpParts {
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly pixels: readonly number[];
  readonly compression?: number;
  /** Red, green, blue triples. */
  readonly palette?: readonly (readonly number[])[];
  readonly masks?: readonly number[];
  readonly headerBytes?: number;
}

/** A BMP file of exactly these parts; nothing is checked, so that broken files can be built too. */
export function bmpFile(parts: BmpParts): Uint8Array {
  const { palette = [], masks = [], headerBytes = 40, compression = 0 } = parts;
  const isOs2 = headerBytes === 12;
  const entries = palette.flatMap(([red, green, blue]) =>
    isOs2 ? [blue, green, red] : [blue, green, red, 0],
  );
  const paletteOffset = 14 + Math.max(headerBytes, isOs2 ? 12 : 40);
  const pixelOffset = paletteOffset + entries.length;
  const file = new Uint8Array(pixelOffset + parts.pixels.length);
  const view = new DataView(file.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(10, pixelOffset, true);
  view.setUint32(14, headerBytes, true);
  if (isOs2) {
    view.setUint16(18, parts.width, true);
    view.setInt16(20, parts.height, true);
    view.setUint16(24, parts.bitsPerPixel, true);
  } else {
    view.setInt32(18, parts.width, true);
    view.setInt32(22, parts.height, true);
    view.setUint16(28, parts.bitsPerPixel, true);
    view.setUint32(30, compression, true);
    view.setUint32(46, palette.length, true);
  }
  masks.forEach((mask, index) => {
    view.setUint32(54 + 4 * index, mask, true);
  });
  file.set(entries as number[], paletteOffset);
  file.set(parts.pixels, pixelOffset);
  return file;
}
