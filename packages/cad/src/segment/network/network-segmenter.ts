import type { Mask, RgbImage } from '@leukolens/imaging';
import { z } from 'zod';
import type { FieldStatistics } from '../field-statistics.ts';
import type { NucleiAndCells, PartSegmenter, Segmenter } from '../segmenter.ts';
import type { OutlineNetwork } from './outline-network.ts';

/** What becomes of a network's probabilities. */
export const networkOptionsSchema = z.strictObject({
  threshold: z
    .number()
    .min(0.01)
    .max(0.99)
    .default(0.5)
    .describe('probability above which a pixel is nucleus, 0.01 to 0.99'),
  smallest: z
    .int()
    .min(0)
    .max(100_000_000)
    .default(150)
    .describe(
      'smallest nucleus kept, pixels at the scale of the network, where a usual one has 2000; 0 or more',
    ),
});
export type NetworkOptions = z.infer<typeof networkOptionsSchema>;

/** A trained network as a segmenter: its probabilities cut, small objects dropped. Holes stay: nuclei can be rings. */
export class NetworkSegmenter implements Segmenter, PartSegmenter {
  readonly name = 'unet';
  readonly options: NetworkOptions;
  readonly segmentCells?: (image: RgbImage, signal?: AbortSignal) => Promise<NucleiAndCells>;
  readonly #network: OutlineNetwork;

  constructor(network: OutlineNetwork, options: Partial<NetworkOptions> = {}) {
    this.options = networkOptionsSchema.parse(options);
    this.#network = network;
    if (network.design.outlines.includes('cell')) {
      this.segmentCells = (image, signal) => network.nucleiAndCells(image, this.options, signal);
    }
  }

  async segment(image: RgbImage, signal?: AbortSignal): Promise<Mask> {
    return this.#network.nuclei(image, this.options, { signal });
  }

  async segmentPart(part: RgbImage, field: FieldStatistics): Promise<Mask> {
    return this.#network.nuclei(part, this.options, { field });
  }
}
