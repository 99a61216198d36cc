import type { ExportedImage, Found, PageSettings, Picture } from '@leukolens/workbench';
import { type Signal, signal } from '@preact/signals';
import type { Edits } from './edits.ts';
import type { KeptImage } from './storage.ts';

/** How far an image has come. */
export type Progress = 'waiting' | 'working' | 'done' | 'failed';

/** A file that was opened. */
export interface OpenedFile {
  readonly name: string;
  readonly file: Blob;
  readonly micrometresPerPixel?: number;
}

/** An image of the session. */
export interface SessionImage {
  /** Those of images that were opened later come later, numbers in them being taken as numbers. */
  readonly id: string;
  /** Its path below what was dropped, with forward slashes. */
  readonly name: string;
  readonly file: Blob;
  /** Side of its pixels in µm where its source says so, as a slide does: that counts, whatever the settings say. */
  readonly micrometresPerPixel?: number;
  readonly progress: Signal<Progress>;
  /** Why it failed, in one line. */
  readonly error: Signal<string | undefined>;
  readonly photograph: Signal<Picture | undefined>;
  readonly found: Signal<Found | undefined>;
  /** Its mask with corrections; there once something was found. */
  edits: Edits | undefined;
  /** Rises with every correction. */
  readonly version: Signal<number>;
  /** Pixels that were turned, rising, since what was found was found: it is computed anew in a moment. */
  unsettled: Uint32Array;
  /** Corrections of an earlier visit, until the image is analysed again. */
  saved: Edits | undefined;
}

/** An image that nothing is known of yet. @param saved its corrections of an earlier visit */
export function sessionImage(
  { id, name, file, micrometresPerPixel }: Pick<SessionImage, 'id' | 'name' | 'file' | 'micrometresPerPixel'>,
  saved?: Edits,
): SessionImage {
  return {
    id,
    name,
    file,
    ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
    progress: signal<Progress>('waiting'),
    error: signal<string | undefined>(undefined),
    photograph: signal<Picture | undefined>(undefined),
    found: signal<Found | undefined>(undefined),
    edits: undefined,
    version: signal(0),
    unsettled: new Uint32Array(0),
    saved,
  };
}

/** Whether what was found in an image is not what its nuclei are now: it was corrected, or the settings are others. */
export function isOutdated({ found, progress, version, unsettled }: SessionImage): boolean {
  return (
    found.value !== undefined && ((version.value >= 0 && unsettled.length > 0) || progress.value !== 'done')
  );
}

/** What the page keeps of an image between visits. */
export function keptOf({
  id,
  name,
  file,
  micrometresPerPixel,
  edits,
}: SessionImage): Omit<KeptImage, 'touched'> {
  return {
    ...{ id, name, file },
    ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
    ...(edits && { edits: edits.saved() }),
  };
}

/** An image as an export asks for it. */
export function exportedImage(image: SessionImage): ExportedImage {
  const { id, edits, micrometresPerPixel } = image;
  return {
    id,
    ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
    ...(edits?.corrected && { mask: edits.mask.slice() }),
  };
}

/** The settings by which an image is analysed: its own size of a pixel, where it has one. */
export function settingsOf({ micrometresPerPixel }: SessionImage, settings: PageSettings): PageSettings {
  return micrometresPerPixel === undefined ? settings : { ...settings, micrometresPerPixel };
}

/** Whether two files hold the same bytes. */
export async function isSameFile(one: Blob, other: Blob): Promise<boolean> {
  if (one.size !== other.size) return false;
  const [first, second] = await Promise.all(
    [one, other].map(async (each) => new Uint8Array(await each.arrayBuffer())),
  );
  return first!.every((byte, i) => byte === second![i]);
}
