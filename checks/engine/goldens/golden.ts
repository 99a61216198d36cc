import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyTypedArray } from '@leukolens/engine';
import { readSafetensors } from '../../../packages/engine/src/weights/safetensors.ts';
import { PEER } from '../../shared.ts';

/*
 * Reference tensors from PyTorch 1.13 in float32, one file per case; the program that made them (`make_goldens.py` of the
 * shared folder) says how each came about.
 */

const GOLDENS = join(PEER, '..', 'goldens');

/** Why the reference tensors cannot be read here; undefined where they can. */
export function missingGoldens(): string | undefined {
  return existsSync(join(GOLDENS, 'index.json')) ? undefined : `no ${GOLDENS}: set LEUKOLENS_SHARED`;
}

/** One file of reference tensors. */
export class Golden {
  readonly #name: string;
  readonly #tensors;

  constructor(name: string) {
    this.#name = name;
    this.#tensors = readSafetensors(
      new Uint8Array(readFileSync(join(GOLDENS, `${name}.safetensors`))),
    ).tensors;
  }

  shape(tensor: string): readonly number[] {
    return this.#tensor(tensor).shape;
  }

  float32(tensor: string): Float32Array {
    const { dtype, data } = this.#tensor(tensor);
    if (dtype !== 'float32') throw new Error(`${this.#name}: ${tensor} is ${dtype}; expected float32`);
    return data;
  }

  float64(tensor: string): Float64Array {
    const { dtype, data } = this.#tensor(tensor);
    if (dtype !== 'float64') throw new Error(`${this.#name}: ${tensor} is ${dtype}; expected float64`);
    return data;
  }

  int64(tensor: string): BigInt64Array {
    const { dtype, data } = this.#tensor(tensor);
    if (dtype !== 'int64') throw new Error(`${this.#name}: ${tensor} is ${dtype}; expected int64`);
    return data;
  }

  /** The float32 tensors whose names begin with `prefix`, by the rest of the name. */
  under(prefix: string): Map<string, Float32Array> {
    const names = [...this.#tensors.keys()].filter(
      (name) => name.startsWith(prefix) && this.#tensor(name).dtype === 'float32',
    );
    return new Map(names.map((name) => [name.slice(prefix.length), this.float32(name)]));
  }

  #tensor(name: string) {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`${this.#name} has no tensor ${name}`);
    return tensor;
  }
}

/** What the index says of a case. */
export function attributes(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(GOLDENS, 'index.json'), 'utf8'))[name];
}

/** The largest difference between two arrays of one length; infinite where either is not a number. */
export function worst(received: AnyTypedArray | undefined, expected: Float32Array): number {
  const numbers = Array.from(received ?? [], Number);
  if (numbers.length !== expected.length) {
    throw new Error(`received ${numbers.length} elements; expected ${expected.length}`);
  }
  return expected.reduce((most, value, i) => {
    const difference = Math.abs((numbers[i] ?? Number.NaN) - value);
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
}

/** The largest magnitude of an array. */
export function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * A gradient's largest difference as a share of what is allowed: 1e-3 of its largest magnitude, and 1e-6 where it is
 * pure rounding, as of a bias that a norm takes away again.
 */
export function gradientShare(received: AnyTypedArray | undefined, expected: Float32Array): number {
  return worst(received, expected) / Math.max(1e-3 * largest(expected), 1e-6);
}
