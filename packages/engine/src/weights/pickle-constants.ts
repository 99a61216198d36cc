import type { PickleBytes } from './pickle-bytes.ts';
import { PickleTuple, type PickleValue } from './pickle-values.ts';

/** The value that an opcode brings along by itself; undefined for opcodes that work on the stack, and unknown ones. */
export function readConstant(opcode: number, bytes: PickleBytes): PickleValue | undefined {
  switch (opcode) {
    case 0x4e: // NONE
      return null;
    case 0x88: // NEWTRUE
      return true;
    case 0x89: // NEWFALSE
      return false;
    case 0x4b: // BININT1
      return bytes.uint8();
    case 0x4d: // BININT2
      return bytes.uint16();
    case 0x4a: // BININT
      return bytes.int32();
    case 0x8a: // LONG1
      return bytes.integer(bytes.uint8());
    case 0x8b: // LONG4
      return bytes.integer(bytes.uint32());
    case 0x47: // BINFLOAT
      return bytes.float64();
    case 0x8c: // SHORT_BINUNICODE
    case 0x55: // SHORT_BINSTRING, Python 2's str
      return bytes.text(bytes.uint8());
    case 0x58: // BINUNICODE
    case 0x54: // BINSTRING
      return bytes.text(bytes.uint32());
    case 0x8d: // BINUNICODE8
      return bytes.text(bytes.uint64());
    case 0x43: // SHORT_BINBYTES
      return bytes.slice(bytes.uint8());
    case 0x42: // BINBYTES
      return bytes.slice(bytes.uint32());
    case 0x5d: // EMPTY_LIST
      return [];
    case 0x29: // EMPTY_TUPLE
      return new PickleTuple([]);
    case 0x7d: // EMPTY_DICT
      return new Map();
    default:
      return undefined;
  }
}
