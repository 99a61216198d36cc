import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The command as npm would publish it, installed from its tarballs into an empty folder. */
describe('the packages, packed and installed', () => {
  let scratch: string;
  let tarballs: string[];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'package-'));
    execFileSync(NPM, ['pack', '--workspaces', '--pack-destination', scratch], { cwd: ROOT, stdio: 'pipe' });
    tarballs = (await readdir(scratch))
      .filter((name) => name.endsWith('.tgz'))
      .map((name) => join(scratch, name));
    const { image } = drawSmear({ width: 200, height: 160, seed: 'package', cells: 2, nucleusDiameter: 36 });
    await mkdir(join(scratch, 'smears'));
    await writeFile(join(scratch, 'smears', 'a.png'), await encodePng(image, sharpCodec));
  });
  afterAll(() => rm(scratch, { recursive: true }));

  /** @returns the folder, and what npm said */
  async function installed(name: string, ...options: string[]): Promise<{ folder: string; said: string }> {
    const folder = join(scratch, name);
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const words = ['install', '--no-audit', '--no-fund', '--foreground-scripts', ...options, ...tarballs];
    // this repository's own choice about scripts is not that of whoever installs
    const { npm_config_ignore_scripts: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(NPM, words, { cwd: folder, encoding: 'utf8', env });
    expect(status, stderr).toBe(0);
    return { folder, said: stdout + stderr };
  }

  function analysed(folder: string, out: string): string {
    const bin = join(folder, 'node_modules', '.bin', 'leukolens');
    const words = ['analyze', join(scratch, 'smears'), '-o', join(folder, out)];
    const { status, stderr } = spawnSync(bin, words, { encoding: 'utf8', cwd: folder });
    expect(status, stderr).toBe(0);
    return join(folder, out);
  }

  test.each([
    ['with install scripts', '--ignore-scripts=false'],
    ['without install scripts', '--ignore-scripts'],
  ])('%s', async (name, option) => {
    const { folder, said } = await installed(name.replaceAll(' ', '-'), option);
    // whether its own download gets through or not: then it is left out, as what is optional
    expect(/> onnxruntime-node@\S+ (post)?install/.test(said), said).toBe(
      option === '--ignore-scripts=false',
    );
    const out = analysed(folder, 'out');
    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report).toContain('Model nuclei');
    expect((await readdir(join(out, 'masks'))).length).toBe(1);
    // the page that is installed with it brings the licences of what it is built of
    const page = join(folder, 'node_modules', '@leukolens', 'app', 'dist');
    expect(await readFile(join(page, 'third-party.txt'), 'utf8')).toMatch(/onnxruntime-web[\s\S]*libvips/);
  });

  test('where onnxruntime-node is missing, WebAssembly computes the same masks', async () => {
    const { folder } = await installed('wasm', '--ignore-scripts');
    const native = await readFile(join(analysed(folder, 'native'), 'masks', 'a.png.png'));
    await rm(join(folder, 'node_modules', 'onnxruntime-node'), { recursive: true });
    const wasm = await readFile(join(analysed(folder, 'wasm'), 'masks', 'a.png.png'));
    expect(wasm.equals(native)).toBe(true);
    const doctor = spawnSync(join(folder, 'node_modules', '.bin', 'leukolens'), ['doctor'], {
      encoding: 'utf8',
    });
    expect(doctor.stdout).toContain('a known convolution gives its known numbers on wasm');
    expect(doctor.status).toBe(0);
  });
});
