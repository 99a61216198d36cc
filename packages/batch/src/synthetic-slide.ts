import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { PyramidWriter, rgbImage, type SlideSink } from '@leukolens/imaging';
import { csvLine } from '@leukolens/report';
import { PATCH, type SlideCell, type SlideOptions, SyntheticSlide } from '@leukolens/study';
import { writePieces, writeWhole } from './atomic.ts';
import { RunError } from './run-error.ts';

/**
 * Draws a synthetic slide with its truth into a folder: `slide.tif`, a pyramid in a tiled BigTIFF; `cells.csv`, each white cell
 * with its type, place, visible area of its nucleus and the zone that it lies in; last `settings.json` with every option.
 *
 * @param drawn called for each of the patches that the slide is drawn in
 * @throws RunError if `out` holds the settings of a run or a set already
 */
export async function writeSyntheticSlide(
  out: string,
  options: SlideOptions,
  drawn: () => void,
): Promise<void> {
  const settingsPath = join(out, 'settings.json');
  if (await stat(settingsPath).catch(() => undefined)) {
    throw new RunError(`${out} holds a settings.json already: name another folder`);
  }
  await mkdir(out, { recursive: true });
  const temporary = join(out, '.slide.tif.tmp');
  const file = await open(temporary, 'w');
  try {
    await writePieces(join(out, 'cells.csv'), drawnRows(options, file, drawn));
    await file.sync();
    await file.close();
    await rename(temporary, join(out, 'slide.tif'));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  const settings = { software: SOFTWARE, notice: NOTICE, command: 'synth-slide', settings: options };
  await writeWhole(settingsPath, `${JSON.stringify(settings, null, 2)}\n`);
}

/** Draws row of patches by row of patches into the file; gives the lines of `cells.csv`. */
async function* drawnRows(options: SlideOptions, file: FileHandle, drawn: () => void) {
  const { sharpCodec } = await import('@leukolens/imaging/node');
  const { width, height } = options;
  const slide = new SyntheticSlide(options);
  const { micrometresPerPixel } = slide;
  const writer = new PyramidWriter(sinkOf(file), sharpCodec, { width, height, micrometresPerPixel });
  yield csvLine(['number', 'type', 'centroid_x_px', 'centroid_y_px', 'nucleus_area_px2', 'zone']);
  let number = 0;
  for (let row = 0; row < slide.rows; row++) {
    const band = rgbImage(width, Math.min(PATCH, height - row * PATCH));
    const cells: SlideCell[] = [];
    for (let column = 0; column < slide.columns; column++) {
      const { image, left, cells: found } = slide.draw(column, row);
      for (let y = 0; y < image.height; y++) {
        const from = 3 * y * image.width;
        band.data.set(image.data.subarray(from, from + 3 * image.width), 3 * (y * width + left));
      }
      cells.push(...found);
      drawn();
    }
    await writer.addRows(band);
    yield cells
      .map(({ type, centroid, nucleusArea, zone }) =>
        csvLine([++number, type, centroid.x, centroid.y, nucleusArea, zone]),
      )
      .join('');
  }
  await writer.end();
}

function sinkOf(file: FileHandle): SlideSink {
  let end = 0;
  return {
    append: async (bytes) => {
      await file.write(bytes, 0, bytes.length, end);
      end += bytes.length;
    },
    overwrite: async (offset, bytes) => {
      await file.write(bytes, 0, bytes.length, offset);
    },
  };
}
