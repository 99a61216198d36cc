import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { designSchema, traceDesign, writeModel } from '@leukolens/cad';
import { input, Model } from '@leukolens/engine';

/** Writes a network of two levels that nobody has trained into a folder; another seed gives other weights. */
export async function writeSmallModel(folder: string, name = 'small', seed = 0): Promise<void> {
  const design = designSchema.parse({ channels: [2, 2], strides: [2] });
  const model = new Model('inference');
  traceDesign(model, input('x', [1, 3, 2, 2]), design);
  const files = await writeModel(
    {
      schemaVersion: 1,
      kind: 'outline',
      name,
      notice: 'Research use only.',
      design,
      training: { software: { name: 'LeukoLens', version: '0.1.0' }, data: [], recipe: {}, seed },
      figures: [],
      limits: [],
    },
    model.initial(seed),
    'float32',
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), files.description);
  await writeFile(join(folder, 'weights.safetensors'), files.weights);
}
