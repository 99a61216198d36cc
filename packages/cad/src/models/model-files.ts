import {
  type FloatTensor,
  input,
  Model as NetworkModel,
  packWeights,
  readSafetensors,
  unpackWeights,
  type WeightStorage,
  writeSafetensors,
} from '@leukolens/engine';
import { CLASSIFIER_PLANES, traceClassifier } from '../classify/design.ts';
import { INPUT_PLANES, reduction, traceDesign } from '../segment/network/design.ts';
import { MODEL_SCHEMAS, type ModelDescription, type ModelKind } from './model-description.ts';
import { ModelError } from './model-error.ts';

/** A model, ready to be used: what `model.json` says, and weights by name that are just the network's. */
export interface Model<Kind extends ModelKind = ModelKind> {
  readonly description: ModelDescription<Kind>;
  readonly weights: ReadonlyMap<string, Float32Array>;
}
/** A network that outlines, ready for `OutlineNetwork`. */
export type OutlineModel = Model<'outline'>;
/** A network that classifies. */
export type ClassifierModel = Model<'classifier'>;

/** A model's two files. */
export interface ModelFiles {
  /** `model.json` */
  readonly description: Uint8Array;
  /** `weights.safetensors` */
  readonly weights: Uint8Array;
}

/** A description before its weights are stored. */
export type NewDescription = { [Kind in ModelKind]: Omit<ModelDescription<Kind>, 'weights'> }[ModelKind];

const MODEL_KINDS = Object.keys(MODEL_SCHEMAS) as readonly ModelKind[];
const MOST_DESCRIPTION_BYTES = 2 ** 20;

/**
 * Reads a model from its two files and checks each against the other: the weights' SHA-256, that the network has just
 * these weights in just these shapes, and that all are finite.
 * @param kind what it has to be; anything without
 * @throws ModelError in one line, for whatever does not fit
 */
export async function readModel<Kind extends ModelKind = ModelKind>(
  files: ModelFiles,
  kind?: Kind,
): Promise<Model<Kind>> {
  const description = readDescription(files.description, kind);
  const found = await sha256(files.weights);
  if (found !== description.weights.sha256) {
    throw new ModelError(
      `the weights of ${description.name} have been altered: SHA-256 ${found.slice(0, 12)}, expected ${description.weights.sha256.slice(0, 12)}`,
    );
  }
  const tensors = reading(() => unpackWeights(readSafetensors(files.weights).tensors));
  const shapes = reading(() => shapesOf(description));
  const unknown = [...tensors.keys()].find((name) => !shapes.has(name));
  if (unknown !== undefined) {
    throw new ModelError(`the weights of ${description.name} hold ${unknown}, which its network lacks`);
  }
  for (const [name, shape] of shapes) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new ModelError(`the weights of ${description.name} lack ${name}`);
    if (tensor.shape.join() !== shape.join()) {
      throw new ModelError(`${name} of ${description.name} is [${tensor.shape}]; expected [${shape}]`);
    }
    if (!tensor.data.every(Number.isFinite)) {
      throw new ModelError(`${name} of ${description.name} holds numbers that are not finite`);
    }
  }
  return { description, weights: new Map([...tensors].map(([name, { data }]) => [name, data])) };
}

/** A model's two files. @throws WeightsFileError where a weight cannot be stored so */
export async function writeModel(
  description: NewDescription,
  weights: ReadonlyMap<string, Float32Array>,
  storage: WeightStorage,
): Promise<ModelFiles> {
  const shaped = new Map<string, FloatTensor>();
  for (const [name, shape] of shapesOf(description)) {
    const data = weights.get(name);
    if (data === undefined) throw new ModelError(`the network has a weight ${name}, which was not given`);
    shaped.set(name, { shape, data });
  }
  const bytes = writeSafetensors(packWeights(shaped, storage));
  const whole = MODEL_SCHEMAS[description.kind].parse({
    ...description,
    weights: { sha256: await sha256(bytes), storage },
  });
  return { description: new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`), weights: bytes };
}

function readDescription<Kind extends ModelKind>(bytes: Uint8Array, kind?: Kind): ModelDescription<Kind> {
  if (bytes.length > MOST_DESCRIPTION_BYTES) {
    throw new ModelError(`model.json has ${bytes.length} bytes; expected at most ${MOST_DESCRIPTION_BYTES}`);
  }
  const json: unknown = reading(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  const kinds = kind === undefined ? MODEL_KINDS : [kind];
  const found = MODEL_KINDS.find((each) => each === (json as { kind?: unknown } | null)?.kind);
  if (found === undefined || !kinds.includes(found)) {
    const named = JSON.stringify((json as { kind?: unknown } | null)?.kind);
    const expected = kinds.map((each) => `'${each}'`).join(' or ');
    throw new ModelError(`model.json: kind: a model of the kind ${named}; expected ${expected}`);
  }
  const parsed = MODEL_SCHEMAS[found].safeParse(json);
  if (parsed.success) return parsed.data as ModelDescription<Kind>;
  const { path, message } = parsed.error.issues[0]!;
  throw new ModelError(`model.json: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}

/** The shapes of a network's weights, by name. */
function shapesOf(described: NewDescription): Map<string, readonly number[]> {
  const model = new NetworkModel('inference');
  if (described.kind === 'outline') {
    const { design } = described;
    const side = reduction(design);
    traceDesign(model, input('x', [1, INPUT_PLANES[design.input], side, side]), design);
  } else {
    const { design } = described;
    traceClassifier(
      model,
      input('x', [1, CLASSIFIER_PLANES[design.colours], design.side, design.side]),
      design,
    );
  }
  return new Map([...model.variables.values()].map(({ name, shape }) => [name, shape]));
}

function reading<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new ModelError((error as Error).message);
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
