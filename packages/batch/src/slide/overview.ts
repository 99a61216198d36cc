import { type RgbImage, resizeRgb, rgbImage, type Slide } from '@leukolens/imaging';

/** Longest side of an overview, px. */
const SIDE = 2048;

/** The whole slide in one small picture, read strip by strip from the coarsest level. */
export async function overviewOf(slide: Slide): Promise<RgbImage> {
  const level = slide.levels.length - 1;
  const { width, height, tileHeight } = slide.levels[level]!;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const at = (length: number) => Math.max(1, Math.round(length * scale));
  const overview = rgbImage(at(width), at(height));
  for (let top = 0, done = 0; top < height; top += tileHeight) {
    const rows = Math.min(tileHeight, height - top);
    const until = top + rows === height ? overview.height : Math.round((top + rows) * scale);
    if (until === done) continue;
    const { image } = await slide.read(level, { left: 0, top, width, height: rows });
    const strip = resizeRgb(image, overview.width, until - done);
    overview.data.set(strip.data, 3 * done * overview.width);
    done = until;
  }
  return overview;
}
