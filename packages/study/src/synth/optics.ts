import { blurRadius, gaussianBlur } from '@leukolens/imaging';
import type { Layers } from './layers.ts';
import { whiteNoise } from './noise.ts';
import type { FullSmearOptions } from './options.ts';
import type { SmearPlan } from './plan.ts';

/** Red, green and blue as planes of 8-bit levels before rounding and clipping. */
export type Planes = readonly [Float32Array, Float32Array, Float32Array];

/** Pixels round a rectangle that its own pixels depend on, through all the blurs. */
export function opticalMargin(plan: SmearPlan): number {
  const { defocus, chromaSoftness } = plan.options;
  const shift = Math.ceil(plan.stain.aberration * plan.pixelsPerMicrometre);
  return blurRadius(defocus) + shift + blurRadius(sharpeningDeviation(plan)) + blurRadius(chromaSoftness);
}

/**
 * The layers as the camera saw them: Beer-Lambert absorption, defocus, colour error, lamp, noise, sharpening, soft colour.
 * Pixels nearer than `opticalMargin` to the layers' border are not right.
 */
export function photograph(layers: Layers, plan: SmearPlan): Planes {
  const { width, height } = layers;
  const planes = [0, 1, 2].map((channel) => {
    const plane = transmitted(layers, plan, channel);
    gaussianBlur(plane, width, height, plan.options.defocus);
    shiftRight(plane, (1 - channel) * plan.stain.aberration * plan.pixelsPerMicrometre);
    illuminate(plane, layers, plan, channel);
    sharpen(plane, layers, plan);
    return plane;
  }) as unknown as Planes;
  softenChroma(planes, width, height, plan.options.chromaSoftness);
  return planes;
}

/** Share of light that passes, 0 to 1 and a little above: exp(-Σ concentration · density). */
function transmitted(layers: Layers, { stain }: SmearPlan, channel: number): Float32Array {
  const [h, e] = [stain.haemoglobin[channel]!, stain.eosin[channel]!];
  const [a, m] = [stain.azure[channel]!, stain.methylene[channel]!];
  const { haemoglobin, eosin, azure, methylene, dust } = layers;
  return haemoglobin.map((amount, i) =>
    Math.exp(-(amount * h + eosin[i]! * e + azure[i]! * a + methylene[i]! * m + dust[i]!)),
  );
}

/** Shifts every row to the right by `distance` pixels (left when negative), linearly between pixels. */
function shiftRight(plane: Float32Array, distance: number): void {
  if (distance === 0) return;
  const source = plane.slice();
  const whole = Math.floor(distance);
  const part = distance - whole;
  for (let i = 0; i < plane.length; i++) {
    plane[i] = (1 - part) * (source[i - whole] ?? 1) + part * (source[i - whole - 1] ?? 1);
  }
}

/** Multiplies by the lamp's colour and its unevenness, and adds the sensor's noise. */
function illuminate(plane: Float32Array, layers: Layers, plan: SmearPlan, channel: number): void {
  const { noise } = plan.options;
  const light = plan.stain.light[channel]!;
  const gain = lightGain(plan.options, plan.stain.shading[channel]!);
  for (let row = 0, index = 0; row < layers.height; row++) {
    for (let column = 0; column < layers.width; column++, index++) {
      const [x, y] = [layers.x + column, layers.y + row];
      const level = plane[index]! * light * gain(x + 0.5, y + 0.5);
      plane[index] = level + noise * whiteNoise(plan.seed + channel, x, y);
    }
  }
}

/** Relative brightness of the lamp by position in the field. */
function lightGain(
  { width, height, unevenLight }: FullSmearOptions,
  share: number,
): (x: number, y: number) => number {
  const strength = share * unevenLight.strength;
  const vignette = share * unevenLight.vignette;
  const { direction } = unevenLight;
  const angle = (direction * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const span = Math.abs(cos) * width + Math.abs(sin) * height;
  const corner = (width * width + height * height) / 4;
  return (x, y) => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    const slope = 1 + (strength * (dx * cos + dy * sin)) / span;
    return slope * (1 - (vignette * (dx * dx + dy * dy)) / corner);
  };
}

/** Unsharp masking, as cameras do it: it leaves a bright seam round dark things. */
function sharpen(plane: Float32Array, { width, height }: Layers, plan: SmearPlan): void {
  const { amount } = plan.stain.sharpening;
  const blurred = plane.slice();
  gaussianBlur(blurred, width, height, sharpeningDeviation(plan));
  for (let i = 0; i < plane.length; i++) plane[i]! += amount * (plane[i]! - blurred[i]!);
}

function sharpeningDeviation(plan: SmearPlan): number {
  return Math.max(0.8, plan.stain.sharpening.deviation * plan.pixelsPerMicrometre);
}

/** Blurs the colour differences Cb and Cr of ITU-R BT.601, and leaves the brightness as it is. */
function softenChroma([red, green, blue]: Planes, width: number, height: number, deviation: number): void {
  if (deviation === 0) return;
  const luma = red.map((r, i) => 0.299 * r + 0.587 * green[i]! + 0.114 * blue[i]!);
  const blueness = blue.map((b, i) => b - luma[i]!);
  const redness = red.map((r, i) => r - luma[i]!);
  gaussianBlur(blueness, width, height, deviation);
  gaussianBlur(redness, width, height, deviation);
  for (let i = 0; i < luma.length; i++) {
    red[i] = luma[i]! + redness[i]!;
    blue[i] = luma[i]! + blueness[i]!;
    green[i] = luma[i]! - (0.299 * redness[i]! + 0.114 * blueness[i]!) / 0.587;
  }
}
