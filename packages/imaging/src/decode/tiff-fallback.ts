import { COLOUR_CHANNELS, type Raster } from './codec.ts';
import { ImageError } from './image-error.ts';
import { TAG, tiffBytes, tiffPages } from './tiff-directory.ts';
import { DECOMPRESSORS } from './tiff-fallback-decompress.ts';
import { blockBytes, type TiffLayout } from './tiff-fallback-layout.ts';
import { readSamples } from './tiff-fallback-samples.ts';

/** What compression may add to incompressible data, so that no block makes more work than it holds pixels. */
const MOST_COMPRESSED = (bytes: number): number => 2 * bytes + 256;

/**
 * The first page of a TIFF that libvips cannot read, with its colour and one more channel. Samples of 8 bits or fewer fill
 * the 8 bits; those of 9 to 16 keep their numbers, as Pillow and tifffile have it: 4095 of 12 bits is dark in 16.
 * @throws ImageError `truncated` or `corrupt`
 */
export async function decodeTiff(bytes: Uint8Array, layout: TiffLayout): Promise<Raster> {
  const { width, height, space, bits } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = Math.min(layout.channels, COLOUR_CHANNELS[space] + 1);
  const length = width * height * channels;
  const data = bits > 8 ? new Uint16Array(length) : new Uint8Array(length);
  const profile = tiffBytes(view, TAG.profile);
  const raster: Raster = {
    width,
    height,
    channels,
    space,
    data,
    frames: tiffPages(view),
    ...(profile && { profile }),
    isDamaged: false,
  };
  for (const block of blocks(layout)) {
    if (block.channel < channels) readSamples(await decompress(bytes, layout, block), layout, block, raster);
  }
  return raster;
}

/** A strip or tile: its place in the tables and in the picture, and the rows that it holds. */
export interface Block {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly rows: number;
  /** The only channel of a plane, the first one otherwise. */
  readonly channel: number;
}

function* blocks({ width, height, blockWidth, blockHeight, isTiled, isPlanar, channels }: TiffLayout) {
  let index = 0;
  for (let channel = 0; channel < (isPlanar ? channels : 1); channel++) {
    for (let top = 0; top < height; top += blockHeight) {
      for (let left = 0; left < width; left += blockWidth) {
        const rows = isTiled ? blockHeight : Math.min(blockHeight, height - top);
        yield { index: index++, left, top, rows, channel } satisfies Block;
      }
    }
  }
}

async function decompress(
  bytes: Uint8Array,
  layout: TiffLayout,
  { index, rows }: Block,
): Promise<Uint8Array> {
  // Some programs fill up the last strip, so that there may be more than its rows.
  const most = blockBytes(layout, layout.blockHeight);
  const start = layout.offsets[index]!;
  const end = start + Math.min(layout.byteCounts[index]!, MOST_COMPRESSED(most));
  const name = `its ${layout.isTiled ? 'tile' : 'strip'} ${index}`;
  if (end > bytes.length) {
    throw new ImageError(
      'truncated',
      `the TIFF file is truncated: ${name} ends at byte ${end} of ${bytes.length}`,
    );
  }
  const samples = await DECOMPRESSORS[layout.compression]!(bytes.subarray(start, end), most);
  const needed = blockBytes(layout, rows);
  if (samples.length < needed) {
    throw new ImageError(
      'corrupt',
      `the TIFF file is damaged: ${name} holds ${samples.length} bytes, expected ${needed}`,
    );
  }
  return samples;
}
