import OpenSeadragon from 'openseadragon';
import type { OpenSlide } from './open-slide.ts';

/** What of a tile's request is used. */
interface TileJob {
  readonly postData: { readonly level: number; readonly column: number; readonly row: number };
  finish(data: ImageBitmap, request: null, type: 'imageBitmap'): void;
  fail(reason: string, request: null): void;
}

/** The slide's own tiles and levels as OpenSeadragon asks for them: its level 0 is the coarsest. */
export function tileSourceOf(slide: OpenSlide): OpenSeadragon.TileSource {
  const { width, height, levels } = slide.slide;
  const coarsest = levels.length - 1;
  const levelOf = (level: number) => levels[coarsest - level]!;
  const source = new OpenSeadragon.TileSource({
    width,
    height,
    tileOverlap: 0,
    tileWidth: levels[0]!.tileWidth,
    tileHeight: levels[0]!.tileHeight,
    minLevel: 0,
    maxLevel: coarsest,
    ready: true,
  } as OpenSeadragon.TileSourceOptions);
  return Object.assign(source, {
    getLevelScale: (level: number) => 1 / levelOf(level).downsample,
    getTileWidth: (level: number) => levelOf(level).tileWidth,
    getTileHeight: (level: number) => levelOf(level).tileHeight,
    // only to tell tiles apart: nothing is fetched
    getTileUrl: (level: number, column: number, row: number) =>
      `slide:${slide.name}/${level}/${column}/${row}`,
    getTilePostData: (level: number, column: number, row: number) => ({ level, column, row }),
    downloadTileStart: (job: TileJob) => {
      const { level, column, row } = job.postData;
      const { tileWidth, tileHeight, width, height } = levelOf(level);
      const [left, top] = [column * tileWidth, row * tileHeight];
      const size = { width: Math.min(tileWidth, width - left), height: Math.min(tileHeight, height - top) };
      slide.tile(coarsest - level, { left, top, ...size }).then(
        (bitmap) => job.finish(bitmap, null, 'imageBitmap'),
        (error: Error) => job.fail(error.message, null),
      );
    },
    downloadTileAbort: () => undefined,
  });
}
