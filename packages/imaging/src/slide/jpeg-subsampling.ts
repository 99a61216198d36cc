/**
 * How a JPEG's chroma is subsampled, across and down, as its frame header (ITU T.81, B.2.2) states it.
 * @throws RangeError where there is no frame header of three components
 */
export function chromaSubsampling(jpeg: Uint8Array): readonly [number, number] {
  for (let at = 2; at + 4 < jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xc3;
    if (isFrame && jpeg[at + 9] === 3) {
      const factors = [0, 1].map((component) => jpeg[at + 11 + 3 * component]!) as [number, number];
      const [luma, chroma] = factors;
      return [(luma >> 4) / (chroma >> 4), (luma & 15) / (chroma & 15)];
    }
    at += 2 + 256 * jpeg[at + 2]! + jpeg[at + 3]!;
  }
  throw new RangeError('this JPEG has no frame header of three components');
}
