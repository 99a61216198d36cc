import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rgbImage } from '../image.ts';
import { labOfRgb, rgbOfLab } from './lab.ts';

const fixture = JSON.parse(readFileSync(new URL('fixtures/lab.json', import.meta.url), 'utf8')) as {
  readonly labOfRgb: string;
  readonly rgbOfLab: string;
};

const SIDE = 256;
const second = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => i >> 8);
const third = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => i & 255);

/** SHA-256 over the three planes of what `convert` makes of all triples, 2^16 with the same first value at a time. */
function digest(convert: (first: Uint8Array) => readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (let value = 0; value < 256; value++) {
    for (const plane of convert(new Uint8Array(SIDE * SIDE).fill(value))) hash.update(plane);
  }
  return hash.digest('hex');
}

describe('8-bit L*a*b*', () => {
  it('has black, white and grey on its axis, and primaries where CIE puts them', () => {
    const colours = [0, 0, 0, 255, 255, 255, 119, 119, 119, 255, 0, 0, 0, 0, 255];
    const { lightness, a, b } = labOfRgb(rgbImage(5, 1, Uint8Array.from(colours)));
    // red is L* 53.24, a* 80.1, b* 67.2; blue is L* 32.30, a* 79.2, b* -107.9
    expect([...lightness]).toEqual([0, 255, 128, 136, 82]);
    expect([...a]).toEqual([128, 128, 128, 208, 207]);
    expect([...b]).toEqual([128, 128, 128, 195, 20]);
  });

  it("equals OpenCV's for all colours", () => {
    const interleaved = rgbImage(SIDE, SIDE);
    const found = digest((red) => {
      for (let i = 0; i < red.length; i++) {
        interleaved.data[3 * i] = red[i]!;
        interleaved.data[3 * i + 1] = second[i]!;
        interleaved.data[3 * i + 2] = third[i]!;
      }
      const { lightness, a, b } = labOfRgb(interleaved);
      return [lightness, a, b];
    });
    expect(found).toBe(fixture.labOfRgb);
  });

  it("goes back as OpenCV's does, for all triples", () => {
    const found = digest((lightness) => {
      const { data } = rgbOfLab({ width: SIDE, height: SIDE, lightness, a: second, b: third });
      return [0, 1, 2].map((channel) => second.map((_, i) => data[3 * i + channel]!));
    });
    expect(found).toBe(fixture.rgbOfLab);
  });
});
