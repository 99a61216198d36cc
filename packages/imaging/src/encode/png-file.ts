import type { PngSamples } from '../decode/codec.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const GREY = 0;
const RGB = 2;
/** The filter that stores a row as the difference from the row above: of the five, the best on smears and masks. */
const UP = 2;

/**
 * A PNG file of the samples: signature, IHDR, one IDAT, IEND, and nothing else. 16-bit samples are stored with the higher
 * byte first, as PNG has it.
 * @param deflate compresses to the zlib format (RFC 1950)
 */
export function pngFile(
  samples: PngSamples,
  deflate: (data: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { width, height, channels, data } = samples;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = data instanceof Uint16Array ? 16 : 8;
  header[9] = channels === 3 ? RGB : GREY;
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflate(filteredRows(samples))),
    chunk('IEND', new Uint8Array(0)),
  ];
  const file = new Uint8Array(chunks.reduce((length, each) => length + each.length, SIGNATURE.length));
  file.set(SIGNATURE);
  let end = SIGNATURE.length;
  for (const each of chunks) {
    file.set(each, end);
    end += each.length;
  }
  return file;
}

/** Every row with its filter type before it. */
function filteredRows({ height, data }: PngSamples): Uint8Array {
  const bytes = data instanceof Uint16Array ? highByteFirst(data) : data;
  const stride = bytes.length / height;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const source = y * stride;
    const target = source + y + 1;
    if (y === 0) {
      rows.set(bytes.subarray(0, stride), target);
      continue;
    }
    rows[target - 1] = UP;
    for (let i = 0; i < stride; i++) rows[target + i] = bytes[source + i]! - bytes[source + i - stride]!;
  }
  return rows;
}

function highByteFirst(words: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 2);
  for (let i = 0; i < words.length; i++) {
    bytes[2 * i] = words[i]! >> 8;
    bytes[2 * i + 1] = words[i]!;
  }
  return bytes;
}

/** Length, type, data and checksum of the two. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(data.length + 12);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) whole[4 + i] = type.charCodeAt(i);
  whole.set(data, 8);
  view.setUint32(data.length + 8, checksum(whole.subarray(4, data.length + 8)));
  return whole;
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as PNG defines it (ISO 3309). */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) value = CHECKSUMS[(value ^ bytes[i]!) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}
