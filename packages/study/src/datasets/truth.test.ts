import { greyImage, labelImage, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { readTruth } from './truth.ts';

const levels = { nucleus: 255, cytoplasm: 128 };

test('each grey value is the nearest level, the brighter of two equally near', () => {
  const { nucleus, cytoplasm, unknownPixels } = readTruth(
    greyImage(8, 1, Uint8Array.of(0, 63, 64, 128, 191, 192, 254, 255)),
    levels,
  );
  expect([...nucleus.data]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  expect([...cytoplasm.data]).toEqual([0, 0, 1, 1, 1, 0, 0, 0]);
  expect(unknownPixels).toBe(5);
});

test('a set may use other levels', () => {
  const grey = greyImage(4, 1, Uint8Array.of(0, 100, 180, 255));
  const { nucleus, cytoplasm } = readTruth(grey, { nucleus: 100, cytoplasm: 255 });
  expect([...nucleus.data]).toEqual([0, 1, 0, 0]);
  expect([...cytoplasm.data]).toEqual([0, 0, 1, 1]);
});

test('nearly grey colours count as grey, colours are refused', () => {
  const nearly = rgbImage(2, 1, Uint8Array.of(250, 255, 255, 3, 0, 0));
  expect([...readTruth(nearly, levels).nucleus.data]).toEqual([1, 0]);
  const colour = rgbImage(2, 1, Uint8Array.of(0, 0, 0, 255, 0, 0));
  expect(() => readTruth(colour, levels)).toThrow('pixel 1 is of colour (255, 0, 0)');
});

test('every object of a label image is a nucleus', () => {
  const { nucleus, cytoplasm, unknownPixels } = readTruth(
    labelImage(5, 1, Uint16Array.of(0, 1, 2, 500, 0)),
    levels,
  );
  expect([...nucleus.data]).toEqual([0, 1, 1, 1, 0]);
  expect([...cytoplasm.data]).toEqual([0, 0, 0, 0, 0]);
  expect(unknownPixels).toBe(0);
});
