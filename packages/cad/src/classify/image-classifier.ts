import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import type { ClassifierModelDescription } from '../models/model-description.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import { ClassScorer } from './class-scorer.ts';
import { type Classification, classification } from './classification.ts';
import { classifierView } from './classifier-view.ts';
import { classifierOf } from './design.ts';
import { windowsOf, workingField } from './windows.ts';

/** A classifier of images of any size: brought to its scale, cut into windows, their logits averaged (DESIGN 4). */
export class ImageClassifier {
  readonly description: ClassifierModelDescription;
  readonly #scorer: ClassScorer;

  private constructor({ description }: ClassifierModel, scorer: ClassScorer) {
    this.description = description;
    this.#scorer = scorer;
  }

  static async start(model: ClassifierModel, runtime: Runtime): Promise<ImageClassifier> {
    const { network, pictures } = classifierOf(model.description.design);
    const scorer = await ClassScorer.start(network, model.weights, runtime, pictures);
    return new ImageClassifier(model, scorer);
  }

  /**
   * @param nuclei the image's, in whatever size, as `ownNuclei` or the method found them that the model was trained with
   */
  async classify(image: RgbImage, nuclei: Mask): Promise<Classification> {
    const { design } = this.description;
    const field = workingField(image, nuclei, design);
    const view = classifierView(field.image, field.nuclei, design);
    const windows = windowsOf(field.nuclei, design);
    const logits = await this.#scorer.logits(windows.map(view));
    return classification(
      this.description,
      windows.map((window, i) => ({ ...window, logits: logits[i]! })),
      field,
    );
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#scorer.release();
  }
}
