import {
  type FloatTensor,
  input,
  Model,
  packWeights,
  readSafetensors,
  unpackWeights,
  type WeightStorage,
  writeSafetensors,
} from '@leukolens/engine';
import { z } from 'zod';
import { designSchema, reduction, traceDesign } from '../segment/network/design.ts';
import { ModelError } from './model-error.ts';

/** Rises when a program of before would misunderstand a model. */
export const MODEL_SCHEMA_VERSION = 1;

const share = z.number().min(0).max(1);

/** `model.json` of a network that outlines: all that is needed to use it, and what is known of it. */
export const outlineModelSchema = z.strictObject({
  schemaVersion: z.literal(MODEL_SCHEMA_VERSION, {
    error: ({ input: found }) =>
      `a model of schema version ${JSON.stringify(found)}: this program reads version ${MODEL_SCHEMA_VERSION}`,
  }),
  kind: z.literal('outline', {
    error: ({ input: found }) => `a model of the kind ${JSON.stringify(found)}; expected 'outline'`,
  }),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected small letters, digits, dots and hyphens'),
  notice: z.string(),
  design: designSchema,
  weights: z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    storage: z.enum(['float32', 'float16', 'int8']),
  }),
  training: z.strictObject({
    software: z.strictObject({ name: z.string(), version: z.string() }),
    /** What it was trained on, with the SHA-256 over all of its files. */
    data: z.array(
      z.strictObject({ name: z.string(), images: z.int().positive(), sha256: z.string(), terms: z.string() }),
    ),
    recipe: z.record(z.string(), z.json()),
    seed: z.number(),
    /** Name of the model that it was trained on from. */
    from: z.string().optional(),
  }),
  /** What was measured with networks trained in the same way, on images that they had not seen. */
  figures: z.array(
    z.strictObject({ data: z.string(), images: z.int().positive(), iou: share, how: z.string() }),
  ),
  /** What it is not, and where it fails, a sentence each. */
  limits: z.array(z.string()),
});

/** A model's description. */
export type OutlineModelDescription = z.infer<typeof outlineModelSchema>;

/** A network that outlines, ready for `OutlineNetwork`. */
export interface OutlineModel {
  readonly description: OutlineModelDescription;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A model's two files. */
export interface ModelFiles {
  /** `model.json` */
  readonly description: Uint8Array;
  /** `weights.safetensors` */
  readonly weights: Uint8Array;
}

const MOST_DESCRIPTION_BYTES = 2 ** 20;

/**
 * Reads a model from its two files and checks each against the other: the weights' SHA-256, that the network has just
 * these weights in just these shapes, and that all are finite.
 * @throws ModelError in one line, for whatever does not fit
 */
export async function readOutlineModel(files: ModelFiles): Promise<OutlineModel> {
  const description = readDescription(files.description);
  const found = await sha256(files.weights);
  if (found !== description.weights.sha256) {
    throw new ModelError(
      `the weights of ${description.name} have been altered: SHA-256 ${found.slice(0, 12)}, expected ${description.weights.sha256.slice(0, 12)}`,
    );
  }
  const tensors = reading(() => unpackWeights(readSafetensors(files.weights).tensors));
  const shapes = reading(() => shapesOf(description.design));
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
export async function writeOutlineModel(
  description: Omit<OutlineModelDescription, 'weights'>,
  weights: ReadonlyMap<string, Float32Array>,
  storage: WeightStorage,
): Promise<ModelFiles> {
  const shaped = new Map<string, FloatTensor>();
  for (const [name, shape] of shapesOf(description.design)) {
    const data = weights.get(name);
    if (data === undefined) throw new ModelError(`the network has a weight ${name}, which was not given`);
    shaped.set(name, { shape, data });
  }
  const bytes = writeSafetensors(packWeights(shaped, storage));
  const whole = outlineModelSchema.parse({
    ...description,
    weights: { sha256: await sha256(bytes), storage },
  });
  return { description: new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`), weights: bytes };
}

function readDescription(bytes: Uint8Array): OutlineModelDescription {
  if (bytes.length > MOST_DESCRIPTION_BYTES) {
    throw new ModelError(`model.json has ${bytes.length} bytes; expected at most ${MOST_DESCRIPTION_BYTES}`);
  }
  const json: unknown = reading(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  const parsed = outlineModelSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new ModelError(`model.json: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}

/** The shapes of a design's weights, by name. */
function shapesOf(design: OutlineModelDescription['design']): Map<string, readonly number[]> {
  const model = new Model('inference');
  const side = reduction(design);
  traceDesign(model, input('x', [1, 3, side, side]), design);
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
