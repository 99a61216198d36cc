/**
 * The README's pictures of page and report, from the shipped samples: `npm run build`, then `node scripts/make-pictures.mjs`. Needs a
 * Chromium, in /usr/bin/chromium or where LEUKOLENS_CHROMIUM says.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const command = join(root, 'packages/cli/dist/main.js');
const samples = join(root, 'samples');
const picture = (name) => ({ path: join(root, 'docs/pictures', name), type: 'jpeg', quality: 82 });

const browser = await chromium.launch({
  executablePath: process.env.LEUKOLENS_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

const server = spawn(process.execPath, [command, 'serve', samples, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const url = await new Promise((printed) =>
  server.stdout.once('data', (line) => printed(String(line).trim())),
);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(url);
await page.waitForFunction(() => document.querySelectorAll('.line.done').length === 8);
await page.locator('.line', { hasText: 'normal-pink' }).click();
await page.waitForTimeout(500);
await page.screenshot(picture('page.jpg'));
server.kill('SIGINT');

const out = await mkdtemp(join(tmpdir(), 'leukolens-pictures-'));
spawnSync(process.execPath, [command, 'analyze', samples, '-o', join(out, 'results')], { stdio: 'ignore' });
await page.goto(pathToFileURL(join(out, 'results', 'report.html')).href);
await page.screenshot(picture('report.jpg'));
await rm(out, { recursive: true });
await browser.close();
