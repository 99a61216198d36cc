import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromWire, type Handlers, toWire, UnknownImage } from '@leukolens/workbench';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageApplication } from './application.ts';

const TOKEN = 'a-token-that-nobody-guesses';
const HOST = '127.0.0.1:8617';
let root: string;
let application: ReturnType<typeof pageApplication>;
let slow: Promise<unknown> = Promise.resolve();

const handlers = {
  split: (_: AbortSignal, labels: Uint16Array, width: number, height: number, label: number) =>
    Uint8Array.of(labels.length, width, height, label),
  read: async (_: AbortSignal, id: string, name: string, file: Blob) => ({ id, name, size: file.size }),
  analyze: (_: AbortSignal, id: string) => {
    throw new UnknownImage(id);
  },
  stage: () => {
    throw new Error('this stage fails');
  },
  start: () => slow,
} as unknown as Handlers;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'server-'));
  await mkdir(join(root, 'page', 'assets'), { recursive: true });
  await writeFile(join(root, 'page', 'index.html'), '<html><head></head></html>');
  await writeFile(join(root, 'page', 'assets', 'a.js'), 'let a;');
  await writeFile(join(root, 'page', 'sw.js'), 'worker');
  await writeFile(join(root, 'secret.json'), 'secret');
  await symlink(join(root, 'secret.json'), join(root, 'page', 'link.json'));
  application = pageApplication({
    token: TOKEN,
    hosts: new Set([HOST, 'localhost:8617']),
    page: join(root, 'page'),
    handlers,
    images: [{ name: 'day 1/a.png', read: async () => Uint8Array.of(1, 2, 3) }],
    maxBytes: 1000,
    maxWaiting: 2,
  });
});
afterAll(() => rm(root, { recursive: true }));

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
}
const ask = (path: string, { headers = {}, ...init }: Asked = {}) =>
  application.request(`http://${HOST}${path}`, {
    ...init,
    headers: { host: HOST, cookie: `leukolens-8617=${TOKEN}`, ...headers },
  });
const call = (name: string, args: unknown, headers: Record<string, string> = {}) =>
  ask(`/api/call/${name}`, { method: 'POST', body: toWire(args), headers });

describe('who may use it', () => {
  test('the token makes a cookie; without it there is nothing', async () => {
    const first = await ask(`/?token=${TOKEN}`, { headers: { cookie: '' } });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect(first.headers.get('set-cookie')).toMatch(/^leukolens-8617=.*HttpOnly; SameSite=Strict/);
    for (const cookie of ['', 'leukolens-8617=', 'leukolens-8617=wrong', `leukolens-1=${TOKEN}`]) {
      expect((await ask('/', { headers: { cookie } })).status).toBe(401);
    }
    expect((await ask('/?token=wrong', { headers: { cookie: '' } })).status).toBe(401);
  });

  test('no other name, and no other page', async () => {
    expect((await ask('/', { headers: { host: 'evil.example:8617' } })).status).toBe(421);
    expect((await ask('/', { headers: { host: 'localhost:8617' } })).status).toBe(200);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1:8617']) {
      expect((await call('start', [], { origin })).status, origin).toBe(403);
    }
    expect((await call('split', [new Uint16Array(2), 1, 2, 3], { origin: `http://${HOST}` })).status).toBe(
      200,
    );
    expect(
      (await ask('/', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } })).status,
    ).toBe(403);
  });

  test('every answer has strict headers, refusals among them', async () => {
    for (const answer of [
      await ask('/'),
      await ask('/', { headers: { cookie: '' } }),
      await ask('/nothing.js'),
    ]) {
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });
});

describe('the page', () => {
  test('its files, marked as served; nothing beside them', async () => {
    expect(await (await ask('/')).text()).toContain('name="leukolens-server"');
    expect((await ask('/assets/a.js')).headers.get('content-type')).toContain('javascript');
    for (const path of [
      '/sw.js',
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/link.json',
      '/assets',
      '/assets/',
      '/%00',
      '/%ff',
      '/a.js%00.html',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
    expect((await ask('/', { method: 'PUT' })).status).toBe(405);
  });

  test('the images of its folder, by number alone', async () => {
    expect(await (await ask('/api/folder')).json()).toEqual({ images: ['day 1/a.png'] });
    expect(new Uint8Array(await (await ask('/api/folder/0')).arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    for (const path of [
      '/api/folder/1',
      '/api/folder/-1',
      '/api/folder/0/..',
      '/api/folder/constructor',
      '/api/x',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});

describe('calls', () => {
  test('are answered, files and typed arrays among their arguments', async () => {
    const answer = await call('split', [new Uint16Array(12), 3, 4, 5]);
    expect(fromWire(new Uint8Array(await answer.arrayBuffer()))).toEqual(Uint8Array.of(12, 3, 4, 5));
    const read = await call('read', ['id', 'a.png', Uint8Array.of(1, 2)]);
    expect(fromWire(new Uint8Array(await read.arrayBuffer()))).toEqual({ id: 'id', name: 'a.png', size: 2 });
  });

  test('what fails says why; an image that was let go is told apart', async () => {
    expect((await call('analyze', ['gone', { method: 'unet', split: false }])).status).toBe(409);
    const failed = await call('stage', ['id', 'unet']);
    expect([failed.status, await failed.json()]).toEqual([422, { error: 'this stage fails' }]);
    expect((await call('constructor', [])).status).toBe(404);
    expect((await call('toString', [])).status).toBe(404);
    expect((await ask('/api/call/start', { method: 'GET' })).status).toBe(404);
    expect((await call('split', new Uint8Array(2000))).status).toBe(413);
    const wrong = await call('split', { not: 'a list' });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { error: expect.stringContaining('split: argument list') },
    ]);
  });

  test('of too many at a time the last are asked to come again', async () => {
    let finish: (value: unknown) => void = () => undefined;
    slow = new Promise((done) => {
      finish = done;
    });
    const first = [call('start', []), call('start', [])];
    await new Promise((wait) => setTimeout(wait, 20));
    const third = await call('start', []);
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1']);
    finish(1);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    slow = Promise.resolve(1);
  });
});

test('whatever is asked, the answer is 4xx or right, never a fault', async () => {
  const path = fc.oneof(
    fc.webPath(),
    fc.string({ unit: 'binary' }).map((text) => `/${encodeURIComponent(text)}`),
    fc.constantFrom(
      '/api/call/split',
      '/api/call/read',
      '/api/folder/0',
      '/api/call/',
      '/api',
      '//',
      '/?token=',
    ),
  );
  const header = fc.string({ unit: fc.constantFrom(...'abc:/.%;=" 0123'), maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      path,
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
      fc.uint8Array({ maxLength: 1500 }),
      fc.record({ 'content-type': header, accept: header, origin: header }, { requiredKeys: [] }),
      async (where, method, body, headers) => {
        const asked = method === 'GET' || method === 'HEAD' ? {} : { body: body as Uint8Array<ArrayBuffer> };
        const { status } = await ask(where, { method, headers: headers as Record<string, string>, ...asked });
        expect(status < 500).toBe(true);
      },
    ),
    { numRuns: 1000, seed: 1 },
  );
});
