import type { ImageResult, ModelDescription } from '@leukolens/cad';
import { failedImage } from '@leukolens/cad';
import type {
  ExportedFile,
  ExportPart,
  Found,
  PageSettings,
  Picture,
  Stage,
  Started,
} from '@leukolens/workbench';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Pipeline, Stopped } from '../worker/client.ts';
import { Edits, type SavedEdits } from './edits.ts';
import type { KeptImage, Storage } from './storage.ts';

/** How far an image has come. */
export type Progress = 'waiting' | 'working' | 'done' | 'failed';

/** An image of the session. */
export interface SessionImage {
  readonly id: string;
  /** Its path below what was dropped, with forward slashes. */
  readonly name: string;
  readonly file: Blob;
  readonly progress: Signal<Progress>;
  /** Why it failed, in one line. */
  readonly error: Signal<string | undefined>;
  readonly photograph: Signal<Picture | undefined>;
  readonly found: Signal<Found | undefined>;
  /** Its mask with corrections; there once something was found. */
  edits: Edits | undefined;
  /** Rises with every correction. */
  readonly version: Signal<number>;
  /** Corrections of an earlier visit, until the image is analysed again. */
  saved: SavedEdits | undefined;
}

/** What is looked at: a stage on the way to the nuclei, or a map by METHOD-LAYER. */
export type Looking = Stage | `map ${string}`;

export type Tool = 'look' | 'brush' | 'erase' | 'delete' | 'split';

const DEFAULTS: PageSettings = { method: 'unet', split: false };

/** Photographs kept in memory; a thumbnail stays of each. */
const MOST_PHOTOGRAPHS = 8;

/** How long the page waits for images before it loads what they do not need at first, ms. */
const IDLE_MS = 1500;

/** How long after a correction everything is computed anew, ms: a hand draws several strokes. */
const SETTLE_MS = 350;

/** Everything that the page knows. Views read its signals; actions call its methods. */
export class Session {
  readonly images = signal<readonly SessionImage[]>([]);
  readonly selectedId = signal<string | undefined>(undefined);
  readonly selected: ReadonlySignal<SessionImage | undefined> = computed(() =>
    this.images.value.find(({ id }) => id === this.selectedId.value),
  );
  readonly settings = signal<PageSettings>(DEFAULTS);
  readonly looking = signal<Looking>('photograph');
  readonly outlines = signal(true);
  readonly tool = signal<Tool>('look');
  /** Of brush and eraser, pixels of the image. */
  readonly brush = signal(4);
  readonly started = signal<Started | undefined>(undefined);
  readonly models = signal<readonly ModelDescription[]>([]);
  /** Bytes of models that came in. */
  readonly loaded = signal(0);
  /** What went wrong beside the images, in one line. */
  readonly trouble = signal<string | undefined>(undefined);
  /** How many of a batch are done; undefined where none is under way. */
  readonly batch = signal<{ readonly done: number; readonly of: number } | undefined>(undefined);
  /** The stage or map that is shown; undefined while it is computed. */
  readonly shown = signal<Picture | undefined>(undefined);
  readonly nucleus = signal<number | undefined>(undefined);

  readonly #pipeline: Pipeline;
  readonly #storage: Storage;
  #stop = new AbortController();
  #ready: Promise<void> | undefined;
  #classifiers: Promise<void> | undefined;
  #hasClasses = false;
  /** The last visit's images, asked for before anything is kept of this one. */
  readonly #before: Promise<readonly KeptImage[]>;
  readonly #settling = new Map<string, ReturnType<typeof setTimeout>>();
  #next = 1;

  constructor(pipeline: Pipeline, storage: Storage) {
    this.#pipeline = pipeline;
    this.#storage = storage;
    this.#before = storage.images();
  }

  /** Loads what the first nuclei need, brings back the last visit's images, and then loads the rest. */
  start(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    const kept = (await this.#storage.settings()) as Partial<PageSettings> | undefined;
    if (kept) this.settings.value = { ...DEFAULTS, ...kept };
    this.started.value = await this.#pipeline.call('start', []);
    const known = (await this.#before).map(({ id, name, file, edits }) => this.#image(id, name, file, edits));
    if (known.length > 0) this.#add(known);
    if (known.length > 0) void this.#analyze(known);
    // whoever opens nothing yet has time for it
    else setTimeout(() => void this.#loadClassifiers(), IDLE_MS);
  }

  /** The classifiers, once: they are not needed for the first nuclei, so those come first. */
  #loadClassifiers(): Promise<void> {
    this.#classifiers ??= this.#pipeline.call('loadClassifiers', []).then(
      ({ models, classes }) => {
        this.models.value = models;
        this.#hasClasses = classes.length > 0;
      },
      (error: Error) => {
        this.trouble.value = `The classifiers could not be loaded: ${error.message}`;
      },
    );
    return this.#classifiers;
  }

  /** Files that were dropped or chosen; those of a folder have its path. */
  async open(files: readonly { readonly name: string; readonly file: Blob }[]): Promise<void> {
    const named = new Set(this.images.value.map(({ name }) => name));
    const added = files.map(({ name, file }) => {
      let unique = name;
      for (let number = 2; named.has(unique); number++) unique = `${name} (${number})`;
      named.add(unique);
      return this.#image(`${Date.now()}-${this.#next++}`, unique, file, undefined);
    });
    this.#add(added);
    await this.#before;
    for (const { id, name, file } of added) void this.#storage.keep({ id, name, file });
    await this.start();
    await this.#analyze(added);
  }

  /** Whether an image of the same name and the same bytes is there already, kept from an earlier visit. */
  async holds({ name, file }: { readonly name: string; readonly file: Blob }): Promise<boolean> {
    for (const image of this.images.value) {
      if (image.name !== name || image.file.size !== file.size) continue;
      const [one, other] = await Promise.all(
        [image.file, file].map(async (each) => new Uint8Array(await each.arrayBuffer())),
      );
      if (one!.every((byte, i) => byte === other![i])) return true;
    }
    return false;
  }

  /** Stops a batch: the image under way is finished, the others wait. */
  cancel(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  /** Goes on with what a cancelled batch left. */
  resume(): Promise<void> {
    return this.#analyze(this.images.value.filter(({ progress }) => progress.value === 'waiting'));
  }

  async change(settings: PageSettings): Promise<void> {
    this.settings.value = settings;
    void this.#storage.keepSettings(settings);
    this.cancel();
    await this.#analyze(this.images.value);
  }

  select(id: string | undefined): void {
    this.selectedId.value = id;
    this.nucleus.value = undefined;
    const image = this.selected.value;
    if (image?.found.value && !image.photograph.value) {
      this.#readPhotograph(image).catch((error: Error) => {
        this.trouble.value = error.message;
      });
    } else void this.look(this.looking.value);
  }

  /** The next image, or the one before. */
  step(by: 1 | -1): void {
    const all = this.images.value;
    const at = all.findIndex(({ id }) => id === this.selectedId.value);
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) this.select(next.id);
  }

  /** Shows a stage or a map of the selected image. */
  async look(at: Looking): Promise<void> {
    this.looking.value = at;
    const image = this.selected.value;
    this.shown.value = undefined;
    if (image?.photograph.value === undefined) return;
    const still = () => this.selected.value === image && this.looking.value === at;
    try {
      const picture = await this.#picture(image, at);
      if (still()) this.shown.value = picture;
    } catch (error) {
      if (still()) {
        this.looking.value = 'photograph';
        this.shown.value = image.photograph.value;
        this.trouble.value = (error as Error).message;
      }
    }
  }

  #picture(image: SessionImage, at: Looking): Promise<Picture> {
    if (at === 'photograph') return Promise.resolve(image.photograph.value!);
    if (at.startsWith('map ')) {
      const key = at.slice(4);
      const known = image.found.value?.record.maps.some(({ method, layer }) => `${method}-${layer}` === key);
      if (!known) return Promise.resolve(image.photograph.value!);
      return this.#pipeline.call('map', [image.id, key]);
    }
    return this.#pipeline.call('stage', [image.id, at as Exclude<Stage, 'photograph'>]);
  }

  /** Corrects an image's mask; everything that follows from it is computed anew. */
  correct(image: SessionImage, label: string, next: Uint8Array): void {
    if (image.edits?.apply(label, next)) this.#corrected(image);
  }

  undo(): void {
    const image = this.selected.value;
    if (image?.edits?.undo()) this.#corrected(image);
  }

  redo(): void {
    const image = this.selected.value;
    if (image?.edits?.redo()) this.#corrected(image);
  }

  /** Takes a nucleus away. */
  deleteNucleus(image: SessionImage, label: number): void {
    const labels = image.found.value?.labels;
    if (!labels || !image.edits) return;
    const next = image.edits.mask.map((inside, i) => (labels[i] === label ? 0 : inside));
    this.correct(image, `delete nucleus ${label}`, next);
  }

  /** Parts a nucleus where its neck is narrow. */
  async splitNucleus(image: SessionImage, label: number): Promise<void> {
    const found = image.found.value;
    if (!image.edits || !found) return;
    const { labels } = found;
    const { width, height } = found.record;
    const parts = await this.#pipeline.call('split', [labels.slice(), width!, height!, label]);
    // of this nucleus alone: what was drawn elsewhere meanwhile stays
    const next = image.edits.mask.map((inside, i) => (labels[i] === label ? inside & parts[i]! : inside));
    if (next.every((inside, i) => inside === image.edits!.mask[i])) {
      this.trouble.value = `Nucleus ${label} has no narrow neck to be parted at: erase a line across it instead.`;
    } else this.correct(image, `split nucleus ${label}`, next);
  }

  #corrected(image: SessionImage): void {
    image.version.value++;
    const { id, name, file } = image;
    void this.#storage.keep({ id, name, file, edits: image.edits!.saved() });
    clearTimeout(this.#settling.get(id));
    this.#settling.set(
      id,
      setTimeout(() => void this.#recompute(image), SETTLE_MS),
    );
  }

  async #recompute(image: SessionImage): Promise<void> {
    const { version, edits } = image;
    const at = version.value;
    const asked = [image.id, this.settings.value, edits!.mask.slice()] as const;
    try {
      const found = await this.#pipeline.call('analyzeMask', [...asked]);
      if (version.value !== at) return; // corrected again meanwhile
      image.found.value = found;
      if (this.selected.value === image && this.looking.value !== 'photograph') {
        await this.look(this.looking.value);
      }
    } catch (error) {
      this.trouble.value = `The correction is kept, but nothing was computed anew: ${(error as Error).message}`;
    }
  }

  /** The files that the command would leave; of all images or the selected one. */
  exported(parts: readonly ExportPart[], only?: SessionImage): Promise<ExportedFile[]> {
    const chosen = only ? [only] : this.images.value;
    const failed = chosen.filter(({ progress, edits }) => progress.value === 'failed' && edits === undefined);
    const others = chosen.filter((image) => !failed.includes(image));
    return this.#pipeline.call('exportFiles', [
      others.map(({ id, edits }) => ({ id, ...(isCorrected(edits) && { mask: edits!.mask.slice() }) })),
      failed.map(({ name, error }): ImageResult => failedImage(name, error.value ?? 'unknown')),
      this.settings.value,
      parts,
    ]);
  }

  clusters(): Promise<string | undefined> {
    const image = this.selected.value;
    return image ? this.#pipeline.call('clusters', [image.id]) : Promise.resolve(undefined);
  }

  /** Takes images out of the session and off the disk; all of them where none is named. */
  async clear(only?: SessionImage): Promise<void> {
    if (only === undefined) {
      this.cancel();
      await this.#storage.clear();
    }
    const gone = only ? [only] : this.images.value;
    for (const { id } of gone) {
      await this.#storage.forget(id);
      await this.#pipeline.call('forget', [id]);
    }
    this.images.value = this.images.value.filter((image) => !gone.includes(image));
    if (!this.selected.value) this.select(this.images.value[0]?.id);
  }

  #image(id: string, name: string, file: Blob, saved: SavedEdits | undefined): SessionImage {
    return {
      id,
      name,
      file,
      progress: signal<Progress>('waiting'),
      error: signal<string | undefined>(undefined),
      photograph: signal<Picture | undefined>(undefined),
      found: signal<Found | undefined>(undefined),
      edits: undefined,
      version: signal(0),
      saved,
    };
  }

  #add(added: readonly SessionImage[]): void {
    this.images.value = [...this.images.value, ...added];
    if (this.selectedId.value === undefined && added[0]) this.select(added[0].id);
  }

  async #analyze(images: readonly SessionImage[]): Promise<void> {
    const { signal: stop } = this.#stop;
    if (images.length === 0) return;
    for (const image of images) image.progress.value = 'waiting';
    let done = 0;
    const several = images.length > 1;
    if (several) this.batch.value = { done, of: images.length };
    for (const image of images) {
      if (stop.aborted) break;
      await this.#analyzeOne(image, stop);
      await this.#loadClassifiers();
      done++;
      if (several && !stop.aborted) this.batch.value = { done, of: images.length };
    }
    // what was found before the classifiers were there is looked at again
    for (const image of images) {
      const record = image.found.value?.record;
      if (!stop.aborted && this.#hasClasses && record && record.classification === null) {
        await this.#analyzeOne(image, stop);
      }
    }
    this.batch.value = undefined;
  }

  async #analyzeOne(image: SessionImage, stop: AbortSignal): Promise<void> {
    image.progress.value = 'working';
    const at = image.version.value;
    try {
      await this.#readPhotograph(image, stop);
      const known = image.edits ?? image.saved;
      const mask = isCorrected(known) ? known!.mask.slice() : undefined;
      const settings = this.settings.value;
      const found = mask
        ? await this.#pipeline.call('analyzeMask', [image.id, settings, mask], stop)
        : await this.#pipeline.call('analyze', [image.id, settings], stop);
      image.error.value = undefined;
      image.progress.value = 'done';
      if (image.version.value !== at) {
        // corrected meanwhile: that counts, by the settings of now
        await this.#recompute(image);
        return;
      }
      const own = maskOf(found.labels);
      // steps that were taken back can be done again as long as the mask is the one that they were done on
      const same = mask !== undefined || known?.mask.every((inside, i) => inside === own[i]);
      image.edits = same ? (image.edits ?? new Edits(image.saved!)) : new Edits({ mask: own });
      image.saved = undefined;
      image.found.value = found;
      image.version.value++; // there is something to correct, or to take back
      if (this.selected.value === image && this.looking.value.startsWith('map ')) {
        void this.look(this.looking.value);
      }
    } catch (error) {
      if (error instanceof Stopped || stop.aborted) {
        image.progress.value = 'waiting';
        return;
      }
      image.error.value = (error as Error).message;
      image.progress.value = 'failed';
      // what could never be read is not kept; what was read stays, with its corrections
      if (!image.photograph.value && !image.edits && !image.saved) void this.#storage.forget(image.id);
    }
  }

  /** Photographs of the images looked at last are at hand; of the others they are read again when they are looked at. */
  async #readPhotograph(image: SessionImage, stop?: AbortSignal): Promise<void> {
    if (image.photograph.value !== undefined) return;
    image.photograph.value = await this.#pipeline.call('read', [image.id, image.name, image.file], stop);
    if (this.selected.value === image) void this.look(this.looking.value);
    const shown = this.images.value.filter(({ photograph }) => photograph.value !== undefined);
    const others = shown.filter((each) => each !== image && each !== this.selected.value);
    for (const each of others.slice(0, Math.max(0, shown.length - MOST_PHOTOGRAPHS))) {
      each.photograph.value = undefined;
    }
  }
}

/** The pixels of all nuclei. A plain loop: `Uint8Array.from` takes ten times as long, on the thread that draws. */
function maskOf(labels: Uint16Array): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = labels[i] === 0 ? 0 : 1;
  return mask;
}

/** Whether a mask is another than the method's. */
function isCorrected(edits: Edits | SavedEdits | undefined): boolean {
  return edits !== undefined && edits.done.length > 0;
}
