import { type Model, mish, relu, type Tensor, unet } from '@leukolens/engine';
import { z } from 'zod';

/** What a network can outline: nuclei, and whole cells (nucleus and cytoplasm). */
export const OUTLINES = ['nucleus', 'cell'] as const;
export type Outline = (typeof OUTLINES)[number];

/** How an image's grey levels become numbers for the network. */
export const INPUTS = ['rgb', 'constancy', 'density', 'guided'] as const;
export type InputKind = (typeof INPUTS)[number];

/** How many planes each of them has. */
export const INPUT_PLANES: Readonly<Record<InputKind, number>> = {
  rgb: 3,
  constancy: 3,
  density: 3,
  guided: 4,
};

/** For images of one microscope. */
export const factorScaleSchema = z.strictObject({
  kind: z.literal('factor'),
  /** Working pixels per pixel of the image. */
  factor: z.number().min(0.01).max(8),
});

/** For images of any. */
export const nucleusScaleSchema = z.strictObject({
  kind: z.literal('nucleus'),
  /** Working pixels that the image's median nucleus shall measure across, as the handcrafted method finds it. */
  diameter: z.number().min(8).max(256),
});

/** To which size an image is brought before the network sees it. */
export const scaleSchema = z.discriminatedUnion('kind', [
  factorScaleSchema,
  z.strictObject({
    kind: z.literal('square'),
    /** Working pixels of both sides, whatever the image's proportions, as in the paper. */
    side: z.int().min(16).max(4096),
  }),
  nucleusScaleSchema,
]);
export type ScaleRule = z.infer<typeof scaleSchema>;

/** A U-Net that outlines, as `model.json` describes it: everything that is needed to build and feed it. */
export const designSchema = z.strictObject({
  channels: z.array(z.int().min(1).max(2048)).min(2).max(8).default([32, 64, 128, 256, 512]),
  /** One fewer than channels; the sides that the network takes are multiples of their product. */
  strides: z.array(z.int().min(1).max(4)).min(1).max(7).default([2, 2, 2, 2]),
  norm: z.enum(['instance', 'batch']).default('instance'),
  activation: z.enum(['mish', 'relu']).default('mish'),
  /** Residual units after each level's convolution, down and up. */
  residualUnits: z.int().min(0).max(8).default(0),
  outlines: z.array(z.enum(OUTLINES)).min(1).max(2).default(['nucleus']),
  input: z.enum(INPUTS).default('rgb'),
  scale: scaleSchema.default({ kind: 'factor', factor: 1 }),
});
export type Design = z.infer<typeof designSchema>;

/** By what the sides of the network's pictures are divided on their way to the bottom. */
export function reduction({ strides }: Design): number {
  return strides.reduce((product, stride) => product * stride, 1);
}

/**
 * The network as a graph.
 * @param x [batch, planes of its input, height, width], sides multiples of `reduction`
 * @param dropout share of elements dropped in training
 * @returns logits [batch, outlines, height, width]
 */
export function traceDesign(model: Model, x: Tensor, design: Design, dropout = 0): Tensor {
  const { channels, strides, norm, residualUnits, outlines } = design;
  const activation = design.activation === 'mish' ? mish : relu;
  const outputs = outlines.length;
  return unet(model.root, x, { channels, strides, norm, activation, residualUnits, outputs, dropout });
}
