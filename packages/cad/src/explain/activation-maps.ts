/*
 * Class activation maps of one picture, from a layer's activations A and the gradient G = ∂(class's logit)/∂A, both
 * [channels, height, width]. A weight a channel, or a pixel and channel, times A, summed over channels. Computed in float64.
 */

/** The maps, as the paper names them (section 3.5). */
export const MAP_METHODS = ['gradcam', 'gradcam++', 'hirescam', 'xgradcam'] as const;
export type MapMethod = (typeof MAP_METHODS)[number];

/** How people write them. */
export const MAP_TITLES: Readonly<Record<MapMethod, string>> = {
  gradcam: 'Grad-CAM',
  'gradcam++': 'Grad-CAM++',
  hirescam: 'HiResCAM',
  xgradcam: 'XGrad-CAM',
};

/**
 * To be said wherever maps are shown: behind a layer that is followed by global average pooling alone, the gradient of a channel
 * is the same at every pixel, so three of the maps are one.
 */
export const POOLED_LAYER_NOTE =
  'at a layer followed only by global average pooling (layer4), Grad-CAM, HiResCAM and XGrad-CAM are the same map';

/** A map as it comes: neither rectified nor scaled. Positive where the layer speaks for the class, negative where against it. */
export interface RawMap {
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly data: Float64Array;
}

/** A layer's activations or their gradient, of one picture. */
export interface LayerValues {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** [channels, height, width] */
  readonly data: Float32Array;
}

/**
 * All four maps of one picture.
 * @throws RangeError where the gradient has another shape than the activations, or either is not finite
 */
export function rawMaps(
  activations: LayerValues,
  gradient: LayerValues,
): Readonly<Record<MapMethod, RawMap>> {
  const { channels, width, height } = activations;
  if (gradient.channels !== channels || gradient.width !== width || gradient.height !== height) {
    throw new RangeError(
      `a gradient of ${shapeOf(gradient)} for activations of ${shapeOf(activations)}; expected the same shape`,
    );
  }
  const size = width * height;
  const maps = MAP_METHODS.map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [gradcam, gradcamPlusPlus, hirescam, xgradcam] = maps;
  for (let channel = 0; channel < channels; channel++) {
    const a = activations.data.subarray(channel * size, (channel + 1) * size);
    const g = gradient.data.subarray(channel * size, (channel + 1) * size);
    const weight = channelWeights(a, g);
    for (let i = 0; i < size; i++) {
      gradcam[i]! += weight.gradcam * a[i]!;
      gradcamPlusPlus[i]! += weight.gradcamPlusPlus * a[i]!;
      hirescam[i]! += g[i]! * a[i]!; // Draelos and Carin 2020, eq. 5: no averaging at all
      xgradcam[i]! += weight.xgradcam * a[i]!;
    }
  }
  if (maps.some((map) => !map.every(Number.isFinite))) {
    throw new RangeError('activations or gradient are not finite: no map can be made of them');
  }
  return Object.fromEntries(
    MAP_METHODS.map((method, i) => [method, { width, height, data: maps[i]! }]),
  ) as Record<MapMethod, RawMap>;
}

/** What a channel counts in the maps that weight whole channels. */
function channelWeights(a: Float32Array, g: Float32Array) {
  let [sum, ofGradient, ofProduct] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    sum += a[i]!;
    ofGradient += g[i]!;
    ofProduct += a[i]! * g[i]!;
  }
  // α = G² / (2 G² + ΣA · G³), w = Σ max(G, 0) α  (Chattopadhyay et al. 2018, eqs. 10 and 19; 1e-6 as pytorch-grad-cam has it)
  let plusPlus = 0;
  for (const slope of g) {
    if (slope > 0)
      plusPlus += slope * defined((slope * slope) / (2 * slope * slope + sum * slope ** 3 + 1e-6));
  }
  return {
    // w = mean G  (Selvaraju et al. 2017, eq. 1)
    gradcam: ofGradient / a.length,
    gradcamPlusPlus: plusPlus,
    // w = Σ G A / ΣA  (Fu et al. 2020, eq. 8; 1e-7 as pytorch-grad-cam has it)
    xgradcam: defined(ofProduct / (sum + 1e-7)),
  };
}

/** A sum of activations below zero, as Mish allows, can make a divisor zero; such a term says nothing. */
function defined(quotient: number): number {
  return Number.isFinite(quotient) ? quotient : 0;
}

function shapeOf({ channels, height, width }: LayerValues): string {
  return `[${channels}, ${height}, ${width}]`;
}
