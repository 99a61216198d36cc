import { quoted, WeightsFileError } from './weights-file-error.ts';

/**
 * The JSON of a safetensors header. `JSON.parse` would keep the last of two equal keys without a word and turn 1.0 into 1,
 * so objects become maps, equal keys are refused, and numbers (as well as true, false and null) stay the text they are.
 */
export type HeaderValue = string | HeaderLiteral | readonly HeaderValue[] | HeaderObject;
export type HeaderObject = ReadonlyMap<string, HeaderValue>;

/** A number, true, false, null, or what else stands without quotes: whoever expects a number checks the text. */
export interface HeaderLiteral {
  readonly literal: string;
}

/** The header, then a tensor, then its shape: a fourth level is for nothing. */
const MOST_LEVELS = 3;
/** About 100,000 tensors of four dimensions. */
const MOST_VALUES = 2 ** 20;
const LONGEST_LITERAL = 32;

const SPACE = /[ \t\n\r]*/y;
const LITERAL = /[-+.\w]{1,33}/y;

/** @throws WeightsFileError where the text is not one JSON object, with the character where it stops being one */
export function parseHeader(text: string): HeaderObject {
  let at = 0;
  let values = 0;

  const refuse = (expected: string): never => {
    const received = at < text.length ? quoted(text[at]) : 'the end';
    throw new WeightsFileError(
      `the header is not JSON: ${received} at character ${at}, where ${expected} is expected`,
    );
  };
  const skipSpace = (): void => {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
  };
  const comes = (sign: string): boolean => {
    skipSpace();
    if (text[at] !== sign) return false;
    at++;
    return true;
  };

  const string = (): string => {
    if (!comes('"')) return refuse('a quoted name');
    const start = at - 1;
    for (; text[at] !== '"'; at++) {
      if (at >= text.length) return refuse('a closing quote');
      if (text[at] === '\\') at++;
    }
    at++;
    try {
      return String(JSON.parse(text.slice(start, at)));
    } catch {
      throw new WeightsFileError(
        `the header is not JSON: the text at character ${start} is not a JSON string`,
      );
    }
  };

  const literal = (): HeaderLiteral => {
    LITERAL.lastIndex = at;
    const found = LITERAL.exec(text)?.[0];
    if (found === undefined || found.length > LONGEST_LITERAL) return refuse('a value');
    at += found.length;
    return { literal: found };
  };

  const object = (level: number): HeaderObject => {
    const entries = new Map<string, HeaderValue>();
    if (!comes('{')) return refuse("'{'");
    if (comes('}')) return entries;
    do {
      const key = string();
      if (entries.has(key))
        throw new WeightsFileError(`the header has ${quoted(key)} twice; expected names once each`);
      if (!comes(':')) return refuse("':'");
      entries.set(key, value(level + 1));
    } while (comes(','));
    if (!comes('}')) return refuse("',' or '}'");
    return entries;
  };

  const array = (level: number): HeaderValue[] => {
    const items: HeaderValue[] = [];
    at++;
    if (comes(']')) return items;
    do items.push(value(level + 1));
    while (comes(','));
    if (!comes(']')) return refuse("',' or ']'");
    return items;
  };

  const value = (level: number): HeaderValue => {
    if (++values > MOST_VALUES) {
      throw new WeightsFileError(`the header has more than ${MOST_VALUES} values; expected fewer`);
    }
    skipSpace();
    const nests = text[at] === '{' || text[at] === '[';
    if (nests && level > MOST_LEVELS) return refuse('nothing nested deeper');
    if (text[at] === '"') return string();
    if (text[at] === '{') return object(level);
    return text[at] === '[' ? array(level) : literal();
  };

  const header = object(1);
  skipSpace();
  return at < text.length ? refuse('nothing more') : header;
}
