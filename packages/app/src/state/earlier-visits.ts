import { Edits } from './edits.ts';
import { isSameFile, type SessionImage, sessionImage } from './session-image.ts';
import type { KeptImage, Storage } from './storage.ts';
import { namesOf, uniqueName } from './unique-name.ts';

/** Kept images as those of the session, beside the ones that are shown: those of them are left out, and names told apart. */
export function imagesOf(kept: readonly KeptImage[], shown: readonly SessionImage[]): SessionImage[] {
  const ids = new Set(shown.map(({ id }) => id));
  const named = namesOf(shown);
  return kept
    .filter(({ id }) => !ids.has(id))
    .map(({ edits, ...image }) =>
      sessionImage({ ...image, name: uniqueName(image.name, named) }, edits && Edits.restored(edits)),
    );
}

/** The images that the browser keeps of earlier visits, as they were when the page was opened. */
export class EarlierVisits {
  readonly #kept: Promise<readonly KeptImage[]>;
  readonly #gone = new Set<string>();

  constructor(storage: Storage) {
    this.#kept = storage.images();
  }

  /** Those that are not shown; resolves once they were read, so that nothing of this visit is among them. */
  async notShown(shown: readonly { readonly id: string }[]): Promise<readonly KeptImage[]> {
    const ids = new Set(shown.map(({ id }) => id));
    return (await this.#kept).filter(({ id }) => !ids.has(id) && !this.#gone.has(id));
  }

  /** Of those the one of a name and the same bytes, if there is one. */
  async same(
    { name, file }: Pick<KeptImage, 'name' | 'file'>,
    shown: readonly { readonly id: string }[],
  ): Promise<KeptImage | undefined> {
    for (const kept of await this.notShown(shown)) {
      if (kept.name === name && (await isSameFile(kept.file, file).catch(() => false))) return kept;
    }
    return undefined;
  }

  /** They were taken out of the browser: the named ones, or all. */
  async forget(ids?: readonly string[]): Promise<void> {
    for (const id of ids ?? (await this.#kept).map((each) => each.id)) this.#gone.add(id);
  }
}
