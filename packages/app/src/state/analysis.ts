import type { Found } from '@leukolens/workbench';
import { type Pipeline, Stopped, Unanswered } from '../worker/client.ts';
import type { Board } from './board.ts';
import { Edits } from './edits.ts';
import { placeIn } from './place-in.ts';
import { type SessionImage, settingsOf } from './session-image.ts';
import type { Storage } from './storage.ts';

/** Photographs kept in memory; a thumbnail stays of each. */
const MOST_PHOTOGRAPHS = 8;

/** Has images analysed, one after the other or one anew, and puts what is found on the board. */
export class Analysis {
  readonly #board: Board;
  readonly #pipeline: Pipeline;
  readonly #storage: Storage;
  /** Shows the selected image again, as it was looked at. */
  readonly #look: () => Promise<void>;
  /** Images that wait, the next one first. */
  readonly #queue: SessionImage[] = [];
  #working: Promise<void> | undefined;
  /** Of the batch: images done, and whether one is under way. */
  #done = 0;
  #under = false;
  #stop = new AbortController();
  /** The last computation asked for of an image, to be stopped when it is of no use any more. */
  readonly #last = new WeakMap<SessionImage, AbortController>();
  /** Photographs that are being read. */
  readonly #reading = new WeakMap<SessionImage, Promise<void>>();
  #classifiers: Promise<void> | undefined;
  #hasClasses = false;

  constructor(board: Board, pipeline: Pipeline, storage: Storage, look: () => Promise<void>) {
    this.#board = board;
    this.#pipeline = pipeline;
    this.#storage = storage;
    this.#look = look;
  }

  /** Stops a batch: the image under way and the others wait. */
  stop(): void {
    this.#queue.length = 0;
    this.#stop.abort();
    this.#stop = new AbortController();
    // what is asked for next is a batch of its own
    this.#done = 0;
    this.#under = false;
    this.#board.batch.value = undefined;
  }

  /** Nobody wants to know any more what was asked for of an image: it was corrected, or taken off the page. */
  drop(image: SessionImage): void {
    this.#last.get(image)?.abort();
  }

  /** The signal that stops what is asked for of an image now; what was asked for before is stopped. */
  #stopOf(image: SessionImage): AbortSignal {
    this.drop(image);
    const stop = new AbortController();
    this.#last.set(image, stop);
    return stop.signal;
  }

  /** The classifiers, once: they are not needed for the first nuclei, so those come first. */
  loadClassifiers(): Promise<void> {
    this.#classifiers ??= this.#pipeline.call('loadClassifiers', []).then(
      ({ models }) => {
        this.#board.models.value = models;
        this.#hasClasses = models.some(({ kind }) => kind === 'classifier');
      },
      (error: Error) => {
        // asked for again with the next image
        if (error instanceof Unanswered) this.#classifiers = undefined;
        this.#board.trouble.value = `The classifiers could not be loaded: ${error.message}`;
      },
    );
    return this.#classifiers;
  }

  /**
   * Analyses images by the settings of now, after those that wait already.
   * @returns once nothing waits any more
   */
  run(images: readonly SessionImage[]): Promise<void> {
    const added = images.filter((image) => !this.#queue.includes(image));
    for (const image of added) {
      image.progress.value = 'waiting';
      image.error.value = undefined;
    }
    this.#queue.push(...added);
    this.#tell();
    // without anything to do, work would be over before it is known to be under way
    if (this.#working === undefined && this.#queue.length === 0) return Promise.resolve();
    this.#working ??= this.#work();
    return this.#working;
  }

  /** Whether an image is analysed now or in its turn, which tells what is wrong with it. */
  awaits(image: SessionImage): boolean {
    return this.#queue.includes(image) || image.progress.value === 'working';
  }

  /** An image that waits is the next one: somebody looks at it. */
  prefer(image: SessionImage): void {
    const at = this.#queue.indexOf(image);
    if (at > 0) this.#queue.unshift(...this.#queue.splice(at, 1));
  }

  async #work(): Promise<void> {
    this.#done = 0;
    for (let image = this.#queue.shift(); image; image = this.#queue.shift()) {
      // taken off the page meanwhile
      if (!this.#board.images.value.includes(image)) continue;
      const { signal } = this.#stop;
      const hadClasses = this.#hasClasses;
      this.#under = true;
      this.#tell();
      await this.#analyze(image, signal);
      await this.loadClassifiers();
      // what was found before the classifiers were there is looked at again
      const found = image.found.value;
      if (!hadClasses && this.#hasClasses && found && found.record.classification === null) {
        if (signal.aborted) image.progress.value = 'waiting';
        else await this.#analyze(image, signal);
      }
      this.#under = false;
      if (!signal.aborted) this.#done++;
    }
    this.#working = undefined;
    this.#board.batch.value = undefined;
  }

  /** Says how far a batch is; one image is none. */
  #tell(): void {
    const of = this.#done + (this.#under ? 1 : 0) + this.#queue.length;
    this.#board.batch.value = of > 1 ? { done: this.#done, of } : undefined;
  }

  /** Computes anew what follows from a corrected mask. */
  async again(image: SessionImage): Promise<void> {
    const { selected, looking, settings, trouble } = this.#board;
    const { id, version, edits } = image;
    const at = version.value;
    const now = settings.value;
    const by = settingsOf(image, now);
    const stop = this.#stopOf(image);
    try {
      // what was taken back whole is the image as it was found: its classifier sees its own nuclei again
      const mask = edits?.corrected ? edits.mask.slice() : undefined;
      const found = mask
        ? await this.#pipeline.call('analyzeMask', [id, by, mask], stop)
        : await this.#pipeline.call('analyze', [id, by], stop);
      // corrected again meanwhile, or to be analysed by other settings
      if (version.value !== at || settings.value !== now) return;
      this.#settle(image, found, mask !== undefined);
      if (selected.value === image && looking.value !== 'photograph') await this.#look();
    } catch (error) {
      if (error instanceof Stopped) return;
      // so that it can be gone on with
      image.progress.value = 'waiting';
      trouble.value = `The correction is kept, but nothing was computed anew: ${(error as Error).message}`;
    }
  }

  /** Photographs of the images looked at last are at hand; of the others they are read again when they are looked at. */
  readPhotograph(image: SessionImage): Promise<void> {
    if (image.photograph.value !== undefined) return Promise.resolve();
    // whoever asks meanwhile gets the same
    const reading = this.#reading.get(image) ?? this.#read(image).finally(() => this.#reading.delete(image));
    this.#reading.set(image, reading);
    return reading;
  }

  async #read(image: SessionImage): Promise<void> {
    const { selected, images } = this.#board;
    image.photograph.value = await this.#pipeline.call('read', [image.id, image.name, image.file]);
    if (selected.value === image) void this.#look();
    const shown = images.value.filter(({ photograph }) => photograph.value !== undefined);
    const others = shown.filter((each) => each !== image && each !== selected.value);
    for (const each of others.slice(0, Math.max(0, shown.length - MOST_PHOTOGRAPHS))) {
      each.photograph.value = undefined;
    }
  }

  /** Puts what was found in an image in its place. @param corrected whether it was found in a mask that a hand corrected */
  #settle(image: SessionImage, found: Found, corrected: boolean): void {
    const known = image.edits ?? image.saved;
    if (corrected) image.edits = known;
    else {
      const own = maskOf(found.labels);
      // steps that were taken back can be done again as long as the mask is the one that they were done on
      image.edits = known && sameMask(known.mask, own) ? known : new Edits(own);
    }
    image.saved = undefined;
    const { selected, nucleus } = this.#board;
    // the next key or click is for the nucleus that was chosen, not for another that has its number now
    if (selected.value === image) nucleus.value = renumbered(nucleus.value, image.found.value, found);
    image.found.value = found;
    image.version.value++; // there is something to correct, or to take back
    image.unsettled = new Uint32Array(0);
    image.progress.value = 'done';
  }

  async #analyze(image: SessionImage, ofBatch: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([ofBatch, this.#stopOf(image)]);
    const { selected, looking, settings } = this.#board;
    image.progress.value = 'working';
    const at = image.version.value;
    try {
      await this.readPhotograph(image);
      const known = image.edits ?? image.saved;
      const mask = known?.corrected ? known.mask.slice() : undefined;
      const by = settingsOf(image, settings.value);
      const found = mask
        ? await this.#pipeline.call('analyzeMask', [image.id, by, mask], stop)
        : await this.#pipeline.call('analyze', [image.id, by], stop);
      // answered all the same: it is of no use any more
      if (stop.aborted) throw new Stopped();
      this.#settle(image, found, mask !== undefined);
      if (selected.value === image && looking.value.startsWith('map ')) void this.#look();
    } catch (error) {
      if (error instanceof Stopped || stop.aborted) {
        // one that was corrected meanwhile is computed anew by itself
        image.progress.value = ofBatch.aborted || image.version.value === at ? 'waiting' : 'done';
        return;
      }
      if (error instanceof Unanswered) {
        // no fault of the image: it waits, as do the others
        image.progress.value = 'waiting';
        this.#board.trouble.value = error.message;
        this.stop();
        return;
      }
      image.error.value = (error as Error).message;
      image.progress.value = 'failed';
      // what could never be read is not kept; what was read stays, with its corrections
      if (!image.photograph.value && !image.edits && !image.saved) void this.#storage.forget(image.id);
    }
  }
}

/** The number that a nucleus has among what was found later; undefined where it is not there any more. */
function renumbered(label: number | undefined, before: Found | undefined, after: Found): number | undefined {
  const place = placeIn(before, label);
  return place && (after.labels[place[1] * after.record.width! + place[0]] || undefined);
}

function sameMask(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** The pixels of all nuclei. A plain loop: `Uint8Array.from` takes ten times as long, on the thread that draws. */
function maskOf(labels: Uint16Array): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = labels[i] === 0 ? 0 : 1;
  return mask;
}
