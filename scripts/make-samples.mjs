/**
 * Draws what the repository ships of images, all synthetic: samples/ for the demo and for a first look, the picture in the
 * README, and the known image of the self-check with the hash of its mask. Run after a change of the drawing or of the method that is
 * meant to change them; a test tells when they are out of date.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { writeWhole } from '../packages/batch/dist/index.js';
import { Handcrafted, maskSha256, nucleiOf } from '../packages/cad/dist/index.js';
import { encodePng } from '../packages/imaging/dist/index.js';
import { sharpCodec } from '../packages/imaging/dist/node.js';
import { drawOutlines } from '../packages/report/dist/index.js';
import { drawSmear, sampleSmears } from '../packages/study/dist/index.js';

const root = new URL('../', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

/** Samples in the README's picture, from left to right, and how high. */
const SHOWN = ['normal-pink', 'hard-overstained', 'leukaemia-blue'];
const HEIGHT = 360;

await rm(path('samples'), { recursive: true, force: true });
const shown = new Map();
for (const { name, options } of sampleSmears()) {
  const { image } = drawSmear(options);
  await writeWhole(path(`samples/${name}.png`), await encodePng(image, sharpCodec));
  drawOutlines(image, nucleiOf(image, new Handcrafted().segmentNow(image)).labels);
  shown.set(
    name,
    await sharp(await encodePng(image, sharpCodec))
      .resize({ height: HEIGHT })
      .png()
      .toBuffer(),
  );
}
await writeWhole(path('docs/pictures/overlays.jpg'), await sideBySide(SHOWN.map((name) => shown.get(name))));

const { image } = drawSmear({
  width: 120,
  height: 90,
  seed: 'self-check',
  cells: 2,
  nucleusDiameter: 26,
  noise: 0,
});
const png = await encodePng(image, sharpCodec);
const mask = new Handcrafted().segmentNow(image);
const base64 = Buffer.from(png)
  .toString('base64')
  .match(/.{1,100}/g);
const target = path('packages/cad/src/self-check/generated/known-image.ts');
const text = `// Written by scripts/make-samples.mjs. Do not edit.
/** A synthetic smear, PNG. */
export const KNOWN_IMAGE_BASE64 =
${base64.map((line) => `  '${line}'`).join(' +\n')};
/** SHA-256 of its mask by the handcrafted method with default options. */
export const KNOWN_MASK_SHA256 = '${await maskSha256(mask)}';
/** The nuclei in that mask. */
export const KNOWN_NUCLEI = ${nucleiOf(image, mask).objects.length};
`;
if ((await readFile(target, 'utf8').catch(() => '')) !== text) await writeFile(target, text);

/** Pictures of one height in a row. */
async function sideBySide(pictures) {
  const widths = await Promise.all(pictures.map(async (picture) => (await sharp(picture).metadata()).width));
  const width = widths.reduce((sum, each) => sum + each, 0);
  const layers = pictures.map((input, i) => ({
    input,
    top: 0,
    left: widths.slice(0, i).reduce((sum, each) => sum + each, 0),
  }));
  const canvas = sharp({ create: { width, height: HEIGHT, channels: 3, background: 'white' } });
  return canvas.composite(layers).jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer();
}
