import { readFile } from 'node:fs/promises';
import { drawSmear } from '@leukolens/study';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { bmp } from './bmp.ts';
import { action } from './open-page.ts';

/** What a host sends so that the page may share memory between threads. */
export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** A synthetic smear in a kind of file. */
export async function smear(seed: string, kind: 'png' | 'jpeg' | 'tiff' | 'bmp', side = 160) {
  const { image } = drawSmear({ width: side, height: side, seed, cells: 2, nucleusDiameter: 36 });
  const { width, height, data } = image;
  if (kind === 'bmp') return { name: `${seed}.bmp`, mimeType: 'image/bmp', buffer: bmp(width, height, data) };
  const buffer = await sharp(data, { raw: { width, height, channels: 3 } })
    .toFormat(kind)
    .toBuffer();
  return { name: `${seed}.${kind}`, mimeType: `image/${kind}`, buffer };
}

/** Chooses files on the page. */
export async function choose(
  page: Page,
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  await page.getByTestId('files').setInputFiles(files);
}

/** Waits until no image waits or is worked on. */
export async function settled(page: Page, images: number): Promise<void> {
  await expect
    .poll(() => page.locator('.line.done, .line.failed').count(), { timeout: 120_000 })
    .toBe(images);
}

/** The files of an export, from its dialog. */
export async function exported(page: Page): Promise<Record<string, Uint8Array>> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as ZIP' }).click();
  const zip = unzipSync(await readFile((await (await download).path())!));
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  return zip;
}

/** The buttons of the maps. */
export function maps(page: Page) {
  return page.getByRole('region', { name: 'maps of what speaks for the class' }).getByRole('button');
}

/** Deletes the first nucleus that is listed. */
export async function deleteFirst(page: Page): Promise<void> {
  await page.locator('.nuclei tbody tr').first().click();
  await action(page, 'tool-delete').click();
  await page.locator('canvas.stage').focus();
  await page.keyboard.press('Enter');
}

/** Takes everything off the page. */
export async function clear(page: Page): Promise<void> {
  await action(page, 'clear').click();
  await page.locator('.welcome').waitFor();
}
