import type { Found, PageSettings } from '@leukolens/workbench';
import { expect, test } from 'vitest';
import { type Pipeline, Stopped } from '../worker/client.ts';
import { Session } from './session.ts';
import { isOutdated } from './session-image.ts';
import type { KeptImage, Storage } from './storage.ts';

/** Computations that are answered when the test says so: one line each, and what it becomes of. */
class Desk implements Pipeline {
  readonly asked: string[] = [];
  /** Names of calls that fail, with the reason. */
  readonly failing = new Map<string, string>();
  /** Whether calls are answered though they were stopped, as a worker does that is busy. */
  deaf = false;
  /** Resolves when calls may be answered. */
  open: Promise<unknown> = Promise.resolve();

  async call(name: string, args: readonly unknown[], signal?: AbortSignal): Promise<never> {
    this.asked.push(name);
    const stopped = new Promise<never>((_, reject) => {
      if (signal?.aborted) reject(new Stopped());
      signal?.addEventListener('abort', () => reject(new Stopped()));
    });
    stopped.catch(() => undefined);
    await (this.deaf ? this.open : Promise.race([this.open, stopped]));
    const reason = this.failing.get(name);
    if (reason !== undefined) throw new Error(reason);
    return this.#answer(name, args) as never;
  }

  #answer(name: string, [, settings, mask]: readonly unknown[]): unknown {
    if (name === 'loadClassifiers') return { models: [] };
    if (name === 'read') return { width: 4, height: 4, rgba: new Uint8ClampedArray(64), notes: [] };
    if (name === 'start') return { threads: 1, place: 'tab', codec: 'vips', findings: [], passed: true };
    return name.startsWith('analyze')
      ? found((settings as PageSettings).method, mask as Uint8Array)
      : undefined;
  }
}

/** Nuclei of a picture of 4 x 4: one a pixel of the mask, or of the first two pixels. */
function found(method: string, mask = Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? 1 : 0))): Found {
  const places = [...mask.keys()].filter((i) => mask[i]);
  const labels = new Uint16Array(16);
  const objects = places.map((i, at) => {
    labels[i] = at + 1;
    const [x, y] = [i % 4, i >> 2];
    const box = { boundingBoxX: x, boundingBoxY: y, boundingBoxWidth: 1, boundingBoxHeight: 1 };
    return { label: at + 1, ...box, centroidX: x, centroidY: y };
  });
  const record = {
    width: 4,
    height: 4,
    nuclei: { count: objects.length, objects },
    maps: [],
    classification: null,
  };
  return { record: { ...record, image: method }, labels, outlines: [] } as unknown as Found;
}

function page(kept: readonly KeptImage[] = [], restores = true) {
  const stored = new Map(kept.map((image) => [image.id, image]));
  const storage = {
    images: async () => [...stored.values()],
    settings: async () => undefined,
    keepSettings: async () => undefined,
    keep: async (image: KeptImage) => stored.set(image.id, image) !== undefined,
    forget: async (id: string) => void stored.delete(id),
    clear: async () => stored.clear(),
  } as unknown as Storage;
  const desk = new Desk();
  return { desk, session: new Session(desk, storage, restores), stored };
}

const file = (name: string, content = name) => ({ name, file: new Blob([content]) });
const kept = (id: string, name: string): KeptImage => ({ id, ...file(name), touched: Date.now() });
const names = (session: Session) => session.images.value.map(({ name }) => name);
const states = (session: Session) => session.images.value.map(({ progress }) => progress.value);
const done = (session: Session) =>
  expect.poll(() => states(session).every((state) => state === 'done')).toBe(true);

test('a photograph is read once, whoever asks for it', async () => {
  const { desk, session } = page();
  await session.start();
  await session.open([file('a.png')]);
  await done(session);
  expect(desk.asked.filter((name) => name === 'read')).toHaveLength(1);
});

test('what cannot be read fails by itself, and is tried again when it is opened again', async () => {
  const { desk, session, stored } = page();
  desk.failing.set('read', 'no image');
  await session.open([file('a.png')]);
  await expect.poll(() => states(session)).toEqual(['failed']);
  expect(session.trouble.value).toBeUndefined();
  desk.failing.clear();
  await session.open([file('a.png')]);
  await done(session);
  expect(names(session)).toEqual(['a.png']);
  // what failed was kept no more, and is again
  expect(stored.size).toBe(1);
});

test('a file of the same name and bytes is there once; other bytes are another image', async () => {
  const { session } = page();
  await session.open([file('a.png')]);
  await session.open([file('a.png'), file('a.png', 'other')]);
  expect(names(session)).toEqual(['a.png', 'a.png (2)']);
  await done(session);
});

test('a newer correction stops the computation of the one before', async () => {
  const { desk, session } = page();
  await session.open([file('a.png')]);
  await done(session);
  const [image] = session.images.value as [(typeof session.images.value)[number]];
  let answer: (() => void) | undefined;
  desk.open = new Promise<void>((open) => {
    answer = open;
  });
  session.correct(image, 'brush', Uint32Array.of(9));
  await expect.poll(() => desk.asked.at(-1)).toBe('analyzeMask');
  session.correct(image, 'brush', Uint32Array.of(11));
  expect(isOutdated(image)).toBe(true);
  await expect.poll(() => desk.asked.filter((name) => name === 'analyzeMask').length).toBe(2);
  answer!();
  await expect.poll(() => isOutdated(image)).toBe(false);
  expect(image.found.value!.record.nuclei!.count).toBe(4);
});

test('what was found by settings of before, though it was to be stopped, does not count', async () => {
  const { desk, session } = page();
  await session.open([file('a.png'), file('b.png')]);
  await done(session);
  desk.deaf = true;
  let answer: (() => void) | undefined;
  desk.open = new Promise<void>((open) => {
    answer = open;
  });
  const first = session.change({ method: 'handcrafted', split: false });
  await expect.poll(() => states(session)).toContain('working');
  const second = session.change({ method: 'and', split: false });
  answer!();
  await Promise.all([first, second]);
  expect(session.images.value.map(({ found }) => found.value!.record.image)).toEqual(['and', 'and']);
});

test('what is corrected while it is analysed by other settings counts, by those', async () => {
  const { desk, session } = page();
  await session.open([file('a.png')]);
  await done(session);
  const [image] = session.images.value as [(typeof session.images.value)[number]];
  let answer: (() => void) | undefined;
  desk.open = new Promise<void>((open) => {
    answer = open;
  });
  void session.change({ method: 'handcrafted', split: false });
  await expect.poll(() => desk.asked.at(-1)).toBe('analyze');
  session.correct(image, 'brush', Uint32Array.of(9));
  answer!();
  await expect.poll(() => isOutdated(image)).toBe(false);
  const { record } = image.found.value!;
  expect([record.image, record.nuclei!.count, states(session)]).toEqual(['handcrafted', 3, ['done']]);
});

test('where nothing could be computed anew, the image waits, and is gone on with', async () => {
  const { desk, session } = page();
  await session.open([file('a.png')]);
  await done(session);
  const [image] = session.images.value as [(typeof session.images.value)[number]];
  desk.failing.set('analyzeMask', 'gone');
  session.correct(image, 'brush', Uint32Array.of(9));
  await expect.poll(() => states(session)).toEqual(['waiting']);
  expect(session.trouble.value).toContain('gone');
  desk.failing.clear();
  await session.resume();
  expect([states(session), isOutdated(image)]).toEqual([['done'], false]);
});

test('the chosen nucleus is the same after others went, and none where it went itself', async () => {
  const { session } = page();
  await session.open([file('a.png')]);
  await done(session);
  const [image] = session.images.value as [(typeof session.images.value)[number]];
  session.nucleus.value = 2;
  session.deleteNucleus(image, 1);
  await expect.poll(() => session.nucleus.value).toBe(1);
  session.deleteNucleus(image, 1);
  await expect.poll(() => session.nucleus.value).toBeUndefined();
});

test('what was drawn a moment ago is deleted without what it touches', async () => {
  const { session } = page();
  await session.open([file('a.png')]);
  await done(session);
  const [image] = session.images.value as [(typeof session.images.value)[number]];
  session.correct(image, 'brush', Uint32Array.of(2, 3));
  session.deletePiece(image, 3);
  expect([...image.edits!.mask.slice(0, 4)]).toEqual([1, 1, 0, 0]);
});

test('images of before come back; beside a folder its own alone, the others when asked for, what was removed never', async () => {
  const before = [kept('1-1', 'a.png'), kept('1-2', 'z.png')];
  const all = page(before);
  await all.session.start();
  expect(names(all.session)).toEqual(['a.png', 'z.png']);
  const { session, stored } = page(before, false);
  void session.open([file('new.png')]);
  await session.start();
  await session.openServed(file('a.png'));
  await session.openServed(file('b.png'));
  await session.openServed(file('b.png'));
  expect(names(session)).toEqual(['new.png', 'a.png', 'b.png']);
  await session.countEarlier();
  expect(session.earlier.value).toBe(1);
  await done(session);
  await session.clear(session.images.value[1]);
  expect([...stored.keys()]).not.toContain('1-1');
  await session.showEarlier();
  expect(names(session)).toEqual(['new.png', 'b.png', 'z.png']);
  await done(session);
});

test('a file that an earlier visit looked at is that image again', async () => {
  const { session } = page([kept('1-1', 'a.png')], false);
  await session.start();
  await Promise.all([session.open([file('a.png')]), session.open([file('a.png')])]);
  expect(session.images.value.map(({ id }) => id)).toEqual(['1-1']);
  await session.showEarlier();
  expect(names(session)).toEqual(['a.png']);
});
