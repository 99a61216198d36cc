import type { Raster } from './codec.ts';
import { characters, FORMAT_NAMES, type ImageFormat } from './format.ts';
import { ImageError } from './image-error.ts';

// What the two codecs over libvips share, the native one and WebAssembly: its names, and what its errors mean.

/** The loaders that stay on, by the names of their operations. */
export const LOADERS = ['Jpeg', 'Png', 'Tiff', 'Webp', 'Nsgif'].map((name) => `VipsForeignLoad${name}Buffer`);

const SPACES: Readonly<Record<string, Raster['space']>> = {
  'b-w': 'grey',
  grey16: 'grey',
  srgb: 'rgb',
  rgb16: 'rgb',
  cmyk: 'cmyk',
};

/** Sample types that a picture is made of; `unsignedSamples` says what becomes of the signed one. */
const SAMPLE_TYPES = ['uchar', 'ushort', 'short'];

/**
 * The colour space of samples that libvips calls `interpretation` and stores as `sampleType`.
 * @throws ImageError `unsupported` for CIELAB and others, and for 32-bit and floating-point samples: files state no black
 * and white for those, so any picture made of them would be a guess
 */
export function colourSpace(
  format: ImageFormat,
  interpretation: string,
  sampleType: string,
): Raster['space'] {
  const space = SPACES[interpretation];
  if (space && SAMPLE_TYPES.includes(sampleType)) return space;
  throw new ImageError(
    'unsupported',
    `this ${FORMAT_NAMES[format]} holds ${interpretation} samples of type ${sampleType}, which have no agreed black and white: save it as 8-bit RGB`,
  );
}

const CUT_SHORT = /premature end|unexpected end|read error at|bad seek|can not read tiff directory/i;
const NOT_BUILT_IN =
  /not configured|not supported|unsupported|not a whole number of bytes|samples out of range/i;

/**
 * What libvips says about a file as one line for people: its messages come in many lines, repeat themselves and begin
 * with names of functions. Where it does not tell a file cut short from a damaged one, the file's own end does.
 */
export function libvipsError(error: unknown, format: ImageFormat, bytes: Uint8Array): ImageError {
  const message = error instanceof Error ? error.message : '';
  const name = FORMAT_NAMES[format];
  const reason = lastLine(message);
  const because = reason === '' ? '' : ` (${reason})`;
  const options = { cause: error };
  if (CUT_SHORT.test(message) || endsEarly(format, bytes)) {
    return new ImageError('truncated', `the ${name} file is truncated${because}`, options);
  }
  if (NOT_BUILT_IN.test(message)) {
    return new ImageError('unsupported', `this kind of ${name} is not read${because}`, options);
  }
  // What WebAssembly throws carries no text to tell the two apart by.
  const orElse = error instanceof Error ? '' : ', or of a kind that is not read';
  return new ImageError('corrupt', `the ${name} file is damaged${orElse}${because}`, options);
}

/** Signed 16-bit samples as unsigned ones: what lies below zero is black. Other samples are handed back. */
export function unsignedSamples(samples: Uint8Array | Uint16Array | Int16Array): Uint8Array | Uint16Array {
  if (!(samples instanceof Int16Array)) return samples;
  for (let i = 0; i < samples.length; i++) samples[i] = Math.max(0, samples[i]!);
  return new Uint16Array(samples.buffer, samples.byteOffset, samples.length);
}

/** libvips's `fail_on` levels: what it takes for damage. */
export type FailOn = 'truncated' | 'error' | 'warning';

/**
 * The strictest level a format is tried at, and one at which what then fails is read after all, with a word of warning.
 * In a JPEG, a warning (bytes that fit nowhere, a segment that ends early) is the only trace of damage, the format having
 * no checksums; but odd, sound files give warnings, too. In a PNG, an error may be a wrong checksum over whole data.
 */
const LEVELS: Readonly<Partial<Record<ImageFormat, readonly [FailOn, FailOn]>>> = {
  jpeg: ['warning', 'error'],
  png: ['error', 'truncated'],
};

/** Runs a decoder as strictly as its format allows, and says whether it stumbled. */
export async function decodeStrictly<Result>(
  format: ImageFormat,
  decode: (failOn: FailOn) => Result | Promise<Result>,
): Promise<{ result: Result; isDamaged: boolean }> {
  const [strict, lenient] = LEVELS[format] ?? ['error'];
  try {
    return { result: await decode(strict), isDamaged: false };
  } catch (error) {
    if (lenient === undefined || error instanceof ImageError) throw error;
    return { result: await decode(lenient), isDamaged: true };
  }
}

/** The last line, which says what stopped it, without the names of operations before it. */
function lastLine(message: string): string {
  const lines = message.split('\n').map((line) => {
    const said = line.replace(/^Input buffer has corrupt header: ?/, '').replace(/^(\w+: ?)+/, '');
    return said.replace(/[^\x20-\x7e]/g, '?').trim();
  });
  return (lines.findLast((line) => line !== '' && line !== 'Unknown error') ?? '').slice(0, 160);
}

/** A PNG ends with an IEND chunk; a WebP states its length. */
function endsEarly(format: ImageFormat, bytes: Uint8Array): boolean {
  if (format === 'png') return !characters(bytes, Math.max(0, bytes.length - 64), 64).includes('IEND');
  if (format !== 'webp') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4, true) + 8 > bytes.length;
}
