/** RGB or grey samples as a canvas takes them. */
export function rgbaOf(data: Uint8Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const channels = data.length / (width * height);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const from = channels * i;
    rgba[4 * i] = data[from]!;
    rgba[4 * i + 1] = data[channels === 3 ? from + 1 : from]!;
    rgba[4 * i + 2] = data[channels === 3 ? from + 2 : from]!;
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
