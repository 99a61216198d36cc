import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Results, resultsSchema } from '@leukolens/cad';
import { readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, type StainName, stainNames } from '@leukolens/study';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { withoutChromium } from '../browser/chromium.ts';
import { bmp } from './bmp.ts';
import { action, openPage } from './open-page.ts';
import { ISOLATED } from './page-steps.ts';
import { type ServedPage, servePage } from './served-page.ts';

const COUNT = 40;
const KINDS = ['png', 'jpeg', 'tiff', 'webp', 'bmp'] as const;
/** Asked for by pixels of masks, file by file, and by probabilities. */
const LEAST_EQUAL = 0.999;
const MOST_APART = 1e-3;

/** Of nuclei, the share that may differ by a pixel: another pixel is another crop, of which other probabilities are right. */
const MOST_DIFFERENT = 0.01;

/** Synthetic smears of all stains and sizes, in five kinds of file; every seventh is grey but for a BMP. */
async function files(): Promise<{ name: string; buffer: Buffer }[]> {
  return Promise.all(
    Array.from({ length: COUNT }, async (_, i) => {
      const { image } = drawSmear({
        width: 120 + 9 * i,
        height: 300 - 3 * i,
        seed: `parity-${i}`,
        cells: 1 + (i % 4),
        stain: stainNames[i % stainNames.length] as StainName,
        nucleusDiameter: 24 + (i % 5) * 12,
      });
      const { width, height, data } = image;
      const kind = KINDS[i % KINDS.length]!;
      const raw = sharp(data, { raw: { width, height, channels: 3 } });
      const shown = i % 7 === 6 ? raw.greyscale() : raw;
      const buffer = kind === 'bmp' ? bmp(width, height, data) : await shown.toFormat(kind).toBuffer();
      return { name: `${String(i).padStart(2, '0')}.${kind}`, buffer };
    }),
  );
}

// untrained classifiers say the same of many images; those that ship say what they have learned, in 8 bits
describe.skipIf(withoutChromium).each(['small', 'shipped'] as const)(
  'page and command, %s classifiers',
  (classifiers) => {
    let root: string;
    let served: ServedPage;
    let zip: Record<string, Uint8Array>;
    let [page, command]: Results[] = [];

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'parity-'));
      served = await servePage(ISOLATED, classifiers);
      const given = await files();
      await mkdir(join(root, 'smears'));
      for (const { name, buffer } of given) await writeFile(join(root, 'smears', name), buffer);
      const models =
        classifiers === 'shipped' ? [] : ['--classifier', served.classifier, '--cells', served.cells];
      const run = await leukolens(['analyze', join(root, 'smears'), '-o', join(root, 'out'), ...models]);
      expect(run.code, run.stderr).toBe(0);
      command = resultsSchema.parse(JSON.parse(await readFile(join(root, 'out', 'results.json'), 'utf8')));

      const open = await openPage(served.url);
      await open.page
        .getByTestId('files')
        .setInputFiles(
          given.map(({ name, buffer }) => ({ name, mimeType: 'application/octet-stream', buffer })),
        );
      await open.page.locator('.verdict').waitFor();
      await open.page.waitForFunction(
        (count) =>
          document.querySelectorAll('.line.done').length === count &&
          !document.querySelector('.status progress'),
        COUNT,
        { timeout: 300_000 },
      );
      await action(open.page, 'export').click();
      const download = open.page.waitForEvent('download', { timeout: 300_000 });
      await open.page.getByRole('button', { name: 'Save as ZIP' }).click();
      zip = unzipSync(await readFile((await (await download).path())!));
      page = resultsSchema.parse(JSON.parse(new TextDecoder().decode(zip['results.json'])));
      expect(open.problems).toEqual([]);
      await open.close();
    });
    afterAll(async () => {
      await served?.close();
      await rm(root, { recursive: true });
    });

    test('masks of the same files are equal', async () => {
      let worst = 1;
      for (const { image } of command!.results) {
        const path = `masks/${image}.png`;
        const [one, other] = await Promise.all(
          [zip[path]!, await readFile(join(root, 'out', path))].map((bytes) => readImage(bytes, sharpCodec)),
        );
        const [a, b] = [one!.image.data, other!.image.data];
        expect(a.length).toBe(b.length);
        let equal = 0;
        for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
        worst = Math.min(worst, equal / a.length);
      }
      console.log(`equal: at least ${(100 * worst).toFixed(3)} % of the pixels of each of ${COUNT} files`);
      expect(worst).toBeGreaterThanOrEqual(LEAST_EQUAL);
    });

    test('probabilities of images and of nuclei are equal', () => {
      let apart = 0;
      let [nuclei, different, classified] = [0, 0, 0];
      command!.results.forEach((record, i) => {
        const other = page!.results[i]!;
        expect(other.image).toBe(record.image);
        // none where there is no nucleus to judge by
        if (record.classification !== null) classified++;
        for (const [name, probability] of Object.entries(record.classification?.probabilities ?? {})) {
          apart = Math.max(apart, Math.abs(probability - other.classification!.probabilities[name]!));
        }
        expect(other.nuclei!.count).toBe(record.nuclei!.count);
        record.nuclei!.objects.forEach(({ classes, area }, k) => {
          const same = other.nuclei!.objects[k]!;
          nuclei++;
          if (same.area !== area) {
            different++;
            return;
          }
          for (const [name, probability] of Object.entries(classes!)) {
            apart = Math.max(apart, Math.abs(probability - same.classes![name]!));
          }
        });
      });
      console.log(
        `probabilities: at most ${apart.toExponential(1)} apart; ${different} of ${nuclei} nuclei differ by a pixel`,
      );
      expect(classified).toBeGreaterThan(COUNT / 2);
      expect(apart).toBeLessThan(MOST_APART);
      expect(different / nuclei).toBeLessThanOrEqual(MOST_DIFFERENT);
    });

    test('the rest is the same, too: counts, verdicts, settings that the command repeats', () => {
      const brief = ({ results }: Results) =>
        results.map(({ image, width, height, classification, warnings }) => ({
          image,
          width,
          height,
          label: classification?.label,
          set: classification?.conformalSet,
          warnings,
        }));
      expect(brief(page!)).toEqual(brief(command!));
      expect(page!.settings).toEqual(command!.settings);
      expect(page!.models).toEqual(command!.models);
    });
  },
);
