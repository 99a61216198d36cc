import {
  CLASSIFIER_LAYERS,
  type ClassifierModel,
  ImageExplainer,
  type ImageExplanation,
} from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { RgbImage } from '@leukolens/imaging';
import { PAGE_LAYER } from './protocol.ts';

/**
 * Maps of the layers that an analysis on the page has none of, made when they are asked for: most images are never looked at so
 * closely, and a network compiled for four layers at once takes longer for each image.
 */
export class OtherLayers {
  readonly #runtime: () => Promise<Runtime>;
  #explainer: Promise<ImageExplainer> | undefined;

  constructor(runtime: () => Promise<Runtime>) {
    this.#runtime = runtime;
  }

  /** @param known what was explained of the image: the same class, by the same nuclei, is explained here */
  async maps(
    image: RgbImage,
    known: ImageExplanation,
    classifier: ClassifierModel,
  ): Promise<ImageExplanation['maps']> {
    const layers = CLASSIFIER_LAYERS.filter((layer) => layer !== PAGE_LAYER);
    this.#explainer ??= this.#runtime().then((runtime) =>
      ImageExplainer.start(classifier, runtime, { layers }),
    );
    return (await (await this.#explainer).explain(image, known.given, known.target)).maps;
  }
}
