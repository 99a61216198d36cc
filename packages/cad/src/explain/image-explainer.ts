import type { Runtime } from '@leukolens/engine';
import { type Mask, planesOf, type RgbImage, thresholdResized } from '@leukolens/imaging';
import { type Classification, classification } from '../classify/classification.ts';
import { classifierView } from '../classify/classifier-view.ts';
import { type ClassifierLayer, classifierOf } from '../classify/design.ts';
import { windowsOf, workingField } from '../classify/windows.ts';
import type { ClassifierModelDescription } from '../models/model-description.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import { MAP_METHODS, type MapMethod } from './activation-maps.ts';
import { Explainer, type Explanation } from './explainer.ts';
import { fieldMap } from './field-map.ts';
import type { FinalMap } from './final-map.ts';

/** An image's class, and what speaks for it. */
export interface ImageExplanation {
  readonly classification: Classification;
  /** The nuclei that the classifier saw, at the image's size. */
  readonly nuclei: Mask;
  /** The same as they were given: by these the image is explained again. */
  readonly given: Mask;
  /** Index of the class explained. */
  readonly target: number;
  /** By layer, the four maps, at the size at which the image was looked at; `mapAt` brings them to the image's. */
  readonly maps: ReadonlyMap<ClassifierLayer, Readonly<Record<MapMethod, FinalMap>>>;
}

export interface ImageExplainerOptions {
  /** Default layer3 and layer4. */
  readonly layers?: readonly ClassifierLayer[];
}

/** Explains a classifier's verdict on images of any size: each window's maps, on one scale, put together. */
export class ImageExplainer {
  readonly description: ClassifierModelDescription;
  readonly #explainer: Explainer;
  readonly #layers: readonly ClassifierLayer[];

  private constructor(model: ClassifierModel, explainer: Explainer, layers: readonly ClassifierLayer[]) {
    this.description = model.description;
    this.#explainer = explainer;
    this.#layers = layers;
  }

  static async start(
    model: ClassifierModel,
    runtime: Runtime,
    { layers = ['layer3', 'layer4'] }: ImageExplainerOptions = {},
  ): Promise<ImageExplainer> {
    const { network, pictures } = classifierOf(model.description.design);
    const explainer = await Explainer.start(network, model.weights, runtime, { layers, ...pictures });
    return new ImageExplainer(model, explainer, layers);
  }

  /**
   * @param nuclei the image's, in whatever size, as `ownNuclei` or the method found them that the model was trained with
   * @param target index of the class to explain; where absent, the image's most probable
   * @throws RangeError where there is no such class
   */
  async explain(image: RgbImage, nuclei: Mask, target?: number): Promise<ImageExplanation> {
    const { design } = this.description;
    const field = workingField(image, nuclei, design);
    const view = classifierView(field.image, field.nuclei, design);
    const windows = windowsOf(field.nuclei, design);
    const look = async (of: number | undefined) => {
      const found: Explanation[] = [];
      for (const window of windows) {
        found.push(...(await this.#explainer.explain([view(window)], of === undefined ? undefined : [of])));
      }
      return found;
    };
    let explanations = await look(target);
    const whole = classification(
      this.description,
      windows.map((window, i) => ({ ...window, logits: explanations[i]!.logits })),
      field,
    );
    const explained = target ?? whole.logits.indexOf(Math.max(...whole.logits));
    // what a window takes itself for need not be what the image is
    if (explanations.some((each) => each.target !== explained)) explanations = await look(explained);
    const maps = new Map(
      this.#layers.map((layer) => {
        const of = (method: MapMethod) => {
          const raw = explanations.map((each) => each.maps.get(layer)![method]);
          return fieldMap(raw, windows, field.image);
        };
        return [layer, Object.fromEntries(MAP_METHODS.map((method) => [method, of(method)]))] as const;
      }),
    ) as unknown as ImageExplanation['maps'];
    return {
      classification: whole,
      nuclei: thresholdResized(planesOf(nuclei), 0, image.width, image.height, 0.5),
      given: nuclei,
      target: explained,
      maps,
    };
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#explainer.release();
  }
}
