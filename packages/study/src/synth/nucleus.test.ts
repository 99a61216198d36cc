import { expect, it } from 'vitest';
import { random } from '../random.ts';
import { movedNucleus, nucleusDistance } from './nucleus.ts';
import { type NucleusForm, sizedNucleus } from './nucleus-forms.ts';

const forms: [string, NucleusForm][] = [
  ['round', { kind: 'round', elongation: 1.2, roughness: 0.1, notch: 0 }],
  ['notched', { kind: 'round', elongation: 1.1, roughness: 0.1, notch: 0.5 }],
  ['kidney', { kind: 'bent', sweep: 2, thickness: 0.7 }],
  ['band', { kind: 'bent', sweep: 3.5, thickness: 0.4 }],
  ['segmented', { kind: 'lobed', lobes: 4 }],
];

it.each(forms)('gives a %s nucleus the area asked for, within its reach', (_, form) => {
  for (let seed = 0; seed < 5; seed++) {
    const { nucleus, reach } = sizedNucleus(random(seed), form, 20, 1);
    let [area, x, y] = [0, 0, 0];
    for (let row = -60; row <= 60; row++) {
      for (let column = -60; column <= 60; column++) {
        if (nucleusDistance(nucleus, column, row) >= 0) continue;
        area++;
        x += column;
        y += row;
        expect(Math.hypot(column, row)).toBeLessThanOrEqual(reach);
      }
    }
    expect(area / (Math.PI * 20 ** 2)).toBeGreaterThan(0.97); // 2 % and the counting of pixels
    expect(area / (Math.PI * 20 ** 2)).toBeLessThan(1.03);
    expect(Math.hypot(x / area, y / area)).toBeLessThan(0.5);
  }
});

it('joins every lobe to the next by a strand that belongs to the nucleus', () => {
  const { nucleus } = sizedNucleus(random(3), { kind: 'lobed', lobes: 5 }, 30, 0);
  expect(nucleus.lobes).toHaveLength(5);
  expect(nucleus.bridges).toHaveLength(4);
  for (const { x, y, toX, toY } of nucleus.bridges) {
    for (let t = 0; t <= 1; t += 0.1) {
      expect(nucleusDistance(nucleus, x + t * (toX - x), y + t * (toY - y))).toBeLessThan(0);
    }
  }
});

it('moves as a whole', () => {
  const { nucleus } = sizedNucleus(random(3), { kind: 'lobed', lobes: 3 }, 10, 0);
  expect(nucleusDistance(movedNucleus(nucleus, 7, -2), 12, 1)).toBeCloseTo(nucleusDistance(nucleus, 5, 3), 6);
});
