import type { ChannelMeans } from '@leukolens/imaging';

/** What the methods take from a field as a whole, settled once where a field is worked on part by part. */
export interface FieldStatistics {
  /** Means of the channels, by which colours are made constant (the paper's equation 7). */
  readonly means: ChannelMeans;
  /** Otsu's level of the handcrafted method. */
  readonly threshold: number;
  /** For each channel, the level of what lets all light through. */
  readonly background: readonly [red: number, green: number, blue: number];
  /** Of the objects that the handcrafted method finds, px (see `medianDiameter`); absent where it finds none. */
  readonly medianDiameter?: number;
}
