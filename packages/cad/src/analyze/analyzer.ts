import type { Runtime } from '@leukolens/engine';
import type { LabelImage, Mask, RgbImage } from '@leukolens/imaging';
import type { ImageExplanation } from '../explain/image-explainer.ts';
import type { ClassifierModel, OutlineModel } from '../models/model-files.ts';
import { type Nuclei, type NucleiOptions, nucleiOf } from '../nuclei/nuclei.ts';
import { withCells } from '../nuclei/with-cells.ts';
import type { ImageResult } from '../results.ts';
import type { NucleiAndCells, Segmenter } from '../segment/segmenter.ts';
import { type CellReader, cellReader } from './cell-reader.ts';
import { type ClassReader, type ClassReading, classReader, type Explaining } from './class-reader.ts';
import { makeSegmenter } from './make-segmenter.ts';
import type { MethodSettings } from './method.ts';

/** Everything that decides what is found in an image. */
export interface AnalysisSettings extends MethodSettings, NucleiOptions, Explaining {}

/** The networks that settings name; what is missing is left out. */
export interface AnalysisModels {
  /** For the methods that have a network. */
  readonly outline?: OutlineModel | undefined;
  /** Of whole images. */
  readonly classifier?: ClassifierModel | undefined;
  /** Of single nuclei. */
  readonly cells?: ClassifierModel | undefined;
}

/** What was found in an image. */
export interface Analysis {
  readonly record: ImageResult;
  readonly mask: Mask;
  /** Every nucleus drawn with its number. */
  readonly labels: LabelImage;
  /** There where layers were asked for. */
  readonly explanation: ImageExplanation | undefined;
}

/** An image as it was read. */
export interface ReadImage {
  /** By which its record goes. */
  readonly name: string;
  readonly image: RgbImage;
  /** What happened to it on the way, a clause each. */
  readonly notes?: readonly string[];
}

/** Pixels of the largest image whose cells are measured: in larger ones their outlines would take too much memory. */
const MOST_WITH_CELLS = 2.5e7;

/** The whole pipeline, image by image; the same in Node and in a browser. */
export class Analyzer {
  readonly settings: AnalysisSettings;
  /** The share of prediction sets that hold the true class, where the classifier promises one. */
  readonly coverage: number | undefined;
  readonly #segmenter: Segmenter;
  readonly #classes: ClassReader | undefined;
  readonly #cells: CellReader | undefined;
  /** What was found in images that are still held: a correction by hand need not wait until cells are found again. */
  readonly #found: WeakMap<RgbImage, NucleiAndCells>;

  private constructor(
    settings: AnalysisSettings,
    segmenter: Segmenter,
    classes: ClassReader | undefined,
    cells: CellReader | undefined,
    found = new WeakMap<RgbImage, NucleiAndCells>(),
  ) {
    this.#found = found;
    this.settings = settings;
    this.coverage = classes?.coverage;
    this.#segmenter = segmenter;
    this.#classes = classes;
    this.#cells = cells;
  }

  /**
   * @param runtime asked for once, where there is a network
   * @throws ModelError where a model is of the wrong kind, or has no class of the name to explain
   */
  static async start(
    settings: AnalysisSettings,
    { outline, classifier, cells }: AnalysisModels,
    runtime: () => Promise<Runtime>,
  ): Promise<Analyzer> {
    const networks = (settings.method !== 'handcrafted' && outline) || classifier || cells;
    const started = networks ? await runtime() : undefined;
    return new Analyzer(
      settings,
      makeSegmenter(settings, outline && started && { model: outline, runtime: started }),
      classifier && (await classReader(settings, classifier, started!)),
      cells && (await cellReader(cells, started!)),
    );
  }

  /** The same networks, with nuclei parted and measured in another way. */
  measuring(options: NucleiOptions): Analyzer {
    const settings = { ...this.settings, ...options };
    return new Analyzer(settings, this.#segmenter, this.#classes, this.#cells, this.#found);
  }

  /** @throws RangeError where more nuclei are found than can be numbered */
  async analyze(read: ReadImage, signal?: AbortSignal): Promise<Analysis> {
    const cells = await this.#cellsOf(read.image, signal);
    const mask = cells?.nuclei ?? (await this.#segmenter.segment(read.image, signal));
    signal?.throwIfAborted();
    return this.#measured(read, mask, cells, false, signal);
  }

  /** The same for nuclei that are known: corrected by hand, say. */
  async analyzeMask(read: ReadImage, mask: Mask, signal?: AbortSignal): Promise<Analysis> {
    const cells = await this.#cellsOf(read.image, signal);
    signal?.throwIfAborted();
    return this.#measured(read, mask, cells, true, signal);
  }

  /** Undefined where the method outlines none, or the image is too large. */
  async #cellsOf(image: RgbImage, signal: AbortSignal | undefined): Promise<NucleiAndCells | undefined> {
    const { segmentCells } = this.#segmenter;
    if (segmentCells === undefined || image.width * image.height > MOST_WITH_CELLS) return undefined;
    const found = this.#found.get(image) ?? (await segmentCells(image, signal));
    this.#found.set(image, found);
    return found;
  }

  /** What its classifier makes of an image, or why it makes nothing of it: that costs no nucleus. */
  async #classOf(
    image: RgbImage,
    mask: Mask,
    nuclei: Nuclei,
    byHand: boolean,
  ): Promise<[reading: ClassReading | undefined, refused: readonly string[]]> {
    try {
      return [await this.#classes?.read(image, mask, nuclei, byHand), []];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [undefined, [`not classified: ${error.message}`]];
    }
  }

  async #measured(
    { name, image, notes = [] }: ReadImage,
    mask: Mask,
    cells: NucleiAndCells | undefined,
    byHand: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Analysis> {
    const measured = nucleiOf(image, mask, this.settings);
    const nuclei = { ...measured, objects: withCells(measured.objects, measured.labels, cells) };
    const [reading, refused] = await this.#classOf(image, mask, nuclei, byHand);
    signal?.throwIfAborted();
    const read = reading?.objects ?? nuclei.objects;
    const cellReading = await this.#cells?.(image, mask, read);
    const { objects = read, byClass } = cellReading ?? {};
    const record: ImageResult = {
      image: name,
      width: image.width,
      height: image.height,
      nuclei: {
        count: objects.length,
        areaFraction: nuclei.areaFraction,
        objects: [...objects],
        ...(byClass && { byClass }),
      },
      classification: reading?.classification ?? null,
      cluster: reading?.cluster ?? null,
      maps: [...(reading?.maps ?? [])],
      warnings: [
        ...notes,
        ...nuclei.warnings,
        ...(reading?.warnings ?? refused),
        ...(cellReading?.warnings ?? []),
      ],
      error: null,
    };
    return { record, mask, labels: nuclei.labels, explanation: reading?.explanation };
  }
}
