import { networkInput } from '@leukolens/cad';
import { type RgbImage, reflect101, rgbImage } from '@leukolens/imaging';
import type { Random } from '../random.ts';
import { augmentColours } from './augment-colours.ts';
import type { Augmentation, Recipe } from './recipe.ts';
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
  const outlines = design.outlines.length;
  const view = drawView(sample, side, augmentation, draw);
  const picture = rgbImage(side, side);
  const drawn = {
    target: new Float32Array(outlines * side * side),
    counted: new Float32Array(outlines * side * side),
  };
  const { width, height } = image;
  const pixels = width * height;
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const to = v * side + u;
      const x = view.x + view.xu * (u + 0.5) + view.xv * (v + 0.5) - 0.5;
      const y = view.y + view.yu * (u + 0.5) + view.yv * (v + 0.5) - 0.5;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [x - left, y - top];
      const [x0, x1] = [reflect101(left, width), reflect101(left + 1, width)];
      const [row0, row1] = [reflect101(top, height) * width, reflect101(top + 1, height) * width];
      const [a, b] = [(1 - right) * (1 - below), right * (1 - below)];
      const [c, d] = [(1 - right) * below, right * below];
      for (let channel = 0; channel < 3; channel++) {
        picture.data[3 * to + channel] = Math.round(
          a * image.data[3 * (row0 + x0) + channel]! +
            b * image.data[3 * (row0 + x1) + channel]! +
            c * image.data[3 * (row1 + x0) + channel]! +
            d * image.data[3 * (row1 + x1) + channel]!,
        );
      }
      for (let plane = 0; plane < outlines; plane++) {
        const from = plane * pixels;
        const at = plane * side * side + to;
        drawn.target[at] =
          (a * target[from + row0 + x0]! +
            b * target[from + row0 + x1]! +
            c * target[from + row1 + x0]! +
            d * target[from + row1 + x1]!) /
          255;
        drawn.counted[at] = counted[from + (below < 0.5 ? row0 : row1) + (right < 0.5 ? x0 : x1)]!;
      }
    }
  }
  const coloured = augmentColours(picture, augmentation, draw);
  return { x: networkInput(coloured, design.input).data, ...drawn };
}

/** From the picture's pixels (u, v) to the sample's: x = x₀ + xu u + xv v, and y alike. */
interface View {
  readonly x: number;
  readonly y: number;
  readonly xu: number;
  readonly xv: number;
  readonly yu: number;
  readonly yv: number;
}

function drawView(sample: TrainingSample, side: number, augmentation: Augmentation, draw: Random): View {
  const { flips, turn, zoom } = augmentation;
  const turned = draw.next() < turn;
  const scale = turned ? 2 ** draw.between(-zoom, zoom) : 1;
  const angle = turned
    ? draw.between(0, 2 * Math.PI)
    : draw.next() < flips
      ? (draw.below(4) * Math.PI) / 2
      : 0;
  const [cosine, sine] = turned ? [Math.cos(angle), Math.sin(angle)] : quarter(angle);
  const mirror = draw.next() < flips ? -1 : 1;
  const transposed = draw.next() < flips;
  const [a, b, c, d] = [(cosine * mirror) / scale, -sine / scale, (sine * mirror) / scale, cosine / scale];
  const [xu, xv, yu, yv] = transposed ? [b, a, d, c] : [a, b, c, d];
  const centre = drawCentre(sample, side / scale, draw);
  // whole pixels stay whole pixels where nothing is turned or zoomed
  const [cx, cy] = turned
    ? centre
    : [Math.round(centre[0] - side / 2) + side / 2, Math.round(centre[1] - side / 2) + side / 2];
  const half = side / 2;
  return { x: cx - (xu + xv) * half, y: cy - (yu + yv) * half, xu, xv, yu, yv };
}

/** Cosine and sine of a multiple of a right angle, exactly. */
function quarter(angle: number): [number, number] {
  return [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
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
