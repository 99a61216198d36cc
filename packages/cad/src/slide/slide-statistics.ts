import { channelMeans, otsuThreshold, type RgbImage, type Slide } from '@leukolens/imaging';
import type { FieldStatistics } from '../segment/field-statistics.ts';
import { Handcrafted } from '../segment/handcrafted.ts';
import { backgroundLevels } from '../segment/network/input-tables.ts';
import { medianDiameter } from '../segment/network/working-scale.ts';
import { CELL, type TissueMap, ZONES } from './tissue-map.ts';

/** Cells of the map that are looked at: as much as some sixty photographs. */
const SAMPLES = 64;

/**
 * What the methods take from a slide as a whole, settled on the cells of the map that are read and look most like holding nuclei:
 * of a whole slide nuclei are so small a share that Otsu's threshold would part red cells from glass. Undefined where nothing of the
 * slide is read.
 */
export async function slideStatistics(slide: Slide, map: TissueMap): Promise<FieldStatistics | undefined> {
  const chosen = [...map.zones.keys()]
    .filter((cell) => ZONES[map.zones[cell]!] === 'read')
    .sort((a, b) => map.violet[b]! - map.violet[a]! || a - b)
    .slice(0, SAMPLES);
  if (chosen.length === 0) return undefined;
  const samples: RgbImage[] = [];
  for (const cell of chosen) {
    const left = (cell % map.columns) * CELL;
    const top = Math.floor(cell / map.columns) * CELL;
    const width = Math.min(CELL, slide.width - left);
    const height = Math.min(CELL, slide.height - top);
    samples.push((await slide.read(0, { left, top, width, height })).image);
  }
  return settled(samples);
}

async function settled(samples: readonly RgbImage[]): Promise<FieldStatistics> {
  const handcrafted = new Handcrafted();
  const pixels = samples.reduce((sum, { width, height }) => sum + width * height, 0);
  const means = [0, 0, 0] as [number, number, number];
  for (const image of samples) {
    const share = (image.width * image.height) / pixels;
    channelMeans(image).forEach((mean, channel) => {
      means[channel]! += share * mean;
    });
  }
  const histogram = new Uint32Array(256);
  for (const image of samples) {
    handcrafted.histogram(image, means).forEach((count, level) => {
      histogram[level]! += count;
    });
  }
  const field = { means, threshold: otsuThreshold(histogram), background: backgroundLevels(samples) };
  const masks = await Promise.all(samples.map((image) => handcrafted.segmentPart(image, field)));
  const diameter = medianDiameter(masks);
  return { ...field, ...(diameter !== undefined && { medianDiameter: diameter }) };
}
