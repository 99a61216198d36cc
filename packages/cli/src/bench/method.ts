import { Handcrafted } from '@leukolens/cad';
import type { RgbImage } from '@leukolens/imaging';
import { type Peer, type PeerJob, startPeer } from './peer.ts';
import { median } from './statistics.ts';

export interface MethodTimes {
  readonly images: number;
  readonly width: number;
  readonly height: number;
  /** Median milliseconds an image, of this program's whole method. */
  readonly ours: number;
  /** The same of OpenCV's jobs. */
  readonly opencv: Partial<Record<PeerJob, number>>;
  /** Median over the rounds of our time over theirs. */
  readonly ratio: Partial<Record<PeerJob, number>>;
  readonly opencvVersion?: string;
}

/**
 * Times the whole handcrafted method against OpenCV on images in memory, one thread each, by turns: each round
 * times every image once on either side, so that a slow spell of the machine meets both.
 */
export async function timeMethod(
  images: readonly RgbImage[],
  options: { readonly rounds: number; readonly python: string; readonly reference: string | undefined },
  say: (line: string) => void,
): Promise<MethodTimes> {
  const peer = await startPeer(images, options.python, options.reference, say);
  try {
    return await timeByTurns(images, options.rounds, peer);
  } finally {
    await peer?.end();
  }
}

async function timeByTurns(
  images: readonly RgbImage[],
  rounds: number,
  peer: Peer | undefined,
): Promise<MethodTimes> {
  const segmenter = new Handcrafted();
  for (const image of images.slice(0, 20)) segmenter.segmentNow(image); // the compilers warm up
  for (const job of peer?.jobs ?? []) await peer?.time(job);

  const ours: number[][] = [];
  const theirs = new Map<PeerJob, number[][]>();
  for (let round = 0; round < rounds; round++) {
    ours.push(images.map((image) => milliseconds(() => segmenter.segmentNow(image))));
    for (const job of peer?.jobs ?? []) theirs.set(job, [...(theirs.get(job) ?? []), await peer!.time(job)]);
  }

  const { width, height } = images[0]!;
  const summary = (pick: (times: number[][]) => number) =>
    Object.fromEntries([...theirs].map(([job, times]) => [job, pick(times)]));
  return {
    images: images.length,
    width,
    height,
    ours: median(ours.flat()),
    opencv: summary((times) => median(times.flat())),
    ratio: summary((times) => median(times.map((theirs, round) => median(ours[round]!) / median(theirs)))),
    ...versionOf(peer),
  };
}

function versionOf(peer: Peer | undefined): { opencvVersion?: string } {
  return peer ? { opencvVersion: peer.version } : {};
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
