import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { withoutChromium } from '../browser/chromium.ts';
import { type OpenPage, openPage, seriousFindings } from '../page/open-page.ts';

describe.skipIf(withoutChromium)("a slide's report in a browser", () => {
  let folder: string;
  let open: OpenPage;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slide-report-'));
    const drawn = join(folder, 'drawn');
    const size = ['--width', '5120', '--height', '2560'];
    expect((await leukolens(['synth-slide', '-o', drawn, ...size])).code).toBe(0);
    const out = join(folder, 'out');
    expect((await leukolens(['slide', join(drawn, 'slide.tif'), '-o', out])).code).toBe(0);
    open = await openPage(pathToFileURL(join(out, 'slide.tif', 'report.html')).href);
  }, 120_000);
  afterAll(async () => {
    await open?.close();
    await rm(folder, { recursive: true });
  });

  const view = async () =>
    (await open.page.locator('#slide').getAttribute('viewBox'))!.split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
  const dots = () => open.page.locator('#slide .dots');

  test('the slide can be gone into, by buttons, keys, pointer and from its fields', async () => {
    const { page } = open;
    expect(await view()).toEqual([0, 0, 5120, 2560]);
    expect(await dots().isVisible()).toBe(false);
    for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Closer' }).click();
    expect(await view()).toEqual([2240, 1120, 640, 320]);
    expect(await dots().isVisible()).toBe(true);
    await page.locator('#slide').focus();
    await page.keyboard.press('ArrowRight');
    expect((await view())[0]).toBeCloseTo(2240 + 0.2 * 640, 6);
    const box = (await page.locator('#slide').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + 200];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - box.width / 4, y);
    await page.mouse.up();
    expect((await view())[0]).toBeCloseTo(2240 + 0.45 * 640, 0);
    await page.keyboard.press('0');
    expect(await view()).toEqual([0, 0, 5120, 2560]);
    await page.locator('a[data-field]').first().click();
    const [left, top, width, height] = await view();
    const field = await page.locator('a[data-field]').first().getAttribute('data-field');
    const [u, v, w, h] = field!.split(' ').map(Number) as [number, number, number, number];
    // all of it is in view, which is no wider than it has to be
    expect([left <= u, top <= v, left + width >= u + w, top + height >= v + h]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(Math.min(width / w, height / h)).toBeCloseTo(2, 6);
  });

  test('the fields below are the pictures that lie in it', async () => {
    const fields = open.page.locator('.fields svg');
    expect(await fields.count()).toBeGreaterThan(3);
    expect(await fields.locator('image').count()).toBe(0);
    expect(await fields.first().locator('use').count()).toBe(1);
  });

  test('nothing went wrong, and axe finds nothing serious', async () => {
    expect(await seriousFindings(open.page)).toEqual([]);
    expect(open.problems).toEqual([]);
  });
});
