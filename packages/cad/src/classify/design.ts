import { type Model, mish, relu, resnet18, resnet50, type Tensor } from '@leukolens/engine';
import { z } from 'zod';
import { handcraftedSchema } from '../segment/handcrafted.ts';
import { factorScaleSchema, nucleusScaleSchema } from '../segment/network/design.ts';

/** How an image's grey levels become numbers for a classifier. */
export const CLASSIFIER_COLOURS = ['rgb', 'grey', 'density'] as const;
export type ClassifierColours = (typeof CLASSIFIER_COLOURS)[number];

/** How many planes each of them has. */
export const CLASSIFIER_PLANES: Readonly<Record<ClassifierColours, number>> = { rgb: 3, grey: 1, density: 3 };

/** The layers whose activations can be explained, from the picture on. */
export const CLASSIFIER_LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'] as const;
export type ClassifierLayer = (typeof CLASSIFIER_LAYERS)[number];

/** To which size an image is brought before a classifier sees it. */
export const classifierScaleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /** The paper's: the shorter side brought to a length, and the middle cut out. */
    kind: z.literal('shorterSide'),
    /** Working pixels, not less than the side of the network's picture. */
    length: z.int().min(16).max(4096),
  }),
  factorScaleSchema,
  nucleusScaleSchema,
  z.strictObject({
    /** The whole field in about one picture, so that number and size of its nuclei show; of larger fields windows. */
    kind: z.literal('field'),
    /** Working pixels of the shorter side of what lies inside of a plain frame. */
    length: z.int().min(16).max(4096),
    /** Working pixels across that the median nucleus is not shrunk below: a larger field is then looked at in windows. */
    smallest: z.number().min(4).max(256),
  }),
  z.strictObject({
    /** Each nucleus by itself: the network's picture is a square round it. */
    kind: z.literal('eachNucleus'),
    /** Working pixels that the nucleus shall measure across. */
    diameter: z.number().min(8).max(256),
  }),
]);
export type ClassifierScale = z.infer<typeof classifierScaleSchema>;

/** How a classifier outlines nuclei for itself: by the handcrafted method. */
export const ownNucleiSchema = z.strictObject({
  ...handcraftedSchema.shape,
  /** How many times smaller than the classifier sees an image it is outlined: noise and focus move the outlines in a smaller one less. */
  reduction: z.number().min(0.5).max(4).default(1),
  /**
   * Whether they are outlined in the image's own stain, or once more in the common one, to which it is recoloured by what was found first:
   * then another stain moves their outlines less.
   */
  stain: z.enum(['own', 'common']).default('own'),
});
export type OwnNuclei = z.infer<typeof ownNucleiSchema>;

/** A classifier, as `model.json` describes it: everything that is needed to build and feed it. */
export const classifierDesignSchema = z
  .strictObject({
    network: z.enum(['resnet18', 'resnet50']).default('resnet50'),
    /** Divides every channel count: smaller networks of the same form. */
    narrowing: z.union([1, 2, 4, 8, 16].map((by) => z.literal(by))).default(1),
    /** Linear is one layer behind the pooled features; medium has two of a half and a quarter of their length before it. */
    head: z.enum(['linear', 'medium']).default('linear'),
    activation: z.enum(['mish', 'relu']).default('relu'),
    /** Names of the classes, in the order of the logits. */
    classes: z.array(z.string().min(1).max(80)).min(2).max(64),
    /** Side of the square picture that the network sees, working pixels. */
    side: z.int().min(32).max(1024),
    /** The nuclei alone, all else black (the paper's hard attention), or the whole image. */
    sees: z.enum(['nuclei', 'whole']).default('nuclei'),
    colours: z.enum(CLASSIFIER_COLOURS).default('rgb'),
    /** Whether it sees the stain as it is, or every image recoloured so that all have one (`inCommonStain`). */
    stain: z.enum(['own', 'common']).default('own'),
    /** How it outlines nuclei for itself; without it those count that the analysis finds. */
    nuclei: ownNucleiSchema.optional(),
    scale: classifierScaleSchema,
  })
  .refine(({ nuclei, scale }) => nuclei === undefined || scale.kind !== 'eachNucleus', {
    path: ['nuclei'],
    error: 'a classifier of single nuclei is shown those that the analysis finds: leave it out',
  });
export type ClassifierDesign = z.infer<typeof classifierDesignSchema>;

/** A classifier as a function of its picture, which tells of the layers that can be looked at. */
export type Classifier = (
  model: Model,
  x: Tensor,
  observe: (layer: string, values: Tensor) => void,
) => Tensor;

/** A design's network, and the pictures that it takes: what `ClassScorer` and `Explainer` start with. */
export function classifierOf(design: ClassifierDesign) {
  const { side, colours } = design;
  const network: Classifier = (model, x, observe) => traceClassifier(model, x, design, observe);
  return { network, pictures: { channels: CLASSIFIER_PLANES[colours], width: side, height: side } };
}

/** Length of the pooled features of each network, before narrowing. */
const FEATURES = { resnet18: 512, resnet50: 2048 } as const;

/**
 * The classifier as a graph (paper, section 3.4 and Table 1).
 * @param x [batch, planes of its colours, side, side]
 * @param observe told of the layers that can be explained
 * @returns logits [batch, classes]
 */
export function traceClassifier(
  model: Model,
  x: Tensor,
  { network, narrowing, head, classes, activation }: ClassifierDesign,
  observe?: (layer: string, values: Tensor) => void,
): Tensor {
  const features = FEATURES[network] / narrowing;
  const build = network === 'resnet18' ? resnet18 : resnet50;
  return build(model.root, x, {
    classes: classes.length,
    activation: activation === 'mish' ? mish : relu,
    hidden: head === 'medium' ? [features / 2, features / 4] : [],
    narrowing,
    // without it fifty layers have learnt nothing after two epochs of 3,200 pictures
    passOn: network === 'resnet50',
    ...(observe && { observe }),
  });
}
