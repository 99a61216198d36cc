import type { Found } from '@leukolens/workbench';
import { expect, test } from 'vitest';
import { placeIn } from './place-in.ts';

test('a place in a nucleus that is bent round its own middle', () => {
  const labels = Uint16Array.from([2, 2, 2, 2, 2, 0, 0, 2, 2, 0, 0, 2]);
  const nucleus = {
    label: 2,
    boundingBoxX: 0,
    boundingBoxY: 0,
    boundingBoxWidth: 4,
    boundingBoxHeight: 3,
    centroidX: 1.5,
    centroidY: 0.9,
  };
  const found = {
    labels,
    record: { width: 4, height: 3, nuclei: { objects: [nucleus] } },
  } as unknown as Found;
  expect(placeIn(found, 2)).toEqual([1, 0]);
  expect(placeIn(found, 3)).toBeUndefined();
  expect(placeIn(undefined, 2)).toBeUndefined();
});
