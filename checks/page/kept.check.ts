import { drawSmear } from '@leukolens/study';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { withoutChromium } from '../browser/chromium.ts';
import { foundNuclei, openPage } from './open-page.ts';
import { deleteFirst } from './page-steps.ts';
import { servePage } from './served-page.ts';

const DAY = 24 * 3600 * 1000;

async function smear(name: string) {
  const { image } = drawSmear({ width: 160, height: 160, seed: name, cells: 2, nucleusDiameter: 36 });
  const { width, height, data } = image;
  const buffer = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

/** In the page: what a request of its database comes to. */
declare const done: <Result>(request: IDBRequest<Result>) => Promise<Result>;

/** In the page before anything else. */
function init(): void {
  const done = (request: IDBRequest) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  Object.assign(globalThis, { done });
}

/** In the page: the names of the images that it keeps, one of them last touched earlier by so many ms. */
async function age({ name, by }: { name: string; by: number }): Promise<string[]> {
  const database = await done(indexedDB.open('leukolens'));
  const images = () => database.transaction('images', 'readwrite').objectStore('images');
  const all: { name: string; touched: number }[] = await done(images().getAll());
  const old = all.find((image) => image.name === name);
  if (old) await done(images().put({ ...old, touched: old.touched - by }));
  database.close();
  return all.map((image) => image.name).sort();
}

/** In the page: how many entries it keeps. */
async function everything(): Promise<Record<string, number>> {
  const database = await done(indexedDB.open('leukolens'));
  const count = (store: string) => done(database.transaction(store).objectStore(store).count());
  const counts = { images: await count('images'), settings: await count('settings') };
  database.close();
  return counts;
}

/** In the page: keeps the correction of its only image as the page's first versions did, its mask whole. */
async function asBefore(): Promise<void> {
  const database = await done(indexedDB.open('leukolens'));
  const images = () => database.transaction('images', 'readwrite').objectStore('images');
  const [image] = await done(images().getAll());
  const { length, changes, ...steps } = image.edits;
  const mask = new Uint8Array(length);
  for (let k = 0; k < changes.length; k += 2) mask.fill(1, changes[k], changes[k + 1]);
  await done(images().put({ ...image, edits: { mask, ...steps } }));
  database.close();
}

describe.skipIf(withoutChromium)('what the page keeps between visits', () => {
  test('goes away a week after it was last touched', async () => {
    const served = await servePage({});
    const { page, close, problems } = await openPage(served.url, init);
    const kept = (name: string, days: number) => page.evaluate(age, { name, by: days * DAY });
    const names = ['a.png', 'b.png', 'c.png'];
    await page.getByTestId('files').setInputFiles(await Promise.all(names.map(smear)));
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 120_000 }).toBe(3);
    await kept('a.png', 8);
    expect(await kept('b.png', 6)).toEqual(names);
    await page.reload();
    await expect.poll(() => page.locator('.line').count(), { timeout: 120_000 }).toBe(2);
    expect(await kept('c.png', 0)).toEqual(['b.png', 'c.png']);
    expect(problems).toEqual([]);
    await close();
    await served.close();
  });

  test('is read from the page before, which kept masks whole', async () => {
    const served = await servePage({});
    const { page, close, problems } = await openPage(served.url, init);
    await page.getByTestId('files').setInputFiles([await smear('a.png')]);
    const count = await foundNuclei(page);
    await deleteFirst(page);
    const facts = page.locator('.line .facts');
    await expect.poll(() => facts.innerText()).toContain('corrected');
    await page.evaluate(asBefore);
    await page.reload();
    await expect.poll(() => facts.innerText(), { timeout: 120_000 }).toContain('corrected');
    expect(await foundNuclei(page)).toBe(count - 1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => foundNuclei(page)).toBe(count);
    expect(problems).toEqual([]);
    await close();
    await served.close();
  });

  test('is kept by the first of two tabs alone, and the other one says so', async () => {
    const served = await servePage({});
    const { page, context, close } = await openPage(served.url, init);
    await page.getByTestId('files').setInputFiles([await smear('a.png')]);
    await foundNuclei(page);
    const other = await context.newPage();
    await other.goto(served.url);
    await other.locator('.status .hint', { hasText: 'open in another tab' }).waitFor();
    await other.getByTestId('files').setInputFiles([await smear('b.png')]);
    await foundNuclei(other);
    expect(await page.evaluate(everything)).toEqual({ images: 1, settings: 0 });
    await other.close();
    await page.reload();
    await expect.poll(() => page.locator('.line .name').allInnerTexts()).toEqual(['a.png']);
    expect(await page.locator('.status .hint').count()).toBe(0);
    await close();
    await served.close();
  });

  test('goes away at once when it is cleared: images, corrections and settings', async () => {
    const served = await servePage({});
    const { page, close, problems } = await openPage(served.url, init);
    await page.getByTestId('files').setInputFiles([await smear('a.png')]);
    await page.locator('.verdict').waitFor();
    await page.locator('[data-action="settings"]').click();
    await page.getByLabel('Side of a pixel').fill('0.25');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => page.locator('.nuclei thead').innerText()).toContain('µm²');
    await deleteFirst(page);
    await expect.poll(() => page.locator('.line .facts').innerText()).toContain('corrected');
    expect(await page.evaluate(everything)).toEqual({ images: 1, settings: 1 });
    await page.locator('[data-action="clear"]').click();
    await page.locator('.welcome').waitFor();
    // what was under way does not bring anything back
    await page.waitForTimeout(1500);
    expect(await page.evaluate(everything)).toEqual({ images: 0, settings: 0 });
    await page.reload();
    await page.locator('.welcome').waitFor();
    expect(await page.locator('.status .warning').count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
    await served.close();
  });
});
