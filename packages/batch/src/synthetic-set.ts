import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { csvLine } from '@leukolens/report';
import { drawSmear, type SmearOptions } from '@leukolens/study';
import { writeWhole } from './atomic.ts';

/**
 * Draws `count` synthetic smears with their truth into a folder, as a data set that `manifest.csv` lists: images,
 * masks (255 nucleus, 128 cytoplasm), labels (16 bits, a number a nucleus), `cells.csv` with each cell's type. The
 * seed of an image is the given seed and its number.
 */
export async function writeSyntheticSet(
  out: string,
  count: number,
  options: SmearOptions,
  drawn: () => void,
): Promise<void> {
  const digits = String(count).length;
  const manifest = [csvLine(['image', 'mask', 'label', 'group', 'split'])];
  const cells = [csvLine(['image', 'label', 'type', 'centroid_x_px', 'centroid_y_px', 'nucleus_area_px2'])];
  for (let i = 1; i <= count; i++) {
    const name = `${String(i).padStart(digits, '0')}.png`;
    const smear = drawSmear({ ...options, seed: `${options.seed ?? 1}/${i}` });
    await writeWhole(join(out, 'images', name), await encodePng(smear.image, sharpCodec));
    await writeWhole(join(out, 'masks', name), await encodePng(smear.truth, sharpCodec));
    await writeWhole(join(out, 'labels', name), await encodePng(smear.nuclei, sharpCodec));
    manifest.push(csvLine([`images/${name}`, `masks/${name}`, undefined, undefined, undefined]));
    for (const { label, type, centroid, nucleusArea } of smear.cells) {
      cells.push(csvLine([name, label, type, centroid.x, centroid.y, nucleusArea]));
    }
    drawn();
  }
  await writeWhole(join(out, 'manifest.csv'), manifest.join(''));
  await writeWhole(join(out, 'cells.csv'), cells.join(''));
  const settings = { software: SOFTWARE, notice: NOTICE, command: 'synth', settings: { count, ...options } };
  await writeWhole(join(out, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
