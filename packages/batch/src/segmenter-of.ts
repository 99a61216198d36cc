import {
  Ensemble,
  Handcrafted,
  NetworkSegmenter,
  type OutlineModel,
  OutlineNetwork,
  type Segmenter,
} from '@leukolens/cad';
import type { MethodSettings } from './method.ts';
import { requireModel } from './models.ts';
import { RunError } from './run-error.ts';

/**
 * The segmenter that settings describe. ONNX Runtime is loaded for the methods that have a network, and only then.
 * @param model the network's, for those methods
 * @param threads that the network computes with; ONNX Runtime's choice, the physical cores, where undefined
 * @throws RunError where the model is another than the settings name, or ONNX Runtime does not load
 */
export async function segmenterOf(
  settings: MethodSettings,
  model: OutlineModel | undefined,
  threads?: number,
): Promise<Segmenter> {
  const { method, network, flips } = settings;
  const handcrafted = () => new Handcrafted(settings.handcrafted);
  if (method === 'handcrafted') return handcrafted();
  if (model === undefined) throw new Error(`segmenterOf: ${method} was given no model`);
  if (settings.model) requireModel(settings.model, model);
  const { nodeRuntime } = await import('@leukolens/engine/node').catch(() => {
    throw new RunError(`the method ${method} needs ONNX Runtime, which does not load here: doctor says why`);
  });
  const runtime = nodeRuntime(threads === undefined ? {} : { threads });
  const outlines = new OutlineNetwork(model.description.design, model.weights, runtime, { flips });
  const unet = new NetworkSegmenter(outlines, network);
  const { area } = settings.handcrafted;
  switch (method) {
    case 'unet':
      return unet;
    case 'and':
      return new Ensemble('and', handcrafted(), unet, { area });
    case 'object':
      // of two outlines of one nucleus the first's is taken: the network's
      return new Ensemble('object', unet, handcrafted(), { area });
  }
}
