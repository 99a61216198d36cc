import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Model,
  ModelError,
  type ModelFiles,
  type ModelKind,
  readModel,
  type UsedModel,
} from '@leukolens/cad';
import { writeWhole } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import { printable } from './printable.ts';
import { RunError } from './run-error.ts';

/** A network that was read from a folder. */
export type StoredModel<Kind extends ModelKind = ModelKind> = Model<Kind> & {
  /** Where it lies. */
  readonly folder: string;
};

/**
 * The models that are used where none is named, of those that come with the program: what outlines, what classifies images, what looks
 * at single nuclei.
 */
export const DEFAULT_MODELS = { outline: 'nuclei', classifier: 'stages', cells: 'lymphoblasts' } as const;

/** The models that come with the program, a folder each: beside the installed package, or at the repository's root. */
const [INSTALLED, REPOSITORY] = ['./models/', '../../../models/'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
) as [string, string];
const SHIPPED = existsSync(INSTALLED) ? INSTALLED : REPOSITORY;

/** Most bytes that a model's files may have: the paper's classifier, the largest known, takes 100 MiB. */
const MOST_BYTES = { 'model.json': 2 ** 20, 'weights.safetensors': 2 ** 28 };

/** Longest reason printed; what a broken file holds may be quoted in it. */
const LONGEST_REASON = 300;

/** The names of the models that come with the program, in order. */
export async function shippedModels(shippedFolder = SHIPPED): Promise<string[]> {
  const entries = await readdir(shippedFolder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Reads and checks a model.
 * @param nameOrFolder the name of one that comes with the program, or a folder with model.json and weights.safetensors;
 *   a folder of such a name is meant by ./NAME
 * @param kind what it has to be; anything without
 * @throws RunError naming the folder where it is missing, altered, of another version, or not a model
 */
export async function openModel<Kind extends ModelKind = ModelKind>(
  nameOrFolder: string,
  kind?: Kind,
  shippedFolder = SHIPPED,
): Promise<StoredModel<Kind>> {
  const shipped = await shippedModels(shippedFolder);
  const folder = shipped.includes(nameOrFolder) ? join(shippedFolder, nameOrFolder) : resolve(nameOrFolder);
  try {
    const description = await readWhole(folder, 'model.json');
    const weights = await readWhole(folder, 'weights.safetensors');
    return { folder, ...(await readModel({ description, weights }, kind)) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const hint = /[\\/]/.test(nameOrFolder) || shipped.includes(nameOrFolder) ? '' : shippedHint(shipped);
    const reason = printable(error.message.slice(0, LONGEST_REASON));
    throw new RunError(`no model can be read from ${printable(folder)}: ${reason}${hint}`);
  }
}

/**
 * A model for a run: the one asked for; else the one that the run's settings name, which then has to come with the program;
 * else the default.
 * @param asked a name or a folder, as `openModel` takes it
 * @throws RunError where it cannot be read, or is another than the settings name
 */
export async function modelFor<Kind extends ModelKind>(
  kind: Kind,
  asked: string | undefined,
  saved: NamedModel | undefined,
): Promise<StoredModel<Kind>> {
  const stored = await openModel(asked ?? saved?.name ?? DEFAULT_MODELS[kind], kind);
  if (saved) requireModel(saved, stored);
  return stored;
}

/** @throws RunError where a folder holds a model already: what was trained for hours is not written over */
export function requireNewModel(folder: string): void {
  if (!existsSync(join(folder, 'model.json'))) return;
  throw new RunError(`${folder} holds a model already: name another folder, or remove it`);
}

/** Writes a model's files into a folder: the description last, so that a model which can be opened is whole. */
export async function writeModelFiles(folder: string, { description, weights }: ModelFiles): Promise<void> {
  await writeWhole(join(folder, 'weights.safetensors'), weights);
  await writeWhole(join(folder, 'model.json'), description);
}

/** A model as settings name it. */
export type NamedModel = Pick<UsedModel, 'name' | 'sha256'>;

/** @throws RunError where a model is not the one that settings were made with */
export function requireModel(expected: NamedModel, found: Model): void {
  const { name, sha256 } = usedModel(found);
  if (sha256 === expected.sha256 && name === expected.name) return;
  const shown = (model: NamedModel) => `${model.name} (weights ${model.sha256.slice(0, 12)})`;
  throw new RunError(
    `the settings were made with the model ${shown(expected)}; found ${shown({ name, sha256 })}`,
  );
}

/** A model as results name it. */
export function usedModel({ description }: Model): UsedModel {
  return { name: description.name, sha256: description.weights.sha256, notice: description.notice };
}

/** For who gave a bare name, which may have been meant for a model that comes with the program. */
function shippedHint(shipped: readonly string[]): string {
  return shipped.length === 0
    ? '; no model comes with this version'
    : `; models that come with this version: ${shipped.join(', ')}`;
}

/** One of a model's files. @throws ModelError where it cannot be read or is too large */
async function readWhole(folder: string, name: keyof typeof MOST_BYTES): Promise<Uint8Array> {
  try {
    const file = await open(join(folder, name));
    try {
      const info = await file.stat();
      if (!info.isFile()) throw new ModelError(`${name}: not a file`);
      if (info.size > MOST_BYTES[name]) {
        throw new ModelError(`${name} has ${info.size} bytes; expected at most ${MOST_BYTES[name]}`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = fileReason(error);
    throw reason === undefined ? error : new ModelError(`${name}: ${reason}`);
  }
}
