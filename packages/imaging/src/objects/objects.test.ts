import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greyImage, mask } from '../image.ts';
import { fillHoles, removeSmall, solidObjectsAbove } from './clean.ts';
import { labelObjects, maskOfLabels, objectAreas } from './label.ts';
import { closing, dilate, dilateRect, erodeRect } from './morphology.ts';
import { complement, maskOfRuns, runsOfMask } from './runs.ts';
import { anyMask, bytes, drawnLabels, drawnMask, packedMask, rowsOf } from './testing/images.ts';

interface ObjectsFixture {
  readonly cases: readonly {
    readonly width: number;
    readonly height: number;
    readonly mask: string;
    readonly labels8: string;
    readonly labels4: string;
    readonly cleaning: readonly { area: number; filled: string; cleaned: string }[];
    readonly morphology: {
      readonly ellipse: readonly string[];
      readonly square: readonly { size: number; dilated: string; eroded: string; closed: string }[];
    };
  }[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/objects.json', import.meta.url), 'utf8'),
) as ObjectsFixture;

describe('runs', () => {
  it('hold a mask by rows', () => {
    const runs = runsOfMask(drawnMask('##.#', '....', '.##.'));
    expect([...runs.first]).toEqual([0, 2, 2, 3]);
    expect([...runs.start]).toEqual([0, 3, 1]);
    expect([...runs.end]).toEqual([2, 4, 3]);
  });

  it('give the mask back, and its complement the inverted mask', () => {
    fc.assert(
      fc.property(anyMask, (image) => {
        expect(maskOfRuns(runsOfMask(image))).toEqual(image);
        expect(maskOfRuns(complement(runsOfMask(image))).data).toEqual(image.data.map((pixel) => 1 - pixel));
      }),
    );
  });

  it('are as many as it takes', () => {
    const comb = mask(
      10_001,
      3,
      new Uint8Array(30_003).map((_, i) => ((i % 10_001) % 2 === 0 ? 1 : 0)),
    );
    expect(runsOfMask(comb).start.length).toBe(15_003);
    expect(maskOfRuns(runsOfMask(comb))).toEqual(comb);
  });
});

describe('labelObjects', () => {
  it('numbers objects by their first pixels, joined by corners or by edges alone', () => {
    const image = drawnMask('..#.#', '.#..#', '#..##', '.....', '##..#');
    expect(labelObjects(image)).toEqual(drawnLabels('..1.2', '.1..2', '1..22', '.....', '33..4'));
    expect(labelObjects(image, 4)).toEqual(drawnLabels('..1.2', '.3..2', '4..22', '.....', '55..6'));
  });

  it('joins arms that meet further down', () => {
    expect(labelObjects(drawnMask('#.#.#', '#.#.#', '#.###', '###..'))).toEqual(
      drawnLabels('1.1.1', '1.1.1', '1.111', '111..'),
    );
  });

  it('agrees with scikit-image', () => {
    for (const { width, height, mask: packed, labels8, labels4 } of cases) {
      const image = packedMask(packed, width, height);
      expect(labelObjects(image, 8).data).toEqual(Uint16Array.from(bytes(labels8)));
      expect(labelObjects(image, 4).data).toEqual(Uint16Array.from(bytes(labels4)));
      expect(maskOfLabels(labelObjects(image))).toEqual(image);
    }
  });

  it('tells areas in the order of the numbers, however many there are', () => {
    expect([...objectAreas(drawnMask('..#.#', '.#..#', '#..##', '.....', '##..#'))]).toEqual([3, 4, 2, 1]);
    expect([...objectAreas(drawnMask('..#.#', '.#..#', '#..##'), 4)]).toEqual([1, 4, 1, 1]);
    expect([...objectAreas(drawnMask('...'))]).toEqual([]);
    const dots = mask(
      1024,
      512,
      new Uint8Array(1024 * 512).map((_, i) => (i % 2 === 0 && (i >> 10) % 2 === 0 ? 1 : 0)),
    );
    expect(objectAreas(dots).length).toBe(131_072);
  });

  it('refuses more objects than 16 bits can number', () => {
    const dots = mask(
      1024,
      512,
      new Uint8Array(1024 * 512).map((_, i) => (i % 2 === 0 && (i >> 10) % 2 === 0 ? 1 : 0)),
    );
    expect(() => labelObjects(dots)).toThrow(
      '131072 objects found, but a 16-bit label image numbers at most 65535',
    );
  });
});

describe('fillHoles and removeSmall', () => {
  it('fill what no path along edges joins to the border', () => {
    // Top left a hole closed by corners alone; bottom right a bay that opens at a side.
    expect(rowsOf(fillHoles(drawnMask('.#....', '#.#...', '.#.###', '...#..', '...###')))).toEqual([
      '.#....',
      '###...',
      '.#.###',
      '...#..',
      '...###',
    ]);
  });

  it('keep objects of the limit itself, corners counting as contact', () => {
    const image = drawnMask('#..##', '.#.##', '.....', '###..');
    expect(rowsOf(removeSmall(image, 3))).toEqual(['...##', '...##', '.....', '###..']);
    expect(rowsOf(removeSmall(image, 2))).toEqual(rowsOf(image));
    expect(rowsOf(removeSmall(image, 2, 4))).toEqual(['...##', '...##', '.....', '###..']);
  });

  it('agree with SciPy and OpenCV', () => {
    for (const { width, height, mask: packed, cleaning } of cases) {
      const image = packedMask(packed, width, height);
      for (const { area, filled, cleaned } of cleaning) {
        expect(fillHoles(image)).toEqual(packedMask(filled, width, height));
        expect(removeSmall(fillHoles(image), area)).toEqual(packedMask(cleaned, width, height));
        expect(solidObjectsAbove(greyImage(width, height, image.data), 0, 1, area)).toEqual(
          packedMask(cleaned, width, height),
        );
      }
    }
  });

  it('leave an empty and a full mask as they are', () => {
    for (const image of [drawnMask('...', '...'), drawnMask('###', '###')]) {
      expect(removeSmall(fillHoles(image), 6)).toEqual(image);
    }
  });
});

describe('dilation, erosion and closing', () => {
  it("draw OpenCV's ellipse round a single pixel", () => {
    expect(rowsOf(dilate(drawnMask('.....', '.....', '..#..', '.....', '.....'), 2))).toEqual([
      '..#..',
      '#####',
      '#####',
      '#####',
      '..#..',
    ]);
  });

  it('agree with OpenCV, at the borders too', () => {
    for (const { width, height, mask: packed, morphology } of cases) {
      const image = packedMask(packed, width, height);
      morphology.ellipse.forEach((expected, i) => {
        expect(dilate(image, i + 1)).toEqual(packedMask(expected, width, height));
      });
      for (const { size, dilated, eroded, closed } of morphology.square) {
        expect(dilateRect(image, size)).toEqual(packedMask(dilated, width, height));
        expect(erodeRect(image, size)).toEqual(packedMask(eroded, width, height));
        expect(closing(image, size)).toEqual(packedMask(closed, width, height));
      }
    }
  });

  it('refuse sizes that they do not have', () => {
    const image = drawnMask('#');
    expect(() => dilate(image, 0)).toThrow('a whole number from 1 to 16, but 0 was given');
    expect(() => dilate(image, 17)).toThrow(RangeError);
    expect(() => closing(image, 4)).toThrow('an odd number from 1 to 31, but 4 was given');
    expect(() => closing(image, 33)).toThrow(RangeError);
  });
});
