import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLASSIFIER_LAYERS, MAP_METHODS } from '@leukolens/cad';
import { readImage, readLabels } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { STAGES as NAMED_STAGES } from '@leukolens/workbench';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutChromium } from '../browser/chromium.ts';
import { action, foundNuclei, type OpenPage, openPage, seriousFindings, shownPicture } from './open-page.ts';
import { choose, clear, deleteFirst, exported, ISOLATED, maps, settled, smear } from './page-steps.ts';
import { type ServedPage, servePage } from './served-page.ts';

if (withoutChromium) console.warn(`skipped: ${withoutChromium}`);

const STAGES = Object.keys(NAMED_STAGES);

describe.skipIf(withoutChromium)('the page', () => {
  let served: ServedPage;
  let open: OpenPage;
  let page: Page;

  beforeAll(async () => {
    served = await servePage(ISOLATED);
    open = await openPage(served.url);
    page = open.page;
  });
  afterAll(async () => {
    await open?.close();
    await served?.close();
  });

  test('one click on the example, and there are nuclei; less than 50 MB were sent for it', async () => {
    await action(page, 'example').click();
    expect(await foundNuclei(page)).toBe(7);
    expect(served.sent()).toBeLessThan(50e6);
    await page.locator('.verdict').waitFor();
    // once everything is loaded, a second visit takes it from the cache
    await page.reload();
    await page.locator('.verdict').waitFor();
    await clear(page);
  });

  test('BMP, TIFF, JPEG and PNG side by side; a broken file costs itself alone', async () => {
    const files = await Promise.all(
      (['bmp', 'tiff', 'jpeg', 'png'] as const).map((kind) => smear(kind, kind)),
    );
    const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\nno') };
    const odd = { ...(await smear('odd', 'png')), name: '<img src=x onerror=alert(1)>=1+1.png' };
    await choose(page, [...files, broken, odd]);
    await settled(page, 6);
    expect(await page.locator('.line.failed').count()).toBe(1);
    expect(await page.locator('.line.failed .facts').innerText()).toMatch(/\w/);
    expect(await page.locator('.images img').count()).toBe(0);
    await page.locator('.line', { hasText: 'broken.png' }).click();
    expect(await page.locator('.findings .warning').innerText()).toContain('Not read');
    await clear(page);
  });

  test('a batch of 20 can be stopped and exported, and goes on; more come in between, and all are looked at', async () => {
    const files = await Promise.all(Array.from({ length: 20 }, (_, i) => smear(`batch-${i}`, 'png')));
    await choose(page, files);
    await expect.poll(() => page.locator('.line.done').count()).toBeGreaterThan(1);
    await action(page, 'cancel').click();
    await expect.poll(() => page.locator('.line.working').count()).toBe(0);
    const done = await page.locator('.line.done').count();
    expect(done).toBeLessThan(20);
    await action(page, 'export').click();
    expect(await page.locator('dialog .warning').innerText()).toContain(
      `${20 - done} images were not analysed`,
    );
    const zip = await exported(page);
    expect(Object.keys(zip).filter((path) => path.startsWith('masks/'))).toHaveLength(done);
    await action(page, 'resume').click();
    await expect.poll(() => page.locator('.line.done').count()).toBeGreaterThan(done);
    await choose(page, [await smear('late', 'png')]);
    // somebody wants to see it: it is shown, and does not wait for the others
    const selected = page.locator('.line[aria-current="true"]');
    await expect.poll(() => selected.locator('.name').innerText()).toBe('late.png');
    await page.locator('.line.done[aria-current="true"]').waitFor();
    expect(await page.locator('.line.waiting').count()).toBeGreaterThan(0);
    await settled(page, 21);
    await expect.poll(() => action(page, 'cancel').count()).toBe(0);
    // arrows go through them
    await page.locator('.line').first().click();
    await page.keyboard.press('ArrowDown');
    expect(await selected.locator('.name').innerText()).toBe('batch-1.png');
    // the first ones' pictures were let go meanwhile; their maps and clusters are there all the same
    await maps(page).first().click();
    await page.locator('canvas[data-shown^="map "]').waitFor();
    await action(page, 'clusters').click();
    await page.locator('dialog img.figure').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.status .warning').count()).toBe(0);
    await action(page, 'stage-photograph').click();
    await clear(page);
  });

  test('the same file counts once; what was chosen is not another nucleus later; keys stay in a dialog', async () => {
    const file = await smear('habits', 'png');
    await choose(page, [file]);
    const before = await foundNuclei(page);
    await choose(page, [file]);
    const said = page.locator('.status .warning');
    await expect.poll(() => said.innerText()).toContain('1 image of these is there already');
    expect(await page.locator('.line').count()).toBe(1);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.nuclei tbody tr').first().click();
    expect(await page.locator('.nuclei tr.chosen').count()).toBe(1);
    await deleteFirst(page);
    await page.locator('section.outdated[aria-busy="true"]').waitFor();
    await expect.poll(() => foundNuclei(page)).toBe(before - 1);
    expect(await page.locator('.nuclei tr.chosen').count()).toBe(0);
    await action(page, 'export').click();
    await page.locator('dialog[open] legend').first().click();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await page.waitForTimeout(500);
    expect(await page.locator('section.outdated').count()).toBe(0);
    expect(await foundNuclei(page)).toBe(before - 1);
    await clear(page);
  });

  test('files can be dropped; of a folder its images are taken, with their paths, and nothing else', async () => {
    const { buffer, mimeType } = await smear('dropped', 'png');
    const dropped = await page.evaluateHandle(
      ({ bytes, type }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(bytes)], 'dropped.png', { type }));
        return transfer;
      },
      { bytes: [...buffer], type: mimeType },
    );
    await page.dispatchEvent('.page', 'drop', { dataTransfer: dropped });
    await settled(page, 1);
    await clear(page);
    const folder = await mkdtemp(join(tmpdir(), 'folder-'));
    await mkdir(join(folder, 'day', 'two'), { recursive: true });
    await writeFile(join(folder, 'day', 'one.png'), buffer);
    await writeFile(join(folder, 'day', 'two', 'unnamed'), buffer);
    await writeFile(join(folder, 'day', '.hidden.png'), buffer);
    await writeFile(join(folder, 'day', 'notes.txt'), 'two smears');
    await page.getByTestId('folder').setInputFiles(join(folder, 'day'));
    await settled(page, 2);
    const names = await page.locator('.line .name').allInnerTexts();
    expect(names.sort()).toEqual(['day/one.png', 'day/two/unnamed']);
    await rm(folder, { recursive: true });
    await clear(page);
  });

  test('every stage, every map and the clusters can be looked at', async () => {
    await choose(page, [await smear('stages', 'png')]);
    await page.locator('.verdict').waitFor();
    await action(page, 'outlines').click();
    const seen = new Map<string, number>();
    for (const name of STAGES) {
      await action(page, `stage-${name}`).click();
      await page.locator(`canvas[data-shown="${name}"]`).waitFor();
      seen.set(name, await shownPicture(page));
    }
    // of this smear both methods say nearly the same: their masks may be alike
    expect(new Set(seen.values()).size).toBeGreaterThanOrEqual(STAGES.length - 1);
    expect(await maps(page).count()).toBe(4);
    const layer = page.getByRole('combobox', { name: 'layer' });
    for (const [number, name] of CLASSIFIER_LAYERS.entries()) {
      await layer.selectOption(name);
      // the map that is looked at is that of the new layer then
      if (number > 0) await page.locator(`canvas[data-shown="map ${MAP_METHODS.at(-1)}-${name}"]`).waitFor();
      for (const [i, method] of MAP_METHODS.entries()) {
        await maps(page).nth(i).click();
        const shown = page.locator(`canvas[data-shown="map ${method}-${name}"]`);
        await shown.waitFor();
        expect(await maps(page).nth(i).getAttribute('aria-pressed')).toBe('true');
        expect(await shownPicture(page)).not.toBe(seen.get('photograph'));
        expect(await page.locator('.findings').innerText()).toMatch(
          /Raw -?[\d.e-]+ to|No evidence for the class/,
        );
      }
    }
    expect(await page.locator('.status .warning').count()).toBe(0);
    await action(page, 'outlines').click();
    await action(page, 'clusters').click();
    const figure = page.locator('dialog img.figure');
    await figure.waitFor();
    expect(
      await figure.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(100);
    await page.keyboard.press('Escape');
    await clear(page);
  });

  test('exports are what the command leaves: tables, masks, labels, outlines, report', async () => {
    await choose(page, [await smear('one', 'png'), await smear('two', 'jpeg')]);
    await settled(page, 2);
    await page.locator('.verdict').waitFor();
    const count = await foundNuclei(page);
    await action(page, 'export').click();
    const zip = await exported(page);
    const text = (path: string) => new TextDecoder().decode(zip[path]);
    for (const path of ['results.json', 'settings.json', 'images.csv', 'nuclei.csv', 'report.html']) {
      expect(text(path).toLowerCase(), path).toContain('research');
    }
    const { results } = JSON.parse(text('results.json'));
    expect(results.map(({ image }: { image: string }) => image)).toEqual(['one.png', 'two.jpeg']);
    const geojson = JSON.parse(text('geojson/one.png.geojson'));
    expect(geojson.features).toHaveLength(count);
    const { data } = await readLabels(zip['labels/one.png.png']!, sharpCodec);
    expect(Math.max(...data)).toBe(count);
    const { image: drawn } = await readImage(zip['masks/one.png.png']!, sharpCodec);
    expect([...new Set(drawn.data)].sort()).toEqual([0, 255]);
    expect(Object.keys(zip).filter((path) => path.startsWith('maps/one.png/'))).toHaveLength(5);
    expect(text('report.html').match(/<article>/g)).toHaveLength(2);
    await clear(page);
  });

  test('settings stay over a reload; unknown pixel size is not invented', async () => {
    await choose(page, [await smear('measured', 'png')]);
    await foundNuclei(page);
    expect(await page.locator('.nuclei thead').innerText()).toContain('px²');
    await action(page, 'settings').click();
    await page.getByLabel('Side of a pixel').fill('0.25');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => page.locator('.nuclei thead').innerText()).toContain('µm²');
    await page.reload();
    await expect.poll(() => page.locator('.nuclei thead').innerText()).toContain('µm²');
    await clear(page);
  });

  test('the keyboard reaches everything; ? lists what can be done', async () => {
    await page.keyboard.press('?');
    await expect
      .poll(() => page.locator('dialog[open]').innerText())
      .toContain('Take the last correction back');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    await page.keyboard.press('Tab');
    const reached = new Set<string>();
    for (let i = 0; i < 12; i++) {
      reached.add(await page.evaluate(() => document.activeElement?.getAttribute('data-action') ?? ''));
      await page.keyboard.press('Tab');
    }
    for (const name of ['open', 'open-folder', 'settings', 'about', 'help', 'example'])
      expect([...reached]).toContain(name);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(300); // colours change in a moment, not at once
    expect(await seriousFindings(page)).toEqual([]);
    await choose(page, [await smear('axe', 'png')]);
    await page.locator('.verdict').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    for (const name of ['help', 'settings', 'export', 'about']) {
      await action(page, name).click();
      await page.locator('dialog[open]').waitFor();
      expect(await seriousFindings(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    }
    await clear(page);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('every size of screen shows everything, in both schemes', async () => {
    await choose(page, [await smear('screen', 'png', 300)]);
    await page.locator('.verdict').waitFor();
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(300);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide, `${width} px`).toBeLessThanOrEqual(0);
        expect(await seriousFindings(page), `${width} px, ${colorScheme}`).toEqual([]);
        const pictures = process.env.LEUKOLENS_PICTURES;
        if (pictures) await page.screenshot({ path: join(pictures, `page-${width}-${colorScheme}.png`) });
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await clear(page);
  });

  test('works without a network after the first visit', async () => {
    await open.context.setOffline(true);
    await page.reload();
    await action(page, 'example').click();
    expect(await foundNuclei(page)).toBe(7);
    await page.locator('.verdict').waitFor();
    await open.context.setOffline(false);
    await clear(page);
  });

  test('nothing went wrong beside, and nothing left the page', () => {
    expect(open.problems).toEqual([]);
  });
});
