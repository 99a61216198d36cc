import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import { imageStatistics } from '../certainty/image-statistics.ts';
import { unfamiliarity } from '../certainty/out-of-distribution.ts';
import type { ClassifierModelDescription } from '../models/model-description.ts';
import { ModelError } from '../models/model-error.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import { ClassScorer } from './class-scorer.ts';
import { classifierView } from './classifier-view.ts';
import { type ClassifierDesign, classifierOf } from './design.ts';
import { type NucleusPlace, nucleusCrop } from './nucleus-crop.ts';
import { softmax } from './softmax.ts';

/** Crops held at a time. */
const MOST_HELD = 16;

/** What a classifier says of a nucleus. */
export interface NucleusVerdict {
  /** Of each class, in the design's order, adding up to 1. */
  readonly probabilities: readonly number[];
  /** Above 1 the nucleus and its surroundings are unlike those trained on; absent where the model does not know what those were like. */
  readonly unfamiliarity?: number;
}

/** A classifier that looks at every nucleus of an image by itself (DESIGN 4): the lymphoblast detector. */
export class NucleusClassifier {
  readonly description: ClassifierModelDescription;
  readonly #scale: Extract<ClassifierDesign['scale'], { kind: 'eachNucleus' }>;
  readonly #scorer: ClassScorer;

  private constructor(
    description: ClassifierModelDescription,
    scale: Extract<ClassifierDesign['scale'], { kind: 'eachNucleus' }>,
    scorer: ClassScorer,
  ) {
    this.description = description;
    this.#scale = scale;
    this.#scorer = scorer;
  }

  /** @throws ModelError where the classifier is one of whole images */
  static async start(
    { description, weights }: ClassifierModel,
    runtime: Runtime,
  ): Promise<NucleusClassifier> {
    const { scale } = description.design;
    if (scale.kind !== 'eachNucleus') {
      throw new ModelError(`${description.name} classifies images; expected a classifier of single nuclei`);
    }
    const { network, pictures } = classifierOf(description.design);
    const scorer = await ClassScorer.start(network, weights, runtime, pictures);
    return new NucleusClassifier(description, scale, scorer);
  }

  /**
   * @param nuclei all of the image's
   * @param places of those to be classified
   * @returns what it says of each of them
   */
  async classify(image: RgbImage, nuclei: Mask, places: readonly NucleusPlace[]): Promise<NucleusVerdict[]> {
    const { design, temperature, familiarity } = this.description;
    const { side } = design;
    const whole = { left: 0, top: 0, width: side, height: side };
    const found: NucleusVerdict[] = [];
    for (let first = 0; first < places.length; first += MOST_HELD) {
      const crops = places
        .slice(first, first + MOST_HELD)
        .map((place) => nucleusCrop(image, nuclei, place, side, this.#scale));
      const pictures = crops.map((crop) => classifierView(crop.image, crop.nuclei, design)(whole));
      (await this.#scorer.logits(pictures)).forEach((logits, i) => {
        const crop = crops[i]!;
        found.push({
          probabilities: [...softmax(logits, temperature)],
          ...(familiarity && {
            unfamiliarity: unfamiliarity(familiarity, imageStatistics(crop.image, crop.nuclei)).score,
          }),
        });
      });
    }
    return found;
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#scorer.release();
  }
}
