import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { Edits, type SavedEdits } from './edits.ts';

/** Work is kept for so long after it was last touched. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** An image as the page keeps it between visits. */
export interface KeptImage {
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
  readonly micrometresPerPixel?: number;
  /** Its correction, where there is one. */
  readonly edits?: SavedEdits;
  /** When it was last touched, ms since 1970. */
  readonly touched: number;
}

interface Kept extends DBSchema {
  images: { key: string; value: KeptImage };
  settings: { key: string; value: unknown };
}

/** An image with its mask as its changes; the page's first versions kept masks whole. */
function packed({ edits, ...image }: KeptImage): KeptImage {
  if (edits === undefined) return image;
  const { mask } = edits as Partial<Pick<Edits, 'mask'>>;
  return { ...image, edits: mask ? new Edits(mask, edits).saved() : edits };
}

/** The browser's database; undefined where it has none. */
function opened(): Promise<IDBPDatabase<Kept> | undefined> {
  return openDB<Kept>('leukolens', 1, {
    upgrade(database) {
      database.createObjectStore('images', { keyPath: 'id' });
      database.createObjectStore('settings');
    },
  }).catch(() => undefined);
}

/** What the page keeps in the browser, on this machine alone. A browser that keeps nothing (a private window) is no fault. */
export class Storage {
  readonly #opened: Promise<IDBPDatabase<Kept> | undefined>;

  /** @param keeps false where another tab does: this one neither reads nor writes */
  constructor(keeps: boolean) {
    this.#opened = keeps ? opened() : Promise.resolve(undefined);
  }

  /** The images of the last visit, in the order in which they were opened; what is older than a week goes away. */
  async images(): Promise<KeptImage[]> {
    const database = await this.#opened;
    const all = (await database?.getAll('images')) ?? [];
    const old = all.filter(({ touched }) => Date.now() - touched > KEPT_MS);
    for (const { id } of old) await database?.delete('images', id);
    return all
      .filter((image) => !old.includes(image))
      .map(packed)
      .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  }

  /** @returns whether it is kept: a full disk costs what is kept between visits, and nothing else */
  async keep(image: Omit<KeptImage, 'touched'>): Promise<boolean> {
    const database = await this.#opened;
    const put = database?.put('images', { ...image, touched: Date.now() });
    return (await put?.catch(() => undefined)) !== undefined;
  }

  async forget(id: string): Promise<void> {
    await (await this.#opened)?.delete('images', id);
  }

  async settings(): Promise<unknown> {
    return (await this.#opened)?.get('settings', 'page');
  }

  async keepSettings(settings: unknown): Promise<void> {
    await (await this.#opened)?.put('settings', settings, 'page');
  }

  /** Everything goes away. */
  async clear(): Promise<void> {
    const database = await this.#opened;
    await database?.clear('images');
    await database?.clear('settings');
  }
}
