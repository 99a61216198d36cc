import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { csvLine } from '@leukolens/report';
import { drawSmear, type SmearOptions, smearOptions } from '@leukolens/study';
import { writePieces, writeWhole } from './atomic.ts';
import { RunError } from './run-error.ts';

/**
 * Draws `count` synthetic smears with their truth into a folder, as a data set that `manifest.csv` lists: images,
 * masks (255 nucleus, 128 cytoplasm), labels (16 bits, a number a nucleus), `cells.csv` with each cell's type, and last
 * `settings.json` with every option. The seed of an image is the given seed and its number.
 *
 * @throws RunError if `out` holds the settings of a run or a set already
 */
export async function writeSyntheticSet(
  out: string,
  count: number,
  options: SmearOptions,
  drawn: () => void,
): Promise<void> {
  const settingsPath = join(out, 'settings.json');
  if (await stat(settingsPath).catch(() => undefined)) {
    throw new RunError(`${out} holds a settings.json already: name another folder`);
  }
  const full = smearOptions(options);
  await writePieces(join(out, 'cells.csv'), drawnImages(out, count, full, drawn));
  await writePieces(join(out, 'manifest.csv'), manifestLines(count));
  const settings = { software: SOFTWARE, notice: NOTICE, command: 'synth', settings: { count, ...full } };
  await writeWhole(settingsPath, `${JSON.stringify(settings, null, 2)}\n`);
}

/** Draws and writes image after image; gives the lines of `cells.csv`, so that only one image's are held at a time. */
async function* drawnImages(out: string, count: number, options: SmearOptions, drawn: () => void) {
  const { sharpCodec } = await import('@leukolens/imaging/node');
  yield csvLine(['image', 'label', 'type', 'centroid_x_px', 'centroid_y_px', 'nucleus_area_px2']);
  for (let i = 1; i <= count; i++) {
    const name = imageName(i, count);
    const smear = drawSmear({ ...options, seed: `${options.seed}/${i}` });
    await writeWhole(join(out, 'images', name), await encodePng(smear.image, sharpCodec));
    await writeWhole(join(out, 'masks', name), await encodePng(smear.truth, sharpCodec));
    await writeWhole(join(out, 'labels', name), await encodePng(smear.nuclei, sharpCodec));
    yield smear.cells
      .map(({ label, type, centroid, nucleusArea }) =>
        csvLine([name, label, type, centroid.x, centroid.y, nucleusArea]),
      )
      .join('');
    drawn();
  }
}

function* manifestLines(count: number) {
  yield csvLine(['image', 'mask', 'label', 'group', 'split']);
  for (let i = 1; i <= count; i++) {
    const name = imageName(i, count);
    yield csvLine([`images/${name}`, `masks/${name}`, undefined, undefined, undefined]);
  }
}

/** Its number with as many digits as the last one has, so that names sort in order. */
function imageName(number: number, count: number): string {
  return `${String(number).padStart(String(count).length, '0')}.png`;
}
