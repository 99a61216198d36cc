import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelImage, rgbImage } from '../image.ts';
import { labelObjects } from '../objects/label.ts';
import { anyMask, bytes, drawnLabels, drawnMask, mirrored, quarterTurn } from '../objects/testing/images.ts';
import { measureObjects } from './measure.ts';
import { MEASUREMENT_COLUMNS, type NucleusMeasurement } from './measurement.ts';

interface MeasureFixture {
  readonly width: number;
  readonly height: number;
  readonly labels: string;
  readonly rgb: string;
  readonly measured: readonly (Record<string, number> & { lobes: number | null })[];
}

const reference = JSON.parse(
  readFileSync(new URL('fixtures/measure.json', import.meta.url), 'utf8'),
) as MeasureFixture;

/** The measurements of shape alone: on a black image. */
function shapes(...rows: string[]): NucleusMeasurement[] {
  const labels = labelObjects(drawnMask(...rows));
  return measureObjects(rgbImage(labels.width, labels.height), labels);
}

describe('measureObjects', () => {
  it("agrees with scikit-image's regionprops", () => {
    const { width, height } = reference;
    const measured = measureObjects(
      rgbImage(width, height, bytes(reference.rgb)),
      labelImage(width, height, Uint16Array.from(bytes(reference.labels))),
    );
    expect(measured.map(({ label }) => label)).toEqual(reference.measured.map(({ label }) => label));
    reference.measured.forEach((expected, n) => {
      for (const [key, value] of Object.entries(expected)) {
        if (value === null) continue;
        const actual = measured[n]![key as keyof NucleusMeasurement]!;
        // Eccentricity is a root of a difference that rounds to 1e-16 in the reference, the SD of equal hues likewise.
        const absolute = key === 'eccentricity' ? 1e-7 : key === 'hueSd' ? 1e-5 : 1e-12;
        const tolerance = 1e-9 * Math.abs(value) + absolute;
        expect(Math.abs(actual - value), `${key} of ${expected.label}: ${actual}, not ${value}`).toBeLessThan(
          tolerance,
        );
      }
    });
  });

  it('gives what can be counted by hand', () => {
    const [square] = shapes('.....', '.####', '.####', '.####', '.####');
    expect(square).toMatchObject({
      label: 1,
      area: 16,
      areaConvex: 16,
      perimeter: 12,
      boundingBoxX: 1,
      boundingBoxY: 1,
      boundingBoxWidth: 4,
      boundingBoxHeight: 4,
      centroidX: 2.5,
      centroidY: 2.5,
      eccentricity: 0,
      solidity: 1,
      lobes: 1,
    });
    expect(square!.equivalentDiameter).toBeCloseTo(Math.sqrt(64 / Math.PI), 12);
    expect(square!.circularity).toBeCloseTo((4 * Math.PI * 16) / 144, 12);
  });

  it('takes the hull through the middles of pixel edges', () => {
    // The hull's side from (2.5, 0) to (0, 2.5) has the pixel (1, 1) inside, and (2, 1) and (1, 2) outside.
    expect(shapes('###', '#..', '#..')[0]).toMatchObject({ area: 5, areaConvex: 6 });
  });

  it('measures single pixels and lines', () => {
    expect(shapes('#')[0]).toMatchObject({
      area: 1,
      perimeter: 0,
      circularity: 0,
      eccentricity: 0,
      lobes: 1,
    });
    expect(shapes('#####')[0]).toMatchObject({
      area: 5,
      perimeter: 3,
      eccentricity: 1,
      solidity: 1,
      lobes: 1,
    });
  });

  it('takes pixels of other labels for outside', () => {
    const labels = drawnLabels('112', '112', '112');
    const [left, right] = measureObjects(rgbImage(3, 3), labels);
    expect(left).toMatchObject({ label: 1, area: 6, perimeter: 6, boundingBoxWidth: 2 });
    expect(right).toMatchObject({ label: 2, area: 3, centroidX: 2, centroidY: 1 });
  });

  it('has colours by hand: mean, SD, circular hue, entropy', () => {
    // Hues of 350 and 10 degrees: red 255, and a sixth of the range of blue or green.
    const pixels = Uint8Array.of(240, 0, 40, 240, 40, 0, 100, 100, 100, 100, 100, 100);
    const [measured] = measureObjects(rgbImage(4, 1, pixels), drawnLabels('1111'));
    expect(measured).toMatchObject({ redMean: 170, redSd: 70, blueMean: 60 });
    expect(Math.min(measured!.hueMean, 360 - measured!.hueMean)).toBeCloseTo(0, 9);
    expect(measured!.hueSd).toBeCloseTo(
      (Math.sqrt(-2 * Math.log(Math.cos(Math.PI / 18))) * 180) / Math.PI,
      9,
    );
    // Grey levels 76, 95, 100, 100: entropy 1/4 · 2 + 1/4 · 2 + 1/2 · 1.
    expect(measured!.entropy).toBeCloseTo(1.5, 12);
    const [grey] = measureObjects(rgbImage(2, 1, new Uint8Array(6).fill(9)), drawnLabels('11'));
    expect(grey).toMatchObject({ redSd: 0, hueMean: 0, hueSd: 0, entropy: 0 });
  });

  it('stays finite where hues cancel', () => {
    const opposite = Uint8Array.of(255, 0, 0, 0, 255, 255);
    expect(measureObjects(rgbImage(2, 1, opposite), drawnLabels('11'))[0]!.hueSd).toBeLessThan(427);
  });

  it('adds micrometres where the size of a pixel is known', () => {
    const labels = drawnLabels('111', '111', '111');
    const [plain] = measureObjects(rgbImage(3, 3), labels);
    expect(plain).not.toHaveProperty('areaUm2');
    const [scaled] = measureObjects(rgbImage(3, 3), labels, { micrometresPerPixel: 0.5 });
    expect(scaled).toMatchObject({ ...plain, areaUm2: 2.25, perimeterUm: 4, boundingBoxWidthUm: 1.5 });
    for (const micrometresPerPixel of [0, -1, Number.NaN, Infinity]) {
      expect(() => measureObjects(rgbImage(3, 3), labels, { micrometresPerPixel })).toThrow(
        'a positive number',
      );
    }
  });

  it('refuses labels of another size', () => {
    expect(() => measureObjects(rgbImage(2, 3), drawnLabels('11', '11'))).toThrow(
      'the image has 2 x 3 pixels, its labels 2 x 2',
    );
  });

  it('does not depend on how the image is turned', () => {
    // Positions turn with the image; of the rest, sums in another order differ by rounding alone.
    const positions = [
      'boundingBoxX',
      'boundingBoxY',
      'boundingBoxWidth',
      'boundingBoxHeight',
      'centroidX',
      'centroidY',
    ];
    const same = (original: NucleusMeasurement[], moved: NucleusMeasurement[]) => {
      expect(moved.length).toBe(original.length);
      original.forEach((measured, n) => {
        for (const [key, value] of Object.entries(measured)) {
          if (positions.includes(key)) continue;
          // Where hues all but cancel, their mean direction is rounding error.
          if (key.startsWith('hue') && measured.hueSd > 200) continue;
          const tolerance = key === 'hueSd' ? 1e-5 : 1e-9;
          const difference = Math.abs(moved[n]![key as keyof NucleusMeasurement]! - value);
          expect(key === 'hueMean' ? Math.min(difference, 360 - difference) : difference, key).toBeLessThan(
            tolerance,
          );
        }
      });
    };
    fc.assert(
      fc.property(anyMask, fc.integer({ min: 1, max: 1000 }), ({ width, height, data }, seed) => {
        // Labels in stripes, so that objects also touch one another.
        const numbers = Uint16Array.from(data, (inside, i) =>
          inside === 0 ? 0 : 1 + (((i % width) >> 2) % 3),
        );
        const colours = Uint8Array.from({ length: 3 * data.length }, (_, i) => (i * i * seed + 7 * i) >> 3);
        const original = measureObjects(rgbImage(width, height, colours), labelImage(width, height, numbers));
        const turned = measureObjects(
          rgbImage(height, width, quarterTurn(colours, width, 3)),
          labelImage(height, width, quarterTurn(numbers, width)),
        );
        const flipped = measureObjects(
          rgbImage(width, height, mirrored(colours, width, 3)),
          labelImage(width, height, mirrored(numbers, width)),
        );
        same(original, turned);
        same(original, flipped);
      }),
    );
  });
});

describe('MEASUREMENT_COLUMNS', () => {
  it('describes everything that is measured, once', () => {
    const labels = drawnLabels('11', '11');
    const [measured] = measureObjects(rgbImage(2, 2), labels, { micrometresPerPixel: 0.1 });
    expect(MEASUREMENT_COLUMNS.map(({ key }) => key)).toEqual(Object.keys(measured!));
    for (const name of [
      MEASUREMENT_COLUMNS.map(({ csv }) => csv),
      MEASUREMENT_COLUMNS.map(({ title, unit }) => `${title} ${unit}`),
    ]) {
      expect(new Set(name).size).toBe(MEASUREMENT_COLUMNS.length);
    }
    for (const { csv } of MEASUREMENT_COLUMNS) expect(csv).toMatch(/^[a-z0-9_]+$/);
  });
});
