import type { Raster } from './codec.ts';
import type { Block } from './tiff-fallback.ts';
import { blockBytes, type TiffLayout } from './tiff-fallback-layout.ts';

/** Copies the samples of a decompressed block into the part of the raster that it covers. */
export function readSamples(bytes: Uint8Array, layout: TiffLayout, block: Block, raster: Raster): void {
  const { blockWidth, channels, isPlanar, bits, isPredicted } = layout;
  const step = isPlanar ? 1 : channels;
  const rowBytes = blockBytes(layout, 1);
  const row = new Uint16Array(blockWidth * step);
  const columns = Math.min(blockWidth, raster.width - block.left);
  const kept = isPlanar ? 1 : raster.channels;
  const shown = shownValues(layout);
  for (let y = 0; y < Math.min(block.rows, raster.height - block.top); y++) {
    unpack(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), layout, row);
    if (isPredicted) sumDifferences(row, step, bits);
    let target = ((block.top + y) * raster.width + block.left) * raster.channels + block.channel;
    for (let x = 0; x < columns; x++, target += raster.channels) {
      for (let channel = 0; channel < kept; channel++) {
        raster.data[target + channel] = shown(row[x * step + channel]!);
      }
    }
  }
}

/** Stored bits as unsigned numbers. */
function unpack(bytes: Uint8Array, { bits, isLittleEndian }: TiffLayout, row: Uint16Array): void {
  if (bits === 16) {
    const low = isLittleEndian ? 0 : 1;
    for (let i = 0; i < row.length; i++) row[i] = bytes[2 * i + low]! | (bytes[2 * i + 1 - low]! << 8);
    return;
  }
  const mask = 2 ** bits - 1;
  let held = 0;
  let heldBits = 0;
  let read = 0;
  for (let i = 0; i < row.length; i++) {
    for (; heldBits < bits; heldBits += 8) held = ((held << 8) | bytes[read++]!) & 0xffffff;
    heldBits -= bits;
    row[i] = (held >> heldBits) & mask;
  }
}

/** Undoes TIFF's predictor 2, in numbers of so many bits, which overflow. */
function sumDifferences(row: Uint16Array, step: number, bits: number): void {
  const mask = 2 ** bits - 1;
  for (let i = step; i < row.length; i++) row[i] = (row[i]! + row[i - step]!) & mask;
}

/** From the stored number to the raster's: 0 black, signed ones below zero black, fewer than 8 bits scaled up. */
function shownValues({ bits, isSigned, isInverted }: TiffLayout): (stored: number) => number {
  const largest = 2 ** bits - 1;
  const scale = bits < 8 ? 255 / largest : 1;
  if (isSigned) return (stored) => (stored > largest / 2 ? 0 : Math.round(stored * scale));
  return (stored) => Math.round((isInverted ? largest - stored : stored) * scale);
}
