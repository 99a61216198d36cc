import { expect, it } from 'vitest';
import { random } from '../random.ts';
import { outline, outlineDistance } from './outline.ts';

it('measures the distance to a circle', () => {
  const circle = outline(random(1), { x: 5, y: 5, radius: 10 });
  expect(circle.reach).toBeCloseTo(10, 5);
  expect(outlineDistance(circle, 18, 5)).toBeCloseTo(3, 5);
  expect(outlineDistance(circle, 5, -1)).toBeCloseTo(-4, 5);
});

it('keeps the area of an ellipse, whose axes have the ratio asked for', () => {
  const ellipse = outline(random(1), { x: 0, y: 0, radius: 10, elongation: 2, angle: Math.PI / 2 });
  expect(outlineDistance(ellipse, 0, 10 * Math.SQRT2)).toBeCloseTo(0, 4);
  expect(outlineDistance(ellipse, 10 / Math.SQRT2, 0)).toBeCloseTo(0, 4);
});

it('is as rough and as spiky as asked', () => {
  const spread = (form: object) => {
    const { radii } = outline(random(2), { x: 0, y: 0, radius: 10, ...form });
    return Math.max(...radii) - Math.min(...radii);
  };
  expect(spread({})).toBeCloseTo(0, 5);
  expect(spread({ roughness: 0.1 })).toBeGreaterThan(0.3);
  expect(spread({ crenation: 0.1 })).toBeCloseTo(1, 1); // cos⁴ runs from 0 to 1
});
