/** A weight file that cannot be read or written as asked, in one line: what was received, what was expected. */
export class WeightsFileError extends Error {
  override readonly name = 'WeightsFileError';
}

const SHOWN = 80;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name from a file as an error may print it: quoted, in one line, the first 80 characters. */
export function quoted(text: string): string {
  const start = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return JSON.stringify(start).replace(INVISIBLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** Numbers from a file as an error may print them, a shape for one: the first eight. */
export function listed(numbers: readonly number[]): string {
  return `[${numbers.slice(0, 8).join(', ')}${numbers.length > 8 ? ', …' : ''}]`;
}
