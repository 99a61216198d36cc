import { classifierView, holdsNuclei, inStain, withRim } from '@leukolens/cad';
import { dilate, erodeRect, type Mask, mask, planes, type RgbImage, rgbOf } from '@leukolens/imaging';
import type { Random } from '../random.ts';
import { augmentColours } from '../training/augment-colours.ts';
import { interleaved, linearThrough, nearestThrough } from '../training/through-view.ts';
import { drawView, type View } from '../training/view.ts';
import type { ClassifierRecipe } from './recipe.ts';
import type { ClassifierSample } from './samples.ts';

/** How often a view is drawn until it holds nuclei; some images have none. */
const MOST_TRIES = 5;

/**
 * Moves, turns, zooms and colours a sample as the recipe says; a part of it may be another sample's of its class. Equal generators give
 * equal pictures.
 * @param others from whom stains and parts are borrowed
 * @returns [planes, side, side], as the network sees it
 */
export function drawPicture(
  sample: ClassifierSample,
  recipe: ClassifierRecipe,
  others: readonly ClassifierSample[],
  draw: Random,
): Float32Array {
  const picture = drawOne(sample, recipe, others, draw);
  const { mixed } = recipe.augmentation;
  // no draw where there is none: a recipe of before it gives the same pictures as then
  if (mixed > 0 && draw.next() < mixed) {
    const kin = others.filter(({ label }) => label === sample.label);
    putBeyondLine(picture, drawOne(draw.pick(kin), recipe, others, draw), recipe.design.side, draw);
  }
  return picture;
}

/** Overwrites what lies on one side of a line, drawn at random, within a quarter of the side from the middle. */
function putBeyondLine(picture: Float32Array, other: Float32Array, side: number, draw: Random): void {
  const angle = draw.between(0, 2 * Math.PI);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const offset = draw.between(-side / 4, side / 4);
  const middle = (side - 1) / 2;
  for (let at = 0; at < picture.length; at++) {
    const [x, y] = [at % side, Math.floor(at / side) % side];
    if ((x - middle) * cosine + (y - middle) * sine > offset) picture[at] = other[at]!;
  }
}

function drawOne(
  sample: ClassifierSample,
  { design, augmentation }: ClassifierRecipe,
  others: readonly ClassifierSample[],
  draw: Random,
): Float32Array {
  const { side } = design;
  const { image } = sample;
  const nuclei =
    sample.otherNuclei.length > 0 ? draw.pick([sample.nuclei, ...sample.otherNuclei]) : sample.nuclei;
  const { width, height } = image;
  // anywhere in a larger image, and beyond its border by the shift
  const centre = (extent: number) => (length: number) =>
    length / 2 +
    draw.between(-0.5, 0.5) * Math.max(0, length - extent) +
    draw.between(-1, 1) * augmentation.shift * side;
  let view: View;
  let cells: Mask;
  let tries = 0;
  do {
    view = drawView(augmentation, side, draw, (extent) => [centre(extent)(width), centre(extent)(height)]);
    const inside = nearestThrough(interleaved(width, height, 1, nuclei.data), view, side, 0);
    cells = mask(side, side, inside);
    // windows without a nucleus are not looked at, either
  } while (!holdsNuclei(cells) && ++tries < MOST_TRIES);
  const seen = linearThrough(interleaved(width, height, 3, image.data), view, side);
  let picture: RgbImage = rgbOf(planes(3, side, side, seen));
  if (draw.next() < augmentation.donors) {
    picture = inStain(picture, withRim(cells), draw.pick(others).stain);
  }
  const coloured = augmentColours(picture, augmentation, draw);
  const shown = jittered(cells, augmentation.maskJitter, draw);
  const sees = draw.next() < augmentation.nucleiAlone ? 'nuclei' : design.sees;
  return classifierView(coloured, shown, { ...design, sees })({ left: 0, top: 0, width: side, height: side });
}

/** Nuclei grown or shrunk by up to so many pixels. */
function jittered(nuclei: Mask, most: number, draw: Random): Mask {
  const by = most === 0 ? 0 : draw.below(2 * most + 1) - most;
  if (by === 0) return nuclei;
  return by > 0 ? dilate(nuclei, by) : erodeRect(nuclei, 2 * -by + 1);
}
