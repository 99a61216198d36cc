import { DEFAULT_MAX_PIXELS } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { fromWire, toWire } from './wire.ts';

test('pixels, labels and masks keep their types; what is undefined goes away', () => {
  const sent = {
    rgba: Uint8ClampedArray.of(1, 2, 3, 255),
    labels: Uint16Array.of(7, 65_535).subarray(1),
    mask: Uint8Array.of(0, 1),
    text: 'µm <b>',
    nothing: undefined,
    number: 0.1,
    none: null,
  };
  const { nothing, ...kept } = sent;
  expect(nothing).toBeUndefined();
  expect(fromWire(toWire(sent))).toEqual(kept);
});

test('an image may be as large as any that is read, and no larger', () => {
  // the beginning of an extension of type 2; what it announces is not there
  const announcing = (bytes: number) =>
    Uint8Array.from([0xc9, ...[24, 16, 8, 0].map((shift) => (bytes >>> shift) & 255), 2]);
  expect(() => fromWire(announcing(4 * DEFAULT_MAX_PIXELS))).toThrow('Insufficient data');
  expect(() => fromWire(announcing(4 * DEFAULT_MAX_PIXELS + 1))).toThrow('Max length exceeded');
});

test('bytes that are no message are refused', () => {
  for (const bytes of [[], [0xc1], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xc6, 0xff, 0xff, 0xff, 0xff], [1, 2]]) {
    expect(() => fromWire(Uint8Array.from(bytes))).toThrow();
  }
});
