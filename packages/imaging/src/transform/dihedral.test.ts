import { describe, expect, it } from 'vitest';
import { type GreyImage, greyImage, labelImage, mask, rgbImage } from '../image.ts';
import { composeSymmetries, dihedral, dihedralPlanes, inverseSymmetry } from './dihedral.ts';

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];
const image = greyImage(3, 2, Uint8Array.of(1, 2, 3, 4, 5, 6));

const rowsOf = ({ width, height, data }: GreyImage) =>
  Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)].join(''));

describe('the symmetries of the square', () => {
  it('turn anticlockwise, mirror and transpose', () => {
    expect(ALL.map((symmetry) => rowsOf(dihedral(image, symmetry)))).toEqual([
      ['123', '456'],
      ['36', '25', '14'],
      ['654', '321'],
      ['41', '52', '63'],
      ['321', '654'],
      ['14', '25', '36'],
      ['456', '123'],
      ['63', '52', '41'],
    ]);
  });

  it('are a group: any two in turn are the one that they compose to', () => {
    for (const first of ALL) {
      for (const second of ALL) {
        expect(dihedral(dihedral(image, first), second)).toEqual(
          dihedral(image, composeSymmetries(first, second)),
        );
        for (const third of ALL) {
          expect(composeSymmetries(composeSymmetries(first, second), third)).toBe(
            composeSymmetries(first, composeSymmetries(second, third)),
          );
        }
      }
      expect(new Set(ALL.map((second) => composeSymmetries(first, second))).size).toBe(8);
      expect(composeSymmetries(first, 0)).toBe(first);
      expect(composeSymmetries(0, first)).toBe(first);
    }
  });

  it('are undone by their inverses', () => {
    for (const symmetry of ALL) {
      expect(dihedral(dihedral(image, symmetry), inverseSymmetry(symmetry))).toEqual(image);
      expect(composeSymmetries(symmetry, inverseSymmetry(symmetry))).toBe(0);
    }
  });

  it('move every kind of image, colours whole', () => {
    const colour = rgbImage(2, 1, Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(dihedral(colour, 1)).toEqual(rgbImage(1, 2, Uint8Array.of(4, 5, 6, 1, 2, 3)));
    expect(dihedral(mask(2, 1, Uint8Array.of(1, 0)), 4)).toEqual(mask(2, 1, Uint8Array.of(0, 1)));
    expect(dihedral(labelImage(1, 2, Uint16Array.of(300, 2)), 5)).toEqual(
      labelImage(2, 1, Uint16Array.of(300, 2)),
    );
    expect(dihedral(image, 0).data).not.toBe(image.data);
  });

  it('move planes one by one', () => {
    const planes = Float32Array.of(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, -1, -2, -3, -4, -5, -6);
    for (const symmetry of ALL) {
      const moved = dihedralPlanes(planes, 3, 2, symmetry);
      const numbers = dihedral(image, symmetry).data;
      expect([...moved.subarray(0, 6)]).toEqual(Array.from(numbers, (n) => n - 0.5));
      expect([...moved.subarray(6)]).toEqual(Array.from(numbers, (n) => -n));
    }
  });

  it('are refused where there are none', () => {
    expect(() => dihedral(image, 8)).toThrow('a whole number from 0 to 7, but 8 was given');
    expect(() => inverseSymmetry(0.5)).toThrow(RangeError);
    expect(() => composeSymmetries(-1, 0)).toThrow(RangeError);
    expect(() => composeSymmetries(0, 9)).toThrow(RangeError);
    expect(() => dihedralPlanes(new Float32Array(7), 3, 2, 0)).toThrow(
      '7 values are no whole number of planes of 3 x 2',
    );
  });
});
