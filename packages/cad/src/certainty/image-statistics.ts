import { type Mask, type RegionColours, type RgbImage, regionColours } from '@leukolens/imaging';
import { complement } from '../classify/stain.ts';
import { nucleiOf } from '../nuclei/nuclei.ts';

/**
 * What can be said of an image without a network: the colours and the texture of its nuclei and of the rest, how sharp the nuclei's rims are,
 * how many there are and how large. All finite, whatever the image.
 */
export const IMAGE_STATISTICS = [
  ...(['nuclei', 'background'] as const).flatMap((region) =>
    ['lightness', 'redness', 'yellowness'].flatMap((axis) => [
      `${region} ${axis}`,
      `${region} ${axis} spread`,
    ]),
  ),
  'nuclei texture 1',
  'nuclei texture 2',
  'background texture 1',
  'background texture 2',
  'background texture 4',
  'rim step',
  'count',
  'area share',
  'diameter',
  'diameter spread',
  'circularity',
  'solidity',
] as const;

/** Values in the order of `IMAGE_STATISTICS`. */
export type ImageStatistics = readonly number[];

/** Distances, pixels, over which texture is looked at. */
const NUCLEI_STEPS = [1, 2];
const REST_STEPS = [1, 2, 4];

/** What stands for a region that is not there. */
const NOTHING: RegionColours = { mean: [0, 0, 0], deviation: [0, 0, 0] };

/**
 * The statistics of an image at the size at which a classifier sees it. Colours are of CIE Lab; textures ln(¼ + RMS difference of grey
 * levels between pixels so far apart); count ln(1 + nuclei per 100,000 pixels), diameter ln(1 + mean px), its spread that of ln.
 * @throws RangeError where image and nuclei differ in size
 */
export function imageStatistics(image: RgbImage, nuclei: Mask): ImageStatistics {
  const rest = complement(nuclei);
  const colours = [nuclei, rest].flatMap((region) => {
    const { mean, deviation } = regionColours(image, region) ?? NOTHING;
    return [0, 1, 2].flatMap((k) => [mean[k]!, deviation[k]!]);
  });
  const grey = greyOf(image);
  const texture = (region: Mask, steps: readonly number[]) =>
    steps.map((step) => contrast(difference(grey, region, step)));
  return [
    ...colours,
    ...texture(nuclei, NUCLEI_STEPS),
    ...texture(rest, REST_STEPS),
    contrast(rimStep(grey, nuclei)),
    ...sizes(image, nuclei),
  ];
}

/** On a logarithmic scale, on which blur moves texture by steps of its own; what is even has that of a quarter of a level. */
function contrast(levels: number): number {
  return Math.log(0.25 + levels);
}

function sizes(image: RgbImage, nuclei: Mask): number[] {
  const { objects, areaFraction } = nucleiOf(image, nuclei);
  const mean = (of: (nucleus: (typeof objects)[number]) => number) =>
    objects.length === 0 ? 0 : objects.reduce((sum, nucleus) => sum + of(nucleus), 0) / objects.length;
  const logarithm = mean(({ equivalentDiameter }) => Math.log(equivalentDiameter));
  return [
    Math.log1p((1e5 * objects.length) / (image.width * image.height)),
    Math.sqrt(areaFraction),
    Math.log1p(mean(({ equivalentDiameter }) => equivalentDiameter)),
    Math.sqrt(mean(({ equivalentDiameter }) => (Math.log(equivalentDiameter) - logarithm) ** 2)),
    mean(({ circularity }) => Math.min(circularity, 1)),
    mean(({ solidity }) => solidity),
  ];
}

interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

function greyOf({ width, height, data }: RgbImage): Grey {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = (data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!) / 3;
  return { width, height, data: grey };
}

/** RMS difference between pixels of a region that are `step` apart, to the right and downwards; 0 where there are none. */
function difference({ width, height, data }: Grey, { data: inside }: Mask, step: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (!inside[i]) continue;
      const [right, below] = [i + step, i + step * width];
      if (x + step < width && inside[right]) {
        sum += (data[right]! - data[i]!) ** 2;
        count++;
      }
      if (y + step < height && inside[below]) {
        sum += (data[below]! - data[i]!) ** 2;
        count++;
      }
    }
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** RMS step of grey levels from the pixels inside to those beside them outside; 0 where there is no rim. */
function rimStep({ width, height, data }: Grey, { data: inside }: Mask): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      for (const next of [x + 1 < width ? i + 1 : i, y + 1 < height ? i + width : i]) {
        if (inside[i] === inside[next]) continue;
        sum += (data[next]! - data[i]!) ** 2;
        count++;
      }
    }
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}
