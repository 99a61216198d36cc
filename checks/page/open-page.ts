import { readFile } from 'node:fs/promises';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startChromium, watchProblems } from '../browser/chromium.ts';

/** The page in a browser of its own, and all that went wrong there. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console or thrown, requests that left the page's origin. */
  readonly problems: string[];
  close(): Promise<void>;
}

/** Opens the page in a new browser with an empty profile. @param init runs in the page before anything else */
export async function openPage(url: string, init?: () => void): Promise<OpenPage> {
  const browser = await startChromium('none');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  // what is asked before corrections go is meant
  page.on('dialog', (dialog) => dialog.accept());
  if (init) await page.addInitScript(init);
  const problems = watchProblems(page, url);
  await page.goto(url);
  return { page, context, problems, close: () => browser.close() };
}

/** A button of the page, by the name of its action. */
export function action(page: Page, name: string): Locator {
  return page.locator(`[data-action="${name}"]`).first();
}

/** Waits until the selected image has its findings. */
export async function foundNuclei(page: Page): Promise<number> {
  const facts = page.getByTestId('facts');
  await facts.waitFor();
  return Number(/(\d+) nucle/.exec(await facts.innerText())![1]);
}

/** What the canvas shows, as a number that another picture would not have. */
export async function shownPicture(page: Page): Promise<number> {
  return page.locator('canvas.stage').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let hash = 0;
    for (let i = 0; i < data.length; i += 97) hash = (Math.imul(hash, 31) + data[i]!) | 0;
    return hash;
  });
}

/** A point of the image on the screen, by the image's pixels; the whole image has to be shown. */
export async function pointOf(page: Page, [x, y]: readonly [number, number], width: number, height: number) {
  const box = (await page.locator('canvas.stage').boundingBox())!;
  const scale = Math.min(box.width / width, box.height / height) * 0.96;
  return {
    x: box.x + (box.width - scale * width) / 2 + (x + 0.5) * scale,
    y: box.y + (box.height - scale * height) / 2 + (y + 0.5) * scale,
  };
}

const AXE = new URL('../../node_modules/axe-core/axe.min.js', import.meta.url).pathname;

/** What axe finds wrong with the page as it is, of what is serious or critical. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
  });
}
