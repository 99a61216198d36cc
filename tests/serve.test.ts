import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { type Found, fromWire, toWire } from '@leukolens/workbench';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

const MAIN = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
let folder: string;
let server: ChildProcess;
let url: URL;
let smear: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  const { image } = drawSmear({ width: 96, height: 96, seed: 'serve', cells: 2, nucleusDiameter: 28 });
  smear = await encodePng(image, sharpCodec);
  await writeFile(join(folder, 'a.png'), smear);
  server = spawn(process.execPath, [MAIN, 'serve', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  url = new URL(
    await new Promise<string>((printed) =>
      server.stdout!.once('data', (line) => printed(String(line).trim())),
    ),
  );
});
afterAll(async () => {
  server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const headers = () => ({ cookie: `leukolens-${url.port}=${url.searchParams.get('token')}` });
async function call<Result>(name: string, args: unknown[]): Promise<{ status: number; result: Result }> {
  const asked = { method: 'POST', headers: headers(), body: toWire(args) };
  const answer = await fetch(new URL(`/api/call/${name}`, url), asked);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status: answer.status, result: (answer.ok ? fromWire(bytes) : undefined) as Result };
}

test('prints an address with a token that lets in; it is on this machine alone', async () => {
  expect(url.hostname).toBe('127.0.0.1');
  expect(url.searchParams.get('token')!.length).toBeGreaterThan(30);
  expect((await fetch(new URL('/', url))).status).toBe(401);
  const page = await fetch(new URL('/', url), { headers: headers() });
  expect([page.status, (await page.text()).includes('leukolens-server')]).toEqual([200, true]);
  expect(await (await fetch(new URL('/api/folder', url), { headers: headers() })).json()).toEqual({
    images: ['a.png'],
  });
});

test('fifty clients at a time: every one gets its own image’s nuclei, and memory stays bounded', async () => {
  expect((await call('start', [])).status).toBe(200);
  const settings = { method: 'handcrafted', split: false };
  const one = async (client: number) => {
    const id = `client-${client}`;
    await call('read', [id, `${client}.png`, smear]);
    const { result } = await call<Found>('analyze', [id, settings]);
    return [result.record.image, result.record.nuclei!.count];
  };
  const found = await Promise.all(Array.from({ length: 50 }, (_, client) => one(client)));
  expect(found.map(([name]) => name)).toEqual(Array.from({ length: 50 }, (_, client) => `${client}.png`));
  expect(new Set(found.map(([, count]) => count)).size).toBe(1);
});

test('a port that is taken is said in one line; Ctrl-C ends it well', async () => {
  const taken = await leukolens(['serve', '--port', url.port]);
  expect([taken.code, taken.stderr]).toEqual([
    2,
    expect.stringContaining(`cannot listen on port ${url.port}: EADDRINUSE`),
  ]);
  const ended = new Promise((end) => server.once('exit', end));
  server.kill('SIGINT');
  expect(await ended).toBe(0);
});
