import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawSmear } from '@leukolens/study';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { withoutChromium } from '../browser/chromium.ts';
import { action, foundNuclei, openPage } from './open-page.ts';
import { servePage } from './served-page.ts';

test("each of ONNX Runtime's threads runs ONNX Runtime and nothing of the page", async () => {
  const assets = join(import.meta.dirname, '../../packages/app/dist/assets');
  const chunks = (await readdir(assets)).filter((name) => /^ort\..*\.js$/.test(name));
  expect(chunks.length).toBeGreaterThan(0);
  for (const chunk of chunks) {
    expect(await readFile(join(assets, chunk), 'utf8'), chunk).not.toMatch(/\bfrom\s*"\.\/|\bimport\s*"\.\//);
  }
});

/** Asked for of all that the page loads before its first nuclei; no host compresses anything here. */
const MOST_FIRST_BYTES = 50e6;

/** In the page before anything else: notes when the first findings are there. */
function noteFacts(): void {
  const seen = new MutationObserver(() => {
    if (document.querySelector('[data-testid="facts"]') === null) return;
    document.documentElement.dataset.found = String(Date.now());
    seen.disconnect();
  });
  seen.observe(document, { childList: true, subtree: true });
}

describe.skipIf(withoutChromium)('on a host that sends no headers', () => {
  test('the service worker isolates the page from its second load on', async () => {
    const served = await servePage({});
    const open = await openPage(served.url);
    await action(open.page, 'example').click();
    expect(await foundNuclei(open.page)).toBe(7);
    expect(await open.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(open.problems).toEqual([]);
    await open.close();
    await served.close();
  });

  test('a host that lacks a file costs the page its offline use, and nothing else', async () => {
    const served = await servePage({});
    await rm(join(served.classifier, '..', '..', 'samples'), { recursive: true });
    const open = await openPage(served.url);
    await open.page.getByTestId('files').waitFor({ state: 'attached' });
    expect(await open.page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    expect(await open.page.evaluate(() => crossOriginIsolated)).toBe(false);
    // on one thread, which it says, and with the browser's decoders, which read no TIFF
    expect(await open.page.locator('.hint').innerText()).toContain('computes on one thread');
    const { image } = drawSmear({ width: 160, height: 160, seed: 'host', cells: 2, nucleusDiameter: 36 });
    const raw = { width: image.width, height: image.height, channels: 3 } as const;
    const file = async (kind: 'png' | 'tiff') => ({
      name: `smear.${kind}`,
      mimeType: `image/${kind}`,
      buffer: await sharp(image.data, { raw }).toFormat(kind).toBuffer(),
    });
    await open.page.getByTestId('files').setInputFiles([await file('png'), await file('tiff')]);
    expect(await foundNuclei(open.page)).toBe(2);
    await open.page.locator('.verdict').waitFor();
    await open.page.locator('.line.failed').waitFor();
    expect(await open.page.locator('.line.failed').innerText()).toContain(
      'this browser does not read it here',
    );
    await open.close();
    await served.close();
  });

  test('what a host changes is there after the next load, however long it lets files be kept', async () => {
    const served = await servePage({ 'Cache-Control': 'max-age=86400' });
    const root = join(served.classifier, '..', '..');
    const open = await openPage(served.url);
    await action(open.page, 'example').click();
    await open.page.locator('.verdict').waitFor();
    const read = (path: string) => open.page.evaluate(async (file) => (await fetch(file)).text(), path);
    expect(await read('./third-party.txt')).not.toBe('changed');
    // one file of those that are kept at once, and one of those that are kept as they are asked for
    for (const file of ['third-party.txt', join('models', 'nuclei', 'weights.safetensors')]) {
      await writeFile(join(root, file), 'changed');
    }
    const worker = await readFile(join(root, 'sw.js'), 'utf8');
    await writeFile(join(root, 'sw.js'), worker.replace(/(["'`])[0-9a-f]{12}\1/, '$1000000000000$1'));
    // a browser looks for a new version at every load; here it is told to
    const looked = async () => {
      await open.page.evaluate(async () =>
        (await navigator.serviceWorker.ready).update().then(() => undefined),
      );
      return (await read('./third-party.txt')) === 'changed';
    };
    await expect.poll(looked, { timeout: 60_000, interval: 500 }).toBe(true);
    expect(await read('./models/nuclei/weights.safetensors')).toBe('changed');
    await open.close();
    await served.close();
  });

  test('a model of another version is refused in words, and nothing is taken for a result', async () => {
    const served = await servePage({});
    const file = join(served.classifier, '..', 'nuclei', 'model.json');
    const description = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...description, schemaVersion: description.schemaVersion + 1 }));
    const open = await openPage(served.url);
    const trouble = open.page.locator('.status .warning');
    await trouble.waitFor();
    expect(await trouble.innerText()).toMatch(/could not start: .*version/);
    await action(open.page, 'example').click();
    await open.page.waitForTimeout(2000);
    expect(await open.page.getByTestId('facts').count()).toBe(0);
    await open.close();
    await served.close();
  });

  test('anywhere below the root it is the same page', async () => {
    const served = await servePage({}, 'small', '/lab/leukolens/');
    const open = await openPage(served.url);
    await action(open.page, 'example').click();
    expect(await foundNuclei(open.page)).toBe(7);
    await open.page.locator('.verdict').waitFor();
    expect(await open.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(open.problems).toEqual([]);
    await open.close();
    await served.close();
  });

  test('the first result costs less than 50 MB; the classifiers that ship come after it', async () => {
    const served = await servePage({}, 'shipped');
    const open = await openPage(served.url, noteFacts);
    await action(open.page, 'example').click();
    expect(await foundNuclei(open.page)).toBe(7);
    await open.page.locator('.verdict').waitFor();
    // by the page's own clock: a host as near as this one has sent the classifiers before anybody has looked
    const first = served.sent(await open.page.evaluate(() => Number(document.documentElement.dataset.found)));
    console.log(
      `sent until the first nuclei: ${(first / 1e6).toFixed(1)} MB, with classifiers ${(served.sent() / 1e6).toFixed(1)} MB`,
    );
    expect(first).toBeLessThan(MOST_FIRST_BYTES);
    await open.close();
    await served.close();
  });
});
