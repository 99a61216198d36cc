import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutChromium } from '../browser/chromium.ts';
import { action, foundNuclei, openPage, shownPicture } from './open-page.ts';
import { deleteFirst, smear } from './page-steps.ts';

const MAIN = join(import.meta.dirname, '../../packages/cli/dist/main.js');

const run = (...words: string[]) => promisify(execFile)(process.execPath, [MAIN, ...words]);

/** Starts the server of a folder. */
async function serve(folder: string, ...more: string[]) {
  const server: ChildProcess = spawn(process.execPath, [MAIN, 'serve', folder, '--port', '0', ...more], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((printed) =>
    server.stdout!.once('data', (line) => printed(String(line).trim())),
  );
  return { url, close: () => server.kill('SIGINT') };
}

describe.skipIf(withoutChromium)('the page by the server of this machine', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'served-'));
    for (const name of ['a.png', 'b.png']) {
      const { image } = drawSmear({ width: 160, height: 160, seed: name, cells: 2, nucleusDiameter: 36 });
      await writeFile(join(folder, name), await encodePng(image, sharpCodec));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('begins with its folder’s images, analysed by the program; the same component', async () => {
    const server = await serve(folder);
    const { page, problems, close } = await openPage(server.url);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(2);
    expect(await foundNuclei(page)).toBeGreaterThan(0);
    const before = await shownPicture(page);
    await action(page, 'stage-colourConstant').click();
    await expect.poll(() => shownPicture(page)).not.toBe(before);
    await action(page, 'export').click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Its nuclei as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('nuclei.csv');
    expect(page.url()).not.toContain('token');
    expect(problems).toEqual([]);
    await close();
    server.close();
  });

  test('begins with its folder alone; what an earlier visit looked at is there when asked for', async () => {
    const server = await serve(folder);
    const { page, problems, close } = await openPage(server.url);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(2);
    await page.getByTestId('files').setInputFiles([await smear('elsewhere', 'png')]);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(3);
    await page.locator('.line').first().click();
    await deleteFirst(page);
    await expect.poll(() => page.locator('.line .facts').first().innerText()).toMatch(/\d.*corrected$/);
    await page.reload();
    await page.locator('.status .hint', { hasText: '1 image of earlier visits is kept' }).waitFor();
    expect(await page.locator('.line .name').allInnerTexts()).toEqual(['a.png', 'b.png']);
    await expect.poll(() => page.locator('.line .facts').first().innerText()).toContain('corrected');
    await action(page, 'earlier').click();
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(3);
    expect(await page.locator('.status .hint').count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
    server.close();
  });

  test('opens slides', async () => {
    await run('synth-slide', '-o', join(folder, 'slide'), '--width', '4000', '--height', '3000');
    const server = await serve(folder);
    const { page, problems, close } = await openPage(server.url);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(2);
    await page.getByTestId('files').setInputFiles(join(folder, 'slide', 'slide.tif'));
    await page.locator('.slide-picture canvas').first().waitFor({ timeout: 60_000 });
    expect(await page.locator('.status .warning').count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
    server.close();
    await rm(join(folder, 'slide'), { recursive: true });
  });

  test('a server that is gone costs no finding, and can be gone on with', async () => {
    const server = await serve(folder);
    const { page, close } = await openPage(server.url);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(2);
    server.close();
    await action(page, 'settings').click();
    await page.getByLabel('Side of a pixel').fill('0.25');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => page.locator('.status .warning').innerText()).toContain('does not answer');
    expect(await page.locator('.line.failed').count()).toBe(0);
    expect(await foundNuclei(page)).toBeGreaterThan(0);
    expect(await action(page, 'resume').isEnabled()).toBe(true);
    await action(page, 'export').click();
    await page.getByRole('button', { name: 'Save as ZIP' }).click();
    expect(await page.locator('dialog [role="alert"]').innerText()).toContain('does not answer');
    await close();
  });

  test('tells of images that do not come, and classifies single nuclei without a classifier of images', async () => {
    const huge = join(folder, 'huge.png');
    await writeFile(huge, '');
    await truncate(huge, 2 ** 31 + 1);
    const server = await serve(folder, '--classifier', 'none');
    const { page, close } = await openPage(server.url);
    await expect.poll(() => page.locator('.line.done').count(), { timeout: 60_000 }).toBe(2);
    await expect
      .poll(() => page.locator('.status .warning').innerText())
      .toContain('Not all images of the folder came: huge.png (the file is over 2 GiB)');
    await expect.poll(() => page.locator('.nuclei thead').innerText()).toContain('lymphoblast');
    await close();
    server.close();
    await rm(huge);
  });
});
