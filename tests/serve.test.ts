import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, random } from '@leukolens/study';
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
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  for (const { address, family, internal } of others) {
    if (internal || family !== 'IPv4') continue;
    await expect(fetch(`http://${address}:${url.port}/`), address).rejects.toThrow('fetch failed');
  }
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
  const round = () => Promise.all(Array.from({ length: 50 }, (_, client) => one(client)));
  const found = await round();
  expect(found.map(([name]) => name)).toEqual(Array.from({ length: 50 }, (_, client) => `${client}.png`));
  expect(new Set(found.map(([, count]) => count)).size).toBe(1);
  if (process.platform !== 'linux') return;
  const before = await mostMemory();
  for (let i = 0; i < 3; i++) await round();
  // what the first fifty need is all that any fifty need
  expect(await mostMemory()).toBeLessThan(1.25 * before);
});

test('calls with arguments of the wrong kinds are refused, and harm nobody', async () => {
  const draw = random('arguments');
  const values: readonly (() => unknown)[] = [
    () => undefined,
    () => null,
    () => -1,
    () => 2 ** 40,
    () => Number.NaN,
    () => '',
    () => 'client-1',
    () => 'x'.repeat(10_000),
    () => [],
    () => [{ id: 'client-1' }],
    () => ({}),
    () => ({ method: 'unet', split: 1 }),
    () => ({ method: 'handcrafted', split: false, micrometresPerPixel: -5 }),
    () => ({ __proto__: null, constructor: 'x' }),
    () => new Uint8Array(9),
    () => new Uint16Array(9),
    () => smear.subarray(0, 50),
  ];
  const names = [
    'read',
    'analyze',
    'analyzeMask',
    'stage',
    'map',
    'split',
    'exportFiles',
    'clusters',
    'forget',
  ];
  const held = await call<Found>('analyze', ['client-2', { method: 'handcrafted', split: false }]);
  const refused: number[] = [];
  for (let i = 0; i < 400; i++) {
    const name = draw.pick(names);
    const args = Array.from({ length: draw.below(6) }, () => draw.pick(values)());
    const { status } = await call(name, args);
    if (status !== 200) refused.push(status);
    expect(status, `${name} ${JSON.stringify(args)?.slice(0, 200)}`).toBeLessThan(500);
  }
  // most of it means nothing
  expect(refused.length).toBeGreaterThan(200);
  // and what others hold is what it was
  const again = await call<Found>('analyze', ['client-2', { method: 'handcrafted', split: false }]);
  expect([again.status, again.result.record]).toEqual([200, held.result.record]);
  expect((await call('read', ['after', 'after.png', smear])).status).toBe(200);
});

test('what is no HTTP at all is refused, and harms nobody', async () => {
  for (const bytes of [
    '\0\x01\x02\r\n\r\n',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
    'POST / HTTP/9.9\r\n\r\n',
  ]) {
    const socket = connect(Number(url.port), '127.0.0.1');
    socket.on('error', () => undefined);
    const answer = await new Promise<string>((end) => {
      let said = '';
      socket.on('data', (data) => {
        said += data;
      });
      socket.on('close', () => end(said));
      socket.end(bytes);
    });
    expect(answer).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
  }
  expect((await fetch(new URL('/', url), { headers: headers() })).status).toBe(200);
});

/** The most memory that the server has had so far, bytes. */
async function mostMemory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]);
}

test('a port that is taken is said in one line; Ctrl-C ends it well', async () => {
  const taken = await leukolens(['serve', '--port', url.port]);
  expect([taken.code, taken.stderr]).toEqual([
    2,
    expect.stringContaining(`--port ${url.port}: cannot listen on it (EADDRINUSE)`),
  ]);
  const elsewhere = await leukolens(['serve', '--host', '192.0.2.1', '--port', '0']);
  expect([elsewhere.code, elsewhere.stderr]).toEqual([
    2,
    expect.stringContaining('--host 192.0.2.1: this machine has no such address'),
  ]);
  const ended = new Promise((end) => server.once('exit', end));
  server.kill('SIGINT');
  expect(await ended).toBe(0);
});
