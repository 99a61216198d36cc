import { lzw } from './tiff-fallback-lzw.ts';

/** Decompresses a block into at most `size` bytes; fewer, perhaps none, where its data are damaged: that throws nothing. */
type Decompressor = (data: Uint8Array, size: number) => Uint8Array | Promise<Uint8Array>;

export const ZSTANDARD = 50000;

/** By the number in the file's compression tag; 32946 is the same as 8 by its older number. */
export const DECOMPRESSORS: Readonly<Record<number, Decompressor>> = {
  1: (data, size) => data.subarray(0, size),
  5: lzw,
  8: inflate,
  32946: inflate,
  [ZSTANDARD]: zstandard,
};

async function inflate(data: Uint8Array, size: number): Promise<Uint8Array> {
  const deflated = new Blob([Uint8Array.from(data)]).stream();
  const reader = deflated.pipeThrough(new DecompressionStream('deflate')).getReader();
  const inflated = new Uint8Array(size);
  let length = 0;
  try {
    while (length < size) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, size - length);
      inflated.set(part, length);
      length += part.length;
    }
    await reader.cancel();
  } catch {
    // Damaged: what came before is handed back, and is too short.
  }
  return inflated.subarray(0, length);
}

/** Its module holds the WebAssembly in itself, as a data URL: nothing is fetched from anywhere. */
async function zstandard(data: Uint8Array, size: number): Promise<Uint8Array> {
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  try {
    // With the size given, it asks for no memory by what the data say. Most damaged data give an empty array.
    return decoder.decode(data, size);
  } catch {
    return new Uint8Array(0);
  }
}
