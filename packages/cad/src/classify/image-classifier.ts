import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import type { ClassifierModel } from '../models/model-files.ts';
import type { Rectangle } from '../segment/network/tiles.ts';
import { ClassScorer } from './class-scorer.ts';
import { classifierView } from './classifier-view.ts';
import { type ClassifierDesign, classifierOf } from './design.ts';
import { softmax } from './softmax.ts';
import { windowsOf, workingField } from './windows.ts';

/** A part of an image that the classifier looked at. */
export interface ClassifiedWindow extends Rectangle {
  /** [classes] */
  readonly logits: Float32Array;
}

/** What a classifier makes of an image. */
export interface Classification {
  /** Name of the most probable class. */
  readonly label: string;
  /** In the order of the design's classes, 0 to 1, calibrated where the model is. */
  readonly probabilities: readonly number[];
  /** Means over the windows: [classes]. */
  readonly logits: Float32Array;
  /** In pixels of the image as it was looked at, whose size is `width` x `height`. */
  readonly windows: readonly ClassifiedWindow[];
  readonly width: number;
  readonly height: number;
}

export interface ImageClassifierOptions {
  /** Windows looked at in one go. Default 4. */
  readonly batch?: number;
}

/** A classifier of images of any size: brought to its scale, cut into windows, their logits averaged (DESIGN 4). */
export class ImageClassifier {
  readonly design: ClassifierDesign;
  readonly #temperature: number;
  readonly #scorer: ClassScorer;

  private constructor({ description }: ClassifierModel, scorer: ClassScorer) {
    this.design = description.design;
    this.#temperature = description.temperature;
    this.#scorer = scorer;
  }

  static async start(
    model: ClassifierModel,
    runtime: Runtime,
    { batch = 4 }: ImageClassifierOptions = {},
  ): Promise<ImageClassifier> {
    const { network, pictures } = classifierOf(model.description.design);
    const scorer = await ClassScorer.start(network, model.weights, runtime, { batch, ...pictures });
    return new ImageClassifier(model, scorer);
  }

  /**
   * @param nuclei the image's, as the method found them that the model was trained with
   * @throws RangeError where image and nuclei differ in size
   */
  async classify(image: RgbImage, nuclei: Mask): Promise<Classification> {
    const field = workingField(image, nuclei, this.design.scale);
    const view = classifierView(field.image, field.nuclei, this.design);
    const windows = windowsOf(field.nuclei, this.design);
    const logits = await this.#scorer.logits(windows.map(view));
    return classification(
      this.design,
      this.#temperature,
      windows.map((window, i) => ({ ...window, logits: logits[i]! })),
      field.image,
    );
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#scorer.release();
  }
}

/** What the windows of an image say together. */
export function classification(
  { classes }: Pick<ClassifierDesign, 'classes'>,
  temperature: number,
  windows: readonly ClassifiedWindow[],
  { width, height }: { readonly width: number; readonly height: number },
): Classification {
  const logits = Float32Array.from(classes, (_, i) =>
    windows.reduce((sum, window) => sum + window.logits[i]! / windows.length, 0),
  );
  const probabilities = [...softmax(logits, temperature)];
  const label = classes[probabilities.indexOf(Math.max(...probabilities))]!;
  return { label, probabilities, logits, windows, width, height };
}
