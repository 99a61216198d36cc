import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { onnxRuntimeAlone } from '../../packages/app/onnx-runtime-alone.ts';
import type {} from './page/page.ts';

/** Debian's Chromium, or the one named by LEUKOLENS_CHROMIUM. */
export const CHROMIUM = process.env.LEUKOLENS_CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser to check in; undefined where there is one. */
export const withoutChromium = existsSync(CHROMIUM)
  ? undefined
  : `no Chromium in ${CHROMIUM}: set LEUKOLENS_CHROMIUM`;

/** Nothing of Chromium's own may reach for the network. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** Ways to a graphics adapter, the machine's own first. */
export const GRAPHICS = {
  none: ['--disable-gpu'],
  hardware: ['--enable-unsafe-webgpu', '--enable-features=Vulkan'],
  software: [
    '--enable-unsafe-webgpu',
    '--enable-features=Vulkan',
    '--use-vulkan=swiftshader',
    '--use-webgpu-adapter=swiftshader',
  ],
} as const;

/** Makes threads and exact clocks available to the page. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The engine's page, bundled as an application's would be, and served. */
export class Site {
  readonly url: string;
  readonly #folder: string;
  readonly #server: PreviewServer;

  private constructor(folder: string, server: PreviewServer) {
    this.#folder = folder;
    this.#server = server;
    this.url = server.resolvedUrls?.local[0] as string;
  }

  static async open(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'leukolens-page-'));
    const root = resolve(import.meta.dirname, 'page');
    const outDir = join(folder, 'dist');
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      resolve: { conditions: ['source', 'module', 'browser'] },
      plugins: [onnxRuntimeAlone()],
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    const served = { host: '127.0.0.1', port: 0, headers: ISOLATED };
    const server = await preview({
      root,
      configFile: false,
      logLevel: 'warn',
      build: { outDir },
      preview: served,
    });
    return new Site(folder, server);
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The page open in a browser of its own, and all that went wrong there. */
export interface Visit {
  readonly tab: Tab;
  /** Errors on the console or thrown, requests that left the page's origin. */
  readonly problems: readonly string[];
  readonly version: string;
  close(): Promise<void>;
}

/** Opens the page in a new browser with an empty profile. */
export async function visit({ url }: Site, graphics: keyof typeof GRAPHICS): Promise<Visit> {
  const browser = await startChromium(graphics);
  const tab = await browser.newPage();
  const problems = watchProblems(tab, url);
  await tab.goto(url);
  await tab.waitForFunction(() => 'engine' in globalThis);
  return { tab, problems, version: `Chromium ${browser.version()}`, close: () => browser.close() };
}

/** A new browser with an empty profile. */
export function startChromium(graphics: keyof typeof GRAPHICS): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...QUIET, ...GRAPHICS[graphics], ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** Errors on the console or thrown, and requests that leave the page's origin, as they come. */
export function watchProblems(tab: Tab, url: string): string[] {
  const problems: string[] = [];
  tab.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
  tab.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const local = protocol === 'data:' || protocol === 'blob:' || origin === new URL(url).origin;
    if (!local) problems.push(`request to ${request.url()}`);
  });
  return problems;
}
