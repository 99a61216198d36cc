/** An image as BMP, which sharp does not write: 24 bits, rows from the bottom. @param data RGB */
export function bmp(width: number, height: number, data: Uint8Array): Buffer {
  const row = Math.ceil((3 * width) / 4) * 4;
  const file = Buffer.alloc(54 + row * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * ((height - 1 - y) * width + x);
      for (let k = 0; k < 3; k++) file[54 + y * row + 3 * x + k] = data[from + 2 - k]!;
    }
  }
  return file;
}
