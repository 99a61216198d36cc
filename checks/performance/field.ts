import { drawSmear } from '@leukolens/study';
import sharp from 'sharp';

const TILE = 1000;

/** Writes a field of `side` x `side` pixels: one smear over and over. @param nucleusDiameter see `SmearOptions` */
export async function writeField(
  path: string,
  side: number,
  format: 'png' | 'tiff' | 'jpeg',
  nucleusDiameter?: number,
): Promise<void> {
  const smear = { width: TILE, height: TILE, seed: 5, cells: 12 };
  const { image } = drawSmear(nucleusDiameter === undefined ? smear : { ...smear, nucleusDiameter });
  const tile = await sharp(image.data, { raw: { width: TILE, height: TILE, channels: 3 } })
    .png()
    .toBuffer();
  await sharp({ create: { width: side, height: side, channels: 3, background: 'white' } })
    .composite([{ input: tile, tile: true, gravity: 'northwest' }])
    .toFormat(format)
    .toFile(path);
}
