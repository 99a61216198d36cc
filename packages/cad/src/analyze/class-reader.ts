import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import type { Classification } from '../classify/classification.ts';
import type { ClassifierLayer } from '../classify/design.ts';
import { ImageClassifier } from '../classify/image-classifier.ts';
import { outlinesNuclei, ownNuclei } from '../classify/own-nuclei.ts';
import type { MapMethod } from '../explain/activation-maps.ts';
import { type FinalMap, mapAt } from '../explain/final-map.ts';
import { ImageExplainer, type ImageExplanation } from '../explain/image-explainer.ts';
import { energyByObject, energyInside } from '../explain/location.ts';
import { ModelError } from '../models/model-error.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import type { Nuclei } from '../nuclei/nuclei.ts';
import type { ImageResult, MapResult, NucleusResult } from '../results.ts';

/** What is read of an image besides its nuclei. */
export interface ClassReading {
  readonly classification: NonNullable<ImageResult['classification']>;
  readonly cluster: ImageResult['cluster'];
  /** What the user should know before relying on it, a clause each. */
  readonly warnings: readonly string[];
  readonly maps: readonly MapResult[];
  /** The nuclei, each with its share of every map. */
  readonly objects: readonly NucleusResult[];
  /** The maps themselves, where there are any. */
  readonly explanation?: ImageExplanation;
}

/** Classifies images and, where the settings name layers, explains them. */
export interface ClassReader {
  /** The share of prediction sets that hold the true class, where the classifier promises one. */
  readonly coverage: number | undefined;
  /**
   * @param mask the nuclei that are measured
   * @param byHand whether they were drawn or corrected by hand: then they count, though the classifier would outline nuclei for itself
   * @throws RangeError where a classifier of nuclei finds none, or the image is too large for it
   */
  read(image: RgbImage, mask: Mask, nuclei: Nuclei, byHand: boolean): Promise<ClassReading>;
}

/** What is explained of a class. */
export interface Explaining {
  /** Layers whose maps are made; with none nothing is explained. */
  readonly layers: readonly ClassifierLayer[];
  /** Which of the four maps of a layer. */
  readonly methods: readonly MapMethod[];
  /** The class that maps explain, by name; where absent, each image's most probable. */
  readonly target?: string | undefined;
}

/**
 * The reader that settings describe.
 * @throws ModelError where the classifier has no class of the name to explain
 */
export async function classReader(
  { layers, methods, target }: Explaining,
  model: ClassifierModel,
  runtime: Runtime,
): Promise<ClassReader> {
  const { design } = model.description;
  const { classes } = design;
  const seen = (image: RgbImage, mask: Mask, byHand: boolean) => {
    const own = outlinesNuclei(design) && !byHand ? ownNuclei(image, design) : mask;
    // a black picture has a class like any other
    if (design.sees === 'nuclei' && !own.data.includes(1))
      throw new RangeError('the classifier found no nucleus');
    return own;
  };
  const coverage = model.description.conformal?.coverage;
  if (layers.length === 0) {
    const classifier = await ImageClassifier.start(model, runtime);
    return {
      coverage,
      read: async (image, mask, { objects }, byHand) => {
        const own = seen(image, mask, byHand);
        const found = await classifier.classify(image, own);
        return { ...recorded(found, classes, own), maps: [], objects };
      },
    };
  }
  const index = target === undefined ? undefined : classIndex(classes, target);
  const explainer = await ImageExplainer.start(model, runtime, { layers });
  return {
    coverage,
    read: async (image, mask, nuclei, byHand) => {
      const explanation = await explainer.explain(image, seen(image, mask, byHand), index);
      return {
        ...recorded(explanation.classification, classes, explanation.nuclei),
        ...mapResults(explanation, classes[explanation.target]!, methods, nuclei),
        explanation,
      };
    },
  };
}

/** A class by its name. @throws ModelError where there is none, with those that there are */
function classIndex(classes: readonly string[], name: string): number {
  const index = classes.indexOf(name);
  if (index < 0) throw new ModelError(`the classifier has no class ${name}; it has ${classes.join(', ')}`);
  return index;
}

function recorded(
  { label, probabilities, logits, windows, conformalSet, outOfDistribution, cluster }: Classification,
  classes: readonly string[],
  seen: Mask,
): Pick<ClassReading, 'classification' | 'cluster' | 'warnings'> {
  return {
    classification: {
      label,
      probabilities: Object.fromEntries(classes.map((name, i) => [name, probabilities[i]!])),
      logits: [...logits],
      windows: windows.length,
      conformalSet: conformalSet ? [...conformalSet] : null,
      outOfDistribution: outOfDistribution ? { ...outOfDistribution } : null,
    },
    cluster: cluster
      ? {
          x: cluster.x,
          y: cluster.y,
          nearest: classes[cluster.distances[0]!.label]!,
          distances: Object.fromEntries(
            cluster.distances.map((each) => [classes[each.label]!, each.deviations ?? null]),
          ),
        }
      : null,
    warnings: [
      ...(seen.data.includes(1) ? [] : ['the classifier found no nucleus: do not rely on its class']),
      ...(outOfDistribution?.flag
        ? [
            `unlike the images that the classifier was trained on, most of all in ${outOfDistribution.mostUnusual}: do not rely on its class`,
          ]
        : []),
    ],
  };
}

function mapResults(
  { maps, nuclei: seen }: ImageExplanation,
  target: string,
  methods: readonly MapMethod[],
  { labels, objects }: Nuclei,
): Pick<ClassReading, 'maps' | 'objects'> {
  const results: MapResult[] = [];
  const shares = objects.map((): Record<string, number> => ({}));
  for (const [layer, ofLayer] of maps) {
    for (const method of methods) {
      const map = mapAt(ofLayer[method], seen.width, seen.height);
      results.push(mapResult(map, { layer, method, target }, seen));
      const byObject = energyByObject(map, labels);
      objects.forEach(({ label }, i) => {
        shares[i]![`${method}-${layer}`] = byObject.get(label) ?? 0;
      });
    }
  }
  return { maps: results, objects: objects.map((object, i) => ({ ...object, mapShares: shares[i]! })) };
}

/** What is told of a map. @param map at the size of `seen`, the nuclei that the classifier saw */
export function mapResult(
  map: FinalMap,
  named: Pick<MapResult, 'layer' | 'method' | 'target'>,
  seen: Mask,
): MapResult {
  const [least, largest] = map.range;
  return {
    ...named,
    least,
    largest,
    supported: map.supported,
    energyInNuclei: energyInside(map, seen) ?? null,
  };
}
