import { type AnyTypedArray, allocate } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import type { Named, Program } from '../graph/program.ts';
import { elementCount, formatShape } from '../graph/shape.ts';
import type { Feed, Result } from './session.ts';

/*
 * A batch computed a few pictures at a time: what one layer hands to the next still lies in the processor's cache then
 * (docs/decisions/0011).
 */

type Feeds = Readonly<Record<string, Feed>>;

/**
 * Refuses slices of no length, and a program whose inputs and outputs do not all begin with the same open axis, or whose states change.
 * @throws GraphError naming what is in the way
 */
export function requireSliceable(
  inputs: readonly Named[],
  { outputs, updates }: Program,
  atOnce: number,
): void {
  if (!Number.isInteger(atOnce) || atOnce < 1) {
    throw new GraphError(`atOnce: received ${atOnce}; expected a whole number, 1 and up`);
  }
  const named = [...inputs, ...Object.entries(outputs).map(([name, tensor]) => ({ name, tensor }))];
  const axis = inputs[0]?.tensor.shape[0];
  const other = named.find(({ tensor }) => tensor.shape[0] !== axis);
  if (typeof axis !== 'string' || other) {
    const { name, tensor } = other ?? named[0]!;
    throw new GraphError(
      `atOnce: '${name}' is ${formatShape(tensor.shape)}; expected every input and output to begin with one open axis`,
    );
  }
  if (updates?.size) throw new GraphError('atOnce: the program changes its states, once a run; run it whole');
}

/** Feeds of at most `atOnce` pictures each; all in one where they do not divide so, for the run to say what is wrong with them. */
export function slicedFeeds(inputs: readonly Named[], feeds: Feeds, atOnce: number): Feeds[] {
  const whole = inputs.flatMap(({ name, tensor }) => {
    const each = elementCount(tensor.shape.slice(1), `input '${name}'`);
    const value = feeds[name];
    return typeof value === 'object' ? [{ name, each, value }] : [];
  });
  if (whole.length < inputs.length) return [feeds];
  const counts = whole.map(({ each, value }) => value.length / each);
  const count = counts[0]!;
  if (!Number.isInteger(count) || counts.some((other) => other !== count)) return [feeds];
  return Array.from({ length: Math.max(1, Math.ceil(count / atOnce)) }, (_, i) => ({
    ...feeds,
    ...Object.fromEntries(
      whole.map(({ name, each, value }) => [name, sliced(value, i * atOnce * each, (i + 1) * atOnce * each)]),
    ),
  }));
}

function sliced(value: AnyTypedArray | readonly number[], from: number, to: number): Feed {
  return Array.isArray(value) ? value.slice(from, to) : (value as AnyTypedArray).subarray(from, to);
}

/** The results of slices, one below the other. */
export function joinedResults<Output extends string>(
  slices: readonly Record<Output, Result>[],
): Record<Output, Result> {
  const [first] = slices as [Record<Output, Result>];
  if (slices.length === 1) return first;
  const joined = {} as Record<Output, Result>;
  for (const name of Object.keys(first) as Output[]) {
    const parts = slices.map((slice) => slice[name]);
    const { dtype, shape } = first[name];
    const rows = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
    const whole = [rows, ...shape.slice(1)];
    const data = allocate(dtype, elementCount(whole));
    let at = 0;
    for (const part of parts) {
      // both are arrays of one dtype
      (data as Float32Array).set(part.data as Float32Array, at);
      at += part.data.length;
    }
    joined[name] = { dtype, shape: whole, data };
  }
  return joined;
}
