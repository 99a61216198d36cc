import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MODELS, openModel, type StoredModel, shippedModels } from '@leukolens/batch';
import { type Design, designSchema, NOTICE, SOFTWARE, traceDesign, writeModel } from '@leukolens/cad';
import { input, Model } from '@leukolens/engine';

/** The network that checks look at: the default one, or a stand-in of the same design while none comes with the program. */
export interface CheckedModel extends StoredModel<'outline'> {
  readonly standIn: boolean;
  /** Removes what was written for it. */
  close(): Promise<void>;
}

export async function defaultModel(): Promise<CheckedModel> {
  if ((await shippedModels()).includes(DEFAULT_MODELS.outline)) {
    const model = await openModel(DEFAULT_MODELS.outline, 'outline');
    return { ...model, standIn: false, close: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'leukolens-stand-in-'));
  await writeStandIn(folder);
  const close = () => rm(folder, { recursive: true });
  return { ...(await openModel(folder, 'outline')), standIn: true, close };
}

const DESIGN: Design = designSchema.parse({
  norm: 'batch',
  outlines: ['nucleus', 'cell'],
  scale: { kind: 'nucleus', diameter: 50 },
});

/** Grey levels by which blue exceeds green in a nucleus, and what the network sees in place of one. */
const VIOLET = 30;
const LEVEL = 1 / 127.5;
/** Share of what the coarser levels say in the stand-in's logits: enough to be seen, too little to make objects. */
const COARSER = 0.3;

/**
 * A network of the default's size and time, of weights as they are before training, but for one way straight through: the
 * first level's first channel holds by how much blue exceeds green, and the last level goes by that, so that masks look like
 * masks.
 */
async function writeStandIn(folder: string): Promise<void> {
  const model = new Model('inference');
  traceDesign(model, input('x', [1, 3, 16, 16]), DESIGN);
  const weights = model.initial(1);
  const of = (name: string) => {
    const values = weights.get(name);
    if (values === undefined) throw new Error(`the network has no weight ${name}`);
    return values;
  };
  const down = of('down0.weight');
  down.fill(0, 0, 27);
  down[9 + 4] = -1;
  down[18 + 4] = 1;
  of('down0.bias')[0] = 0;
  const outlines = DESIGN.outlines.length;
  const up = of('up0.weight');
  up.forEach((value, i) => {
    up[i] = COARSER * value;
  });
  const linear = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => (20 * value) / 4);
  for (let outline = 0; outline < outlines; outline++) up.set(linear, 9 * outline);
  of('up0.bias').fill(-20 * VIOLET * LEVEL);
  const about = {
    schemaVersion: 1 as const,
    kind: 'outline' as const,
    name: 'stand-in',
    notice: NOTICE,
    design: DESIGN,
    training: {
      software: SOFTWARE,
      data: [],
      recipe: {},
      seed: 1,
    },
    figures: [],
    limits: ['Not trained.'],
  };
  const files = await writeModel(about, weights, 'int8');
  await writeFile(join(folder, 'model.json'), files.description);
  await writeFile(join(folder, 'weights.safetensors'), files.weights);
}
