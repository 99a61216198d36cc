import { failedImage, type ImageResult } from '@leukolens/cad';
import type { ExportedFile, ExportPart, Found, PageSettings, Picture, Stage } from '@leukolens/workbench';
import { OpenSlide } from '../slide/open-slide.ts';
import type { Pipeline } from '../worker/client.ts';
import { Analysis } from './analysis.ts';
import { Board, DEFAULT_SETTINGS, type Looking } from './board.ts';
import { Edits, indicesWhere, united } from './edits.ts';
import { isSameFile, type SessionImage, sessionImage } from './session-image.ts';
import type { KeptImage, Storage } from './storage.ts';
import { uniqueName } from './unique-name.ts';

/** How long the page waits for images before it loads what they do not need at first, ms. */
const IDLE_MS = 1500;

/** How long after a correction everything is computed anew, ms: a hand draws several strokes. */
const SETTLE_MS = 350;

/** A file that was opened. */
interface OpenedFile {
  readonly name: string;
  readonly file: Blob;
  readonly micrometresPerPixel?: number;
}

/** What the page keeps of an image between visits. */
function keptOf({ id, name, file, micrometresPerPixel, edits }: SessionImage): Omit<KeptImage, 'touched'> {
  return {
    ...{ id, name, file },
    ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
    ...(edits && { edits: edits.saved() }),
  };
}

/** Those pixels of a nucleus for which something holds. */
function pixelsOf(
  { record, labels }: Found,
  label: number,
  holds: (index: number) => boolean,
): Uint32Array<ArrayBuffer> {
  const nucleus = record.nuclei!.objects.find((each) => each.label === label);
  if (!nucleus) return new Uint32Array(0);
  const { boundingBoxX: left, boundingBoxY: top, boundingBoxWidth, boundingBoxHeight } = nucleus;
  const reach = { left, top, right: left + boundingBoxWidth - 1, bottom: top + boundingBoxHeight - 1 };
  const size = { width: record.width!, height: record.height! };
  return indicesWhere(reach, size, (i) => labels[i] === label && holds(i));
}

/** What a user does with the page. Actions call its methods; views read the board that it is. */
export class Session extends Board {
  readonly #pipeline: Pipeline;
  readonly #storage: Storage;
  readonly #analysis: Analysis;
  #ready: Promise<void> | undefined;
  /** The last visit's images, asked for before anything is kept of this one. */
  readonly #before: Promise<readonly KeptImage[]>;
  readonly #settling = new Map<string, ReturnType<typeof setTimeout>>();
  #next = 1;

  constructor(pipeline: Pipeline, storage: Storage) {
    super();
    this.#pipeline = pipeline;
    this.#storage = storage;
    this.#analysis = new Analysis(this, pipeline, storage, () => this.look(this.looking.value));
    this.#before = storage.images();
  }

  /** Loads what the first nuclei need, brings back the last visit's images, and then loads the rest. */
  start(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    const kept = (await this.#storage.settings()) as Partial<PageSettings> | undefined;
    if (kept) this.settings.value = { ...DEFAULT_SETTINGS, ...kept };
    this.started.value = await this.#pipeline.call('start', []);
    const before = await this.#before;
    // some may have been dropped meanwhile
    const named = this.#names();
    const known = before.map(({ edits, ...image }) =>
      sessionImage({ ...image, name: uniqueName(image.name, named) }, edits && Edits.restored(edits)),
    );
    this.#add(known);
    if (known.length > 0) void this.#analysis.run(known);
    // whoever opens nothing yet has time for it
    else {
      setTimeout(() => {
        // of an image that was opened meanwhile the nuclei come first
        if (this.images.value.length === 0) void this.#analysis.loadClassifiers();
      }, IDLE_MS);
    }
  }

  /**
   * Files that were dropped or chosen; those of a folder have its path. The first image is shown, and analysed next; the others come
   * after those that wait already.
   * @returns once they are on the page
   */
  async open(files: readonly { readonly name: string; readonly file: Blob }[]): Promise<void> {
    const images = [];
    for (const each of files) if (!(await this.#openSlide(each))) images.push(each);
    if (images.length === 0) return;
    if (images.length === files.length) this.slideShown.value = false;
    this.select(this.#openImages(images)[0]);
  }

  /** Whether the file is a slide, which is then looked at; the one before is closed. */
  async #openSlide({ name, file }: { readonly name: string; readonly file: Blob }): Promise<boolean> {
    try {
      const slide = await OpenSlide.open(name, file);
      if (slide === undefined) return false;
      this.closeSlide();
      this.slide.value = slide;
      this.slideShown.value = true;
    } catch (error) {
      this.trouble.value = `${name}: ${(error as Error).message}`;
    }
    return true;
  }

  /** Makes what is in view of the slide an image of the session, at full resolution. */
  async analyseShown(): Promise<void> {
    const [slide, region] = [this.slide.value, this.slideRegion.value];
    if (!slide || !region) return;
    try {
      const file = await slide.png(region);
      const name = `${slide.name} (${region.left}, ${region.top}).png`;
      const { micrometresPerPixel } = slide.slide.metadata;
      const [id] = this.#openImages([{ name, file, ...(micrometresPerPixel && { micrometresPerPixel }) }]);
      slide.parts.value = [...slide.parts.value, { ...region, imageId: id! }];
      this.select(id);
    } catch (error) {
      this.trouble.value = `${slide.name}: ${(error as Error).message}`;
    }
  }

  closeSlide(): void {
    this.slide.value?.close();
    this.slide.value = undefined;
    this.slideShown.value = false;
  }

  /** @returns the ids of the images, in the order of the files */
  #openImages(files: readonly OpenedFile[]): string[] {
    const named = this.#names();
    const added = files.map(({ name, ...file }) =>
      sessionImage({ id: `${Date.now()}-${this.#next++}`, name: uniqueName(name, named), ...file }),
    );
    this.#add(added);
    this.#analyseAdded(added).catch((error: Error) => {
      this.trouble.value = error.message;
    });
    return added.map(({ id }) => id);
  }

  #names(): Set<string> {
    return new Set(this.images.value.map(({ name }) => name));
  }

  async #analyseAdded(added: readonly SessionImage[]): Promise<void> {
    await this.#before;
    for (const image of added) if (this.images.value.includes(image)) void this.#storage.keep(keptOf(image));
    await this.start();
    // some may have been taken off the page meanwhile
    const work = this.#analysis.run(added.filter((image) => this.images.value.includes(image)));
    if (this.selected.value) this.#analysis.prefer(this.selected.value);
    await work;
  }

  /** Whether an image of the same name and the same bytes is there already, kept from an earlier visit. */
  async holds({ name, file }: { readonly name: string; readonly file: Blob }): Promise<boolean> {
    for (const image of this.images.value) {
      if (image.name === name && (await isSameFile(image.file, file))) return true;
    }
    return false;
  }

  /** Stops a batch: the image under way and the others wait. */
  cancel(): void {
    this.#analysis.stop();
  }

  /** Goes on with what a cancelled batch left. */
  resume(): Promise<void> {
    return this.#analysis.run(this.images.value.filter(({ progress }) => progress.value === 'waiting'));
  }

  /** Analyses all images anew, by other settings. */
  async change(settings: PageSettings): Promise<void> {
    this.settings.value = settings;
    void this.#storage.keepSettings(settings);
    this.cancel();
    await this.#analysis.run(this.images.value);
  }

  select(id: string | undefined): void {
    this.selectedId.value = id;
    this.nucleus.value = undefined;
    const image = this.selected.value;
    if (image) this.#analysis.prefer(image);
    if (image?.found.value && !image.photograph.value) {
      this.#analysis.readPhotograph(image).catch((error: Error) => {
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
      if (!image.found.value?.record.maps.length) return Promise.resolve(image.photograph.value!);
      return this.#pipeline.call('map', [image.id, key]);
    }
    return this.#pipeline.call('stage', [image.id, at as Exclude<Stage, 'photograph'>]);
  }

  /** Turns pixels of an image's mask; everything that follows from it is computed anew. */
  correct(image: SessionImage, label: string, turned: Uint32Array<ArrayBuffer>): void {
    if (image.edits?.apply(label, turned)) this.#corrected(image, turned);
  }

  undo(): void {
    const image = this.selected.value;
    const step = image?.edits?.undo();
    if (step) this.#corrected(image!, step.turned);
  }

  redo(): void {
    const image = this.selected.value;
    const step = image?.edits?.redo();
    if (step) this.#corrected(image!, step.turned);
  }

  /** Takes a nucleus away. */
  deleteNucleus(image: SessionImage, label: number): void {
    const [found, mask] = [image.found.value, image.edits?.mask];
    if (!found || !mask) return;
    const taken = pixelsOf(found, label, (i) => mask[i] !== 0);
    this.correct(image, `delete nucleus ${label}`, taken);
  }

  /** Parts a nucleus where its neck is narrow. */
  async splitNucleus(image: SessionImage, label: number): Promise<void> {
    const found = image.found.value;
    if (!image.edits || !found) return;
    const { width, height } = found.record;
    const parts = await this.#pipeline.call('split', [found.labels.slice(), width!, height!, label]);
    // of this nucleus alone: what was drawn elsewhere meanwhile stays
    const { mask } = image.edits;
    const neck = pixelsOf(found, label, (i) => mask[i] !== 0 && parts[i] === 0);
    if (neck.length === 0) {
      this.trouble.value = `Nucleus ${label} has no narrow neck to be parted at: erase a line across it instead.`;
    } else this.correct(image, `split nucleus ${label}`, neck);
  }

  #corrected(image: SessionImage, turned: Uint32Array): void {
    image.unsettled = united(image.unsettled, turned);
    image.version.value++;
    const { id } = image;
    void this.#storage.keep(keptOf(image));
    clearTimeout(this.#settling.get(id));
    this.#settling.set(
      id,
      setTimeout(() => void this.#analysis.again(image), SETTLE_MS),
    );
  }

  /**
   * The files that the command would leave; of all images or the selected one. What waits still, after a batch was stopped, say, is
   * left out.
   */
  exported(parts: readonly ExportPart[], only?: SessionImage): Promise<ExportedFile[]> {
    const chosen = only ? [only] : this.images.value;
    const failed = chosen.filter(({ progress, edits }) => progress.value === 'failed' && edits === undefined);
    const others = chosen.filter((image) => image.found.value !== undefined);
    return this.#pipeline.call('exportFiles', [
      others.map(({ id, edits, micrometresPerPixel }) => ({
        id,
        ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
        ...(edits?.corrected && { mask: edits.mask.slice() }),
      })),
      failed.map(({ name, error }): ImageResult => failedImage(name, error.value ?? 'unknown')),
      this.settings.value,
      parts,
    ]);
  }

  /** Of all images or one, those that nothing was found in yet. */
  unanalysed(only?: SessionImage): number {
    return (only ? [only] : this.images.value).filter(
      ({ progress, found }) => found.value === undefined && progress.value !== 'failed',
    ).length;
  }

  clusters(): Promise<string | undefined> {
    const image = this.selected.value;
    return image ? this.#pipeline.call('clusters', [image.id]) : Promise.resolve(undefined);
  }

  /** Takes images out of the session and off the disk; all of them where none is named. */
  async clear(only?: SessionImage): Promise<void> {
    const gone = only ? [only] : this.images.value;
    // off the page first: what is not there any more is neither corrected nor kept while the rest takes its time
    this.images.value = this.images.value.filter((image) => !gone.includes(image));
    if (!this.selected.value) this.select(this.images.value[0]?.id);
    for (const { id } of gone) clearTimeout(this.#settling.get(id));
    if (only === undefined) {
      this.cleared.value++;
      this.cancel();
      this.closeSlide();
      await this.#storage.clear();
    }
    for (const { id } of gone) {
      await this.#storage.forget(id);
      await this.#pipeline.call('forget', [id]).catch((error: Error) => {
        this.trouble.value = `Cleared here, but ${error.message}`;
      });
    }
  }

  #add(added: readonly SessionImage[]): void {
    this.images.value = [...this.images.value, ...added];
    if (this.selectedId.value === undefined && added[0]) this.select(added[0].id);
  }
}
