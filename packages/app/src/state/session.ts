import { failedImage, type ImageResult } from '@leukolens/cad';
import { counted } from '@leukolens/report';
import type { ExportedFile, ExportPart, PageSettings, Picture, Stage } from '@leukolens/workbench';
import { OpenSlide } from '../slide/open-slide.ts';
import type { Pipeline } from '../worker/client.ts';
import { Analysis } from './analysis.ts';
import { Board, DEFAULT_SETTINGS, type Looking } from './board.ts';
import { EarlierVisits, imagesOf } from './earlier-visits.ts';
import { united } from './edits.ts';
import { pieceAt } from './piece-at.ts';
import { pixelsOf } from './pixels-of.ts';
import {
  exportedImage,
  isSameFile,
  keptOf,
  type OpenedFile,
  type SessionImage,
  sessionImage,
} from './session-image.ts';
import type { KeptImage, Storage } from './storage.ts';
import { namesOf, uniqueName } from './unique-name.ts';

/** How long the page waits for images before it loads what they do not need at first, ms. */
const IDLE_MS = 1500;

/** How long after a correction everything is computed anew, ms: a hand draws several strokes. */
const SETTLE_MS = 350;

/** What a user does with the page. Actions call its methods; views read the board that it is. */
export class Session extends Board {
  readonly #pipeline: Pipeline;
  readonly #storage: Storage;
  readonly #analysis: Analysis;
  #ready: Promise<void> | undefined;
  /** Asked for before anything is kept of this visit. */
  readonly #earlier: EarlierVisits;
  readonly #restores: boolean;
  readonly #settling = new Map<string, ReturnType<typeof setTimeout>>();
  #next = 1;

  /** @param restores whether images of earlier visits are shown at once: not beside a folder that is named, which may be another patient's */
  constructor(pipeline: Pipeline, storage: Storage, restores = true) {
    super();
    this.#pipeline = pipeline;
    this.#storage = storage;
    this.#analysis = new Analysis(this, pipeline, storage, () => this.look(this.looking.value));
    this.#earlier = new EarlierVisits(storage);
    this.#restores = restores;
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
    const before = await this.#earlier.notShown(this.images.value);
    if (this.#restores && before.length > 0) this.#restore(before);
    // whoever opens nothing yet has time for it
    else {
      setTimeout(() => {
        // of an image that was opened meanwhile the nuclei come first
        if (this.images.value.length === 0) void this.#analysis.loadClassifiers();
      }, IDLE_MS);
    }
  }

  #restore(kept: readonly KeptImage[]): void {
    const known = imagesOf(kept, this.images.value);
    this.#add(known);
    // that the page cannot start is said elsewhere
    void this.start()
      .then(() => this.#analysis.run(known))
      .catch(() => undefined);
  }

  /** An image of the folder that the server was started with, with what was corrected in it in an earlier visit. */
  async openServed(image: OpenedFile): Promise<void> {
    if ((await this.#same(image)) ?? (await this.#restored(image))) return;
    this.#openImages([image]);
  }

  /** The image of an earlier visit that has a name and the same bytes, brought back; undefined where there is none. */
  async #restored(file: OpenedFile): Promise<SessionImage | undefined> {
    const kept = await this.#earlier.same(file, this.images.value);
    if (kept) this.#restore([kept]);
    if (this.earlier.value > 0) await this.countEarlier();
    return kept && this.images.value.find(({ id }) => id === kept.id);
  }

  /** Says how many images of earlier visits are kept and not shown. */
  async countEarlier(): Promise<void> {
    this.earlier.value = (await this.#earlier.notShown(this.images.value)).length;
  }

  /** Brings back the images of earlier visits, beside those of a folder. */
  async showEarlier(): Promise<void> {
    this.#restore(await this.#earlier.notShown(this.images.value));
    this.earlier.value = 0;
  }

  /**
   * Files that were dropped or chosen; those of a folder have its path. The first image is shown, and analysed next; the others come
   * after those that wait already.
   * @returns once they are on the page
   */
  async open(files: readonly { readonly name: string; readonly file: Blob }[]): Promise<void> {
    const [images, there]: [OpenedFile[], SessionImage[]] = [[], []];
    for (const each of files) {
      if (await this.#openSlide(each)) continue;
      const known = (await this.#same(each)) ?? (await this.#restored(each));
      if (known) there.push(known);
      else images.push(each);
    }
    // what failed is tried again, and kept
    const failed = there.filter(({ progress }) => progress.value === 'failed');
    for (const image of failed) void this.#keep(image);
    void this.#analysis.run(failed);
    const slides = files.length - images.length - there.length;
    if (slides > 1) this.trouble.value = 'One slide is looked at at a time: the last one is open.';
    if (there.length > 0)
      this.trouble.value = `${counted(there.length, 'image')} of these ${there.length === 1 ? 'is' : 'are'} there already.`;
    if (slides === files.length) return;
    if (slides === 0) this.slideShown.value = false;
    this.select(images.length > 0 ? this.#openImages(images)[0] : there[0]!.id);
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
    const known = slide.partOf(region);
    if (known && this.images.value.some(({ id }) => id === known.imageId)) {
      this.select(known.imageId);
      this.slideShown.value = false;
      return;
    }
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
    const named = namesOf(this.images.value);
    const added = files.map(({ name, ...file }) =>
      sessionImage({ id: `${Date.now()}-${this.#next++}`, name: uniqueName(name, named), ...file }),
    );
    this.#add(added);
    this.#analyseAdded(added).catch((error: Error) => {
      this.trouble.value = error.message;
    });
    return added.map(({ id }) => id);
  }

  async #analyseAdded(added: readonly SessionImage[]): Promise<void> {
    await this.#earlier.notShown([]);
    for (const image of added) if (this.images.value.includes(image)) void this.#keep(image);
    await this.start();
    // some may have been taken off the page meanwhile
    const work = this.#analysis.run(added.filter((image) => this.images.value.includes(image)));
    if (this.selected.value) this.#analysis.prefer(this.selected.value);
    await work;
  }

  async #keep(image: SessionImage): Promise<void> {
    if (!(await this.#storage.keep(keptOf(image)))) this.unkept.value = true;
  }

  /** The image of the same name and the same bytes that is there already, if one is. */
  async #same({ name, file }: OpenedFile): Promise<SessionImage | undefined> {
    for (const image of this.images.value) {
      // a file that is gone from the disk is none
      if (image.name === name && (await isSameFile(image.file, file).catch(() => false))) return image;
    }
    return undefined;
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
    // what waits still can be looked at meanwhile
    if (image && this.started.value && !image.photograph.value && image.progress.value !== 'failed') {
      this.shown.value = undefined;
      this.#analysis.readPhotograph(image).catch((error: Error) => {
        // its own line says so where it is analysed
        if (!this.#analysis.awaits(image)) this.trouble.value = error.message;
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

  /** Takes away what was drawn a moment ago and has no number yet; not the nuclei that it touches. */
  deletePiece(image: SessionImage, index: number): void {
    const found = image.found.value;
    if (!image.edits || !found) return;
    const drawn = image.edits.mask.map((inside, i) => (found.labels[i] ? 0 : inside));
    this.correct(image, 'delete what was drawn', pieceAt(drawn, found.record.width!, index));
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
    this.#analysis.drop(image);
    image.unsettled = united(image.unsettled, turned);
    image.version.value++;
    void this.#keep(image);
    clearTimeout(this.#settling.get(image.id));
    const later = setTimeout(() => void this.#analysis.again(image), SETTLE_MS);
    this.#settling.set(image.id, later);
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
      others.map(exportedImage),
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
    const place = only ? this.images.value.indexOf(only) : 0;
    // off the page first: what is not there any more is neither corrected nor kept while the rest takes its time
    this.images.value = this.images.value.filter((image) => !gone.includes(image));
    if (!this.selected.value) this.select((this.images.value[place] ?? this.images.value.at(-1))?.id);
    for (const image of gone) {
      clearTimeout(this.#settling.get(image.id));
      this.#analysis.drop(image);
    }
    if (only === undefined) {
      this.cleared.value++;
      this.earlier.value = 0;
      this.unkept.value = false;
      this.settings.value = DEFAULT_SETTINGS;
      this.cancel();
      this.closeSlide();
      await this.#storage.clear();
    }
    await this.#earlier.forget(only && [only.id]);
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
