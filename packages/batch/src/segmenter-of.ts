import {
  type MethodSettings,
  makeSegmenter,
  type OutlineModel,
  type PartSegmenter,
  type Segmenter,
} from '@leukolens/cad';
import { requireModel } from './models.ts';
import { runtimeFor } from './runtime-for.ts';

/**
 * The segmenter that settings describe. ONNX Runtime is loaded for the methods that have a network, and only then.
 * @param model the network's, for those methods
 * @param threads that the network computes with; ONNX Runtime's choice, the physical cores, where undefined
 * @throws RunError where the model is another than the settings name, or ONNX Runtime does not load
 */
export function segmenterOf(
  settings: MethodSettings & { readonly method: 'handcrafted' | 'unet' },
  model: OutlineModel | undefined,
  threads?: number,
): Promise<Segmenter & PartSegmenter>;
export function segmenterOf(
  settings: MethodSettings,
  model: OutlineModel | undefined,
  threads?: number,
): Promise<Segmenter>;
export async function segmenterOf(
  settings: MethodSettings,
  model: OutlineModel | undefined,
  threads?: number,
): Promise<Segmenter> {
  if (settings.method === 'handcrafted' || model === undefined) return makeSegmenter(settings, undefined);
  if (settings.model) requireModel(settings.model, model);
  const runtime = await runtimeFor(`the method ${settings.method}`, threads);
  return makeSegmenter(settings, { model, runtime });
}
