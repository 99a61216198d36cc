import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
    await open.close();
    await served.close();
  });
});
