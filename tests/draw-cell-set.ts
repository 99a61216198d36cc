import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';

const BLOCKS = 10;

/** A data set of drawn cells in a folder: a picture of one cell for each type and each of ten blocks. */
export async function drawCellSet(
  folder: string,
  types: readonly ('lymphocyte' | 'neutrophil')[],
): Promise<void> {
  await mkdir(folder);
  const rows = ['image,label,block'];
  for (const type of types) {
    for (let block = 0; block < BLOCKS; block++) {
      const name = `${type}-${block}.png`;
      const cells = [{ type, x: 32, y: 32 }];
      const { image } = drawSmear({ width: 64, height: 64, seed: name, cells, nucleusDiameter: 26 });
      await writeFile(join(folder, name), await encodePng(image, sharpCodec));
      rows.push(`${name},${type},${block}`);
    }
  }
  await writeFile(join(folder, 'manifest.csv'), `${rows.join('\n')}\n`);
}
