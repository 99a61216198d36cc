import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { describe, expect, test } from 'vitest';
import { withoutChromium } from '../browser/chromium.ts';
import { holdAgainst } from '../fresh-memory.ts';
import { openPage } from './open-page.ts';
import { ISOLATED } from './page-steps.ts';
import { servePage } from './served-page.ts';

/** Asked for of a page whose models are cached, from its opening to the nuclei of an image of 300 x 300, ms. */
const MOST_FIRST = 3000;

describe.skipIf(withoutChromium)('how long the page takes', () => {
  test('to the first nuclei, and to the class with its maps by a ResNet-50 in the tab', async ({ skip }) => {
    const served = await servePage(ISOLATED, 'full');
    const { page, problems, close } = await openPage(served.url);
    const { image } = drawSmear({ width: 300, height: 300, seed: 'times', cells: 3 });
    const buffer = Buffer.from(await encodePng(image, sharpCodec));
    const file = { name: 'smear.png', mimeType: 'image/png', buffer };
    await page.getByTestId('files').setInputFiles([file]);
    await page.locator('.verdict').waitFor({ timeout: 300_000 });
    await page.locator('[data-action="clear"]').click();
    const [first, explained]: number[][] = [[], []];
    for (let round = 0; round < 3; round++) {
      const begun = performance.now();
      await page.reload({ waitUntil: 'commit' });
      await page.getByTestId('files').setInputFiles([file]);
      await page.getByTestId('facts').waitFor();
      first!.push(performance.now() - begun);
      await page.locator('.verdict').waitFor({ timeout: 300_000 });
      // once more, with everything loaded: what one image costs
      const again = performance.now();
      await page.getByTestId('files').setInputFiles([{ ...file, name: `again-${round}.png` }]);
      await page.locator('.line.done').nth(1).waitFor();
      explained!.push(performance.now() - again);
      await page.locator('[data-action="clear"]').click();
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[1]!;
    console.log(
      `opened, with models cached, to first nuclei: ${median(first!).toFixed(0)} ms; an image with class and four maps by ResNet-50: ${(median(explained!) / 1000).toFixed(1)} s`,
    );
    expect(problems).toEqual([]);
    await close();
    await served.close();
    const found = median(first!);
    holdAgainst(found / MOST_FIRST, `${found.toFixed(0)} ms to first nuclei, ${MOST_FIRST} at most`, skip);
  });
});
