import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageCodec, ImageError, readImage, vipsCodec } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { expect, test } from 'vitest';
import Vips from 'wasm-vips';

const data = join(process.env.LEUKOLENS_SHARED ?? '', 'data', 'formats');
const files = existsSync(data)
  ? readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(data, name)).isFile(),
    )
  : [];
// A clone without the shared files has nothing to compare; .ci/run fails where they are missing, so it cannot hide there.
if (files.length === 0) test.skip(`codecs are not compared: no ${data} (set LEUKOLENS_SHARED)`);

/** What differs between sharp and wasm-vips 0.0.19, and why. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'corrupt/jpeg-dc-predictor-overflow.jpg':
    'damaged data overflow otherwise in SIMD code; both notes say damaged',
  'jpeg/jpeg-bad-exif.jpg': 'the same',
  'tiff/tiff-webp-in-tiff.tif': 'refused in the browser, where it would come out black',
};

const silent = (module: { ENV: Record<string, string> }): void => {
  module.ENV.VIPS_WARNING = '0';
};
const browserCodec = vipsCodec(await Vips({ dynamicLibraries: [], preRun: silent }));

test.each(files)('%s: the same with sharp and wasm-vips', async (name) => {
  const bytes = new Uint8Array(readFileSync(join(data, name)));
  const [native, browser] = [await outcome(bytes, sharpCodec), await outcome(bytes, browserCodec)];
  if (name in KNOWN_DIFFERENCES) expect(browser).not.toEqual(native);
  else expect(browser).toEqual(native);
});

/** Notes, size and a digest of the pixels; of a refusal only that it is one, since WebAssembly does not say why. */
async function outcome(bytes: Uint8Array, codec: ImageCodec): Promise<object | 'refused'> {
  try {
    const { image, ...rest } = await readImage(bytes, codec);
    const pixels = createHash('sha256').update(image.data).digest('hex');
    return { ...rest, width: image.width, height: image.height, pixels };
  } catch (error) {
    if (error instanceof ImageError) return 'refused';
    throw error;
  }
}
