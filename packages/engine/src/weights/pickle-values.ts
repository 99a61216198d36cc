import { quoted } from './weights-file-error.ts';

/** What a pickle may hold here: Python's plain values, and the few objects that a PyTorch file is made of. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleObject
  | PickleList
  | PickleDict;

export type PickleList = PickleValue[];
/** Dicts are maps, so that no key can mean anything to JavaScript. */
export type PickleDict = Map<PickleValue, PickleValue>;

/** A Python tuple. */
export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** What a whitelisted global stands for, or what one made. */
export abstract class PickleObject {
  /** What it is, for error messages. */
  abstract readonly what: string;
}

/** A whitelisted global that a pickle may call: a function of this package, never one of the file. */
export class PickleFunction extends PickleObject {
  readonly what: string;
  readonly call: (args: readonly PickleValue[]) => PickleValue;

  constructor(what: string, call: (args: readonly PickleValue[]) => PickleValue) {
    super();
    this.what = what;
    this.call = call;
  }
}

/** A value in two or three words, for error messages. */
export function describe(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (value instanceof PickleObject) return value.what;
  if (value instanceof PickleTuple) return `a tuple of ${value.items.length}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return `a dict of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'string' ? 'a text' : String(value);
}

/** The same, but texts as they are; never what a list holds, which could be itself. */
export function shown(value: PickleValue): string {
  return typeof value === 'string' ? quoted(value) : describe(value);
}
