import { availableParallelism } from 'node:os';
import { type StoredModel, usedModel } from '@leukolens/batch';
import { NetworkSegmenter, nucleiOf, OutlineNetwork, workingSize } from '@leukolens/cad';
import { type Mask, type RgbImage, removeSmall, resizeRgb, thresholdResized } from '@leukolens/imaging';
import { median } from './statistics.ts';

/** What becomes of an image on its way through a network, in order. */
export const NETWORK_PARTS = {
  scale: 'scale, by the handcrafted method',
  resize: 'to working size',
  network: 'network, its input included',
  threshold: 'back to full size, and threshold',
  clean: 'small objects dropped',
  measure: 'nuclei numbered and measured',
} as const;
export type NetworkPart = keyof typeof NETWORK_PARTS;

export interface NetworkTimes {
  readonly model: { readonly name: string; readonly sha256: string };
  readonly width: number;
  readonly height: number;
  /** The size at which the network saw the image. */
  readonly working: { readonly width: number; readonly height: number };
  readonly rounds: number;
  /** Median milliseconds from pixels to measured nuclei. */
  readonly total: number;
  /** Median milliseconds of each part, timed by itself. */
  readonly parts: Readonly<Record<NetworkPart, number>>;
}

const ROUNDS = 20;

/** Milliseconds that a network method takes for one image, on a process that has done it before, in all and by parts. */
export async function timeNetwork(model: StoredModel<'outline'>, image: RgbImage): Promise<NetworkTimes> {
  const { nodeRuntime } = await import('@leukolens/engine/node');
  const runtime = nodeRuntime({ threads: availableParallelism() });
  const network = new OutlineNetwork(model.description.design, model.weights, runtime);
  const segmenter = new NetworkSegmenter(network);
  const totals: number[] = [];
  const parts: Record<NetworkPart, number>[] = [];
  for (let round = -3; round < ROUNDS; round++) {
    const start = performance.now();
    const mask = await segmenter.segment(image);
    nucleiOf(image, mask);
    const total = performance.now() - start;
    const found = await byParts(network, segmenter.options, image);
    // what is timed by parts has to be what is done
    if (!found.mask.data.every((value, i) => value === mask.data[i])) {
      throw new Error('bench: the parts give another mask than the method');
    }
    if (round < 0) continue; // compilers and caches warm up
    totals.push(total);
    parts.push(found.times);
  }
  await network.release();
  const { name, sha256 } = usedModel(model);
  return {
    model: { name, sha256 },
    width: image.width,
    height: image.height,
    working: workingSize(image, model.description.design.scale),
    rounds: ROUNDS,
    total: median(totals),
    parts: Object.fromEntries(
      Object.keys(NETWORK_PARTS).map((part) => [
        part,
        median(parts.map((each) => each[part as NetworkPart])),
      ]),
    ) as Record<NetworkPart, number>,
  };
}

async function byParts(
  network: OutlineNetwork,
  { threshold, smallest }: NetworkSegmenter['options'],
  image: RgbImage,
): Promise<{ mask: Mask; times: Record<NetworkPart, number> }> {
  const times = {} as Record<NetworkPart, number>;
  let last = performance.now();
  const done = <Result>(part: NetworkPart, result: Result): Result => {
    const now = performance.now();
    times[part] = now - last;
    last = now;
    return result;
  };
  const { width, height } = done('scale', workingSize(image, network.design.scale));
  const working = done('resize', resizeRgb(image, width, height));
  const seen = done('network', await network.atWorkingSize(working));
  const cut = done('threshold', thresholdResized(seen, 0, image.width, image.height, threshold));
  const pixelsEach = (image.width * image.height) / (width * height);
  const mask = done('clean', removeSmall(cut, smallest * pixelsEach));
  done('measure', nucleiOf(image, mask));
  return { mask, times };
}
