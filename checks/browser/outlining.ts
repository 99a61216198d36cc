import {
  type ModelFiles,
  NetworkSegmenter,
  OutlineNetwork,
  readModel,
} from '../../packages/cad/src/index.ts';
import type { Runtime } from '../../packages/engine/src/runtime/runtime.ts';
import { rgbImage } from '../../packages/imaging/src/image.ts';

/** Bytes as text, since that is how they get into a page and out of it. */
export type Base64 = string;

/** An image as it is sent to where it is outlined: RGB, three bytes a pixel. */
export interface SentImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Base64;
}

/** What was found there. */
export interface Outlined {
  /** A byte a pixel, 0 or 1. */
  readonly mask: Base64;
  /** Of nucleus: four bytes a pixel. */
  readonly probabilities: Base64;
}

/** A model read from its two files, and made ready on a runtime. */
export async function startOutlining(
  runtime: Runtime,
  files: ModelFiles,
): Promise<(image: SentImage) => Promise<Outlined>> {
  const { description, weights } = await readModel(files, 'outline');
  const network = new OutlineNetwork(description.design, weights, runtime);
  const segmenter = new NetworkSegmenter(network);
  return async ({ width, height, pixels }) => {
    const image = rgbImage(width, height, bytesOf(pixels));
    const { data } = await network.probabilities(image);
    const nucleus = data.slice(0, width * height);
    const mask = await segmenter.segment(image);
    return { mask: base64(mask.data), probabilities: base64(new Uint8Array(nucleus.buffer)) };
  };
}

export function bytesOf(text: Base64): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function base64(bytes: Uint8Array): Base64 {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 0x8000)));
  }
  return btoa(pieces.join(''));
}
