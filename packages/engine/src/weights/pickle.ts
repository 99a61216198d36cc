import { PickleBytes } from './pickle-bytes.ts';
import { readConstant } from './pickle-constants.ts';
import { describe, type PickleDict, PickleFunction, PickleTuple, type PickleValue } from './pickle-values.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';

/** What a pickle may name, and what becomes of it. */
export interface PickleHost {
  /** What a global stands for; undefined refuses the file. */
  readonly global: (module: string, name: string) => PickleValue | undefined;
  /** What a persistent id stands for. */
  readonly persistent: (id: PickleValue) => PickleValue;
  /** What BUILD may hand a state to, which is then left out: whether the object takes one. */
  readonly takesState: (object: PickleValue) => boolean;
}

/** What a pickle may ask of the reader; a network of 10,000 tensors takes about a sixth of the defaults. */
export interface PickleLimits {
  readonly opcodes: number;
  readonly stack: number;
  readonly memo: number;
}

const LIMITS: PickleLimits = { opcodes: 2 ** 21, stack: 2 ** 20, memo: 2 ** 20 };
const NEWEST_PROTOCOL = 5;
const STOP = 0x2e;

/**
 * Reads one pickle that starts at `start` (Python's pickletools documents the opcodes). Of the machine's opcodes it has
 * those that data needs, of protocols 2 to 5; what would make objects of classes or import code is not there at all,
 * and a global is only ever looked up in the host's list. Nesting costs no recursion.
 * @returns the value and where the pickle ended
 * @throws WeightsFileError with the byte, and the name of a global that is not on the list
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  host: PickleHost,
  limits: Partial<PickleLimits> = {},
): { readonly value: PickleValue; readonly end: number } {
  const machine = new PickleMachine(new PickleBytes(bytes, start), host, { ...LIMITS, ...limits });
  return machine.run();
}

class PickleMachine {
  readonly #bytes: PickleBytes;
  readonly #host: PickleHost;
  readonly #limits: PickleLimits;
  readonly #stack: PickleValue[] = [];
  /** Where on the stack the marks stand; what lies below the last one is out of reach. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: PickleBytes, host: PickleHost, limits: PickleLimits) {
    this.#bytes = bytes;
    this.#host = host;
    this.#limits = limits;
  }

  run(): { value: PickleValue; end: number } {
    for (let opcode = 0; opcode < this.#limits.opcodes; opcode++) {
      const at = this.#bytes.at;
      const code = this.#bytes.uint8();
      if (code === STOP) {
        const value = this.#pop();
        if (this.#stack.length + this.#marks.length > 0)
          throw new WeightsFileError('the pickle leaves values over');
        return { value, end: this.#bytes.at };
      }
      this.#step(code, at);
      if (
        this.#stack.length + this.#marks.length > this.#limits.stack ||
        this.#memo.size > this.#limits.memo
      ) {
        const { stack, memo } = this.#limits;
        throw new WeightsFileError(
          `the pickle keeps too much; expected at most ${stack} on the stack, ${memo} in the memo`,
        );
      }
    }
    throw new WeightsFileError(`the pickle has more than ${this.#limits.opcodes} opcodes; expected fewer`);
  }

  #step(code: number, at: number): void {
    const bytes = this.#bytes;
    const constant = readConstant(code, bytes);
    if (constant !== undefined) {
      this.#stack.push(constant);
      return;
    }
    switch (code) {
      case 0x80: // PROTO
        this.#checkProtocol(bytes.uint8());
        break;
      case 0x95: // FRAME: how many bytes follow, for whoever reads from a slow stream
        bytes.uint64();
        break;
      case 0x28: // MARK
        this.#marks.push(this.#stack.length);
        break;

      case 0x61: // APPEND
        this.#append(this.#popSome(1));
        break;
      case 0x65: // APPENDS
        this.#append(this.#popToMark());
        break;
      case 0x73: // SETITEM
        this.#setItems(this.#popSome(2));
        break;
      case 0x75: // SETITEMS
        this.#setItems(this.#popToMark());
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#stack.push(new PickleTuple(this.#popSome(code - 0x84)));
        break;
      case 0x74: // TUPLE
        this.#stack.push(new PickleTuple(this.#popToMark()));
        break;

      case 0x71: // BINPUT
        this.#memo.set(bytes.uint8(), this.#top());
        break;
      case 0x72: // LONG_BINPUT
        this.#memo.set(bytes.uint32(), this.#top());
        break;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        break;
      case 0x68: // BINGET
        this.#recall(bytes.uint8());
        break;
      case 0x6a: // LONG_BINGET
        this.#recall(bytes.uint32());
        break;

      case 0x63: // GLOBAL
        this.#pushGlobal(bytes.line(), bytes.line());
        break;
      case 0x93: // STACK_GLOBAL
        this.#pushGlobal(...twoOf(this.#popSome(2)));
        break;
      case 0x52: // REDUCE
        this.#call(...twoOf(this.#popSome(2)));
        break;
      case 0x51: // BINPERSID
        this.#stack.push(this.#host.persistent(this.#pop()));
        break;
      case 0x62: // BUILD
        this.#leaveOutState();
        break;
      default:
        throw new WeightsFileError(
          `opcode 0x${code.toString(16)} at byte ${at} of the pickle is not read; expected those of a state_dict`,
        );
    }
  }

  #checkProtocol(protocol: number): void {
    if (protocol < 2 || protocol > NEWEST_PROTOCOL) {
      throw new WeightsFileError(`pickle protocol ${protocol} is not read; expected 2 to ${NEWEST_PROTOCOL}`);
    }
  }

  #pop(): PickleValue {
    return this.#popSome(1)[0];
  }

  #popSome(count: number): PickleValue[] {
    const reach = this.#stack.length - (this.#marks.at(-1) ?? 0);
    if (reach < count) {
      throw new WeightsFileError(
        `the pickle takes more from its stack than there is, before byte ${this.#bytes.at}`,
      );
    }
    return this.#stack.splice(this.#stack.length - count);
  }

  #popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined)
      throw new WeightsFileError(`the pickle lacks a mark before byte ${this.#bytes.at}`);
    return this.#stack.splice(mark);
  }

  #top(): PickleValue {
    const top = this.#pop();
    this.#stack.push(top);
    return top;
  }

  #append(items: readonly PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list))
      throw new WeightsFileError(`the pickle appends to ${describe(list)}; expected a list`);
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map))
      throw new WeightsFileError(`the pickle sets items of ${describe(dict)}; expected a dict`);
    setPairs(dict, items);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new WeightsFileError(`the pickle's memo has nothing at ${index}`);
    this.#stack.push(value);
  }

  #pushGlobal(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw new WeightsFileError(
        `the pickle names a global by ${describe(module)} and ${describe(name)}; expected texts`,
      );
    }
    const value = this.#host.global(module, name);
    if (value === undefined) {
      const received = quoted(`${module}.${name}`);
      throw new WeightsFileError(
        `the file asks for ${received}, which is refused: only tensors are read and nothing is run; save a state_dict alone`,
      );
    }
    this.#stack.push(value);
  }

  #call(callee: PickleValue, args: PickleValue): void {
    if (!(callee instanceof PickleFunction) || !(args instanceof PickleTuple)) {
      throw new WeightsFileError(
        `the pickle calls ${describe(callee)} with ${describe(args)}; expected a function, a tuple`,
      );
    }
    this.#stack.push(callee.call(args.items));
  }

  #leaveOutState(): void {
    this.#pop();
    const object = this.#top();
    if (!this.#host.takesState(object)) {
      throw new WeightsFileError(
        `the pickle gives a state to ${describe(object)}; expected only dicts to have one`,
      );
    }
  }
}

function twoOf([first, second]: readonly PickleValue[]): [PickleValue, PickleValue] {
  return [first, second];
}

/** Sets keys and values, which alternate. Keys are what Python could hash, and of it what a state_dict needs. */
export function setPairs(dict: PickleDict, items: readonly PickleValue[]): void {
  if (items.length % 2 === 1) throw new WeightsFileError('the pickle sets a key without a value');
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i];
    if (typeof key === 'object' && key !== null && !(key instanceof PickleTuple)) {
      throw new WeightsFileError(`the pickle has ${describe(key)} for a key; expected a text or a number`);
    }
    dict.set(key, items[i + 1]);
  }
}
