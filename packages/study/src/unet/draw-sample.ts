import { networkInput } from '@leukolens/cad';
import { planes, type RgbImage, rgbOf } from '@leukolens/imaging';
import type { Random } from '../random.ts';
import { augmentColours } from '../training/augment-colours.ts';
import { interleaved, linearThrough, nearestThrough, planar } from '../training/through-view.ts';
import { drawView } from '../training/view.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';

/** One picture of a batch. */
export interface Drawn {
  /** [planes of the design's input, side, side], as the network sees it. */
  readonly x: Float32Array;
  /** [outlines, side, side], 0 to 1. */
  readonly target: Float32Array;
  /** [outlines, side, side], 0 or 1. */
  readonly counted: Float32Array;
}

/** Probability that a picture is cut round a nucleus rather than anywhere. */
const ROUND_A_NUCLEUS = 0.8;

/** Cuts, turns, zooms and colours a sample as the recipe says. Equal generators give equal pictures. */
export function drawSample(sample: TrainingSample, recipe: Recipe, draw: Random): Drawn {
  const { side, design, augmentation } = recipe;
  const { image, target, counted } = sample;
  const { width, height } = image;
  const outlines = design.outlines.length;
  const view = drawView(augmentation, side, draw, (extent) => drawCentre(sample, extent, draw));
  const seen = linearThrough(interleaved(width, height, 3, image.data), view, side);
  const coloured = augmentColours(rgbOf(planes(3, side, side, seen)), augmentation, draw);
  return {
    x: networkInput(coloured, design.input).data,
    target: linearThrough(planar(width, height, outlines, target), view, side).map((value) => value / 255),
    counted: new Float32Array(nearestThrough(planar(width, height, outlines, counted), view, side)),
  };
}

/** The middle of a window of `extent` sample pixels: within the image where it fits, often round a nucleus. */
function drawCentre({ image, target }: TrainingSample, extent: number, draw: Random): [number, number] {
  const { width, height } = image;
  let [x, y] = [draw.between(0, width), draw.between(0, height)];
  if (draw.next() < ROUND_A_NUCLEUS) {
    const found = nucleusPixel(image, target, draw);
    if (found !== undefined) {
      x = (found % width) + draw.between(-extent / 3, extent / 3);
      y = Math.floor(found / width) + draw.between(-extent / 3, extent / 3);
    }
  }
  return [within(x, extent, width, draw), within(y, extent, height, draw)];
}

/** A pixel of some nucleus; undefined where a few dozen tries met none. */
function nucleusPixel({ width, height }: RgbImage, target: Uint8Array, draw: Random): number | undefined {
  for (let i = 0; i < 40; i++) {
    const at = draw.below(width * height);
    if (target[at]! > 127) return at;
  }
  return undefined;
}

/** Keeps a window in the image; one that is larger than the image lies anywhere such that the image is within it. */
function within(centre: number, extent: number, length: number, draw: Random): number {
  if (extent >= length) return length / 2 + draw.between(-0.5, 0.5) * (extent - length);
  return Math.max(extent / 2, Math.min(length - extent / 2, centre));
}
