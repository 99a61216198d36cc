import type { Runtime } from '@leukolens/engine';
import type { OutlineModel } from '../models/model-files.ts';
import { Ensemble } from '../segment/ensemble.ts';
import { Handcrafted } from '../segment/handcrafted.ts';
import { NetworkSegmenter } from '../segment/network/network-segmenter.ts';
import { OutlineNetwork } from '../segment/network/outline-network.ts';
import type { PartSegmenter, Segmenter } from '../segment/segmenter.ts';
import type { MethodSettings } from './method.ts';

/** What a method with a network needs. */
export interface MethodNetwork {
  readonly model: OutlineModel;
  readonly runtime: Runtime;
}

/**
 * The segmenter that settings describe.
 * @param network for the methods that have one
 */
export function makeSegmenter(
  settings: MethodSettings & { readonly method: 'handcrafted' | 'unet' },
  network: MethodNetwork | undefined,
): Segmenter & PartSegmenter;
export function makeSegmenter(settings: MethodSettings, network: MethodNetwork | undefined): Segmenter;
export function makeSegmenter(
  { method, handcrafted, network: options, flips }: MethodSettings,
  network: MethodNetwork | undefined,
): Segmenter {
  const byHand = () => new Handcrafted(handcrafted);
  if (method === 'handcrafted') return byHand();
  if (network === undefined) throw new Error(`makeSegmenter: ${method} was given no network`);
  const { model, runtime } = network;
  const outlines = new OutlineNetwork(model.description.design, model.weights, runtime, { flips });
  const unet = new NetworkSegmenter(outlines, options);
  if (method === 'unet') return unet;
  // of two outlines of one nucleus `object` takes the first's: the network's
  return new Ensemble(method, unet, byHand(), { area: handcrafted.area });
}
