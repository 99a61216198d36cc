import { describe, expect, it } from 'vitest';
import { cellTypes } from './cell-types.ts';
import { planSmear } from './plan.ts';
import { distanceToNucleus, distanceToRim } from './white-cell.ts';

describe('planSmear', () => {
  it('places every cell that is asked for, labelled 1 and up', () => {
    const plan = planSmear({ width: 900, height: 700, cells: [...cellTypes], nucleusDiameter: 40 });
    expect(plan.whiteCells.map((cell) => cell.type)).toEqual(cellTypes);
    expect(plan.whiteCells.map((cell) => cell.label)).toEqual(cellTypes.map((_, i) => i + 1));
  });

  it('counts only cells that show nucleus in the field', () => {
    const cells = [
      { type: 'lymphocyte', x: -200, y: 50 },
      { type: 'lymphocyte', x: 50, y: 50 },
    ] as const;
    const plan = planSmear({ width: 100, height: 100, nucleusDiameter: 30, cells: [...cells] });
    expect(plan.whiteCells.map((cell) => cell.label)).toEqual([0, 1]);
    expect(plan.whiteCells[1]).toMatchObject({ x: 50, y: 50 });
  });

  it('lays cells apart, or against one another', () => {
    const gap = (contact: number, seed: number) => {
      const plan = planSmear({
        width: 800,
        height: 800,
        seed,
        contact,
        cells: ['lymphoblast', 'lymphocyte'],
      });
      const [a, b] = plan.whiteCells as [(typeof plan.whiteCells)[0], (typeof plan.whiteCells)[0]];
      let nearest = Number.POSITIVE_INFINITY;
      for (let t = 0; t <= 1; t += 0.002) {
        const [x, y] = [a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)];
        const toA = distanceToRim(a, distanceToNucleus(a, x, y), x, y);
        const toB = distanceToRim(b, distanceToNucleus(b, x, y), x, y);
        nearest = Math.min(nearest, Math.max(toA, toB));
      }
      return nearest;
    };
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(gap(1, seed)).toBeLessThan(0);
      expect(gap(0, seed)).toBeGreaterThan(0);
    }
  });

  it('keeps nuclei inside their cells', () => {
    const plan = planSmear({ width: 900, height: 700, cells: [...cellTypes], nucleusDiameter: 40 });
    for (const cell of plan.whiteCells) {
      for (let y = cell.y - cell.reach; y < cell.y + cell.reach; y++) {
        for (let x = cell.x - cell.reach; x < cell.x + cell.reach; x++) {
          const toNucleus = distanceToNucleus(cell, x, y);
          const toRim = distanceToRim(cell, toNucleus, x, y);
          expect(toRim).toBeLessThan(toNucleus);
          if (toRim < 0) expect(Math.hypot(x - cell.x, y - cell.y)).toBeLessThanOrEqual(cell.reach);
        }
      }
    }
  });

  it('draws as many lobes as asked, otherwise two to five', () => {
    const lobes = (cells: object[]) =>
      planSmear({ width: 2000, height: 2000, cells: cells as never }).whiteCells.map(
        (cell) => cell.nucleus.lobes.length,
      );
    expect(lobes([2, 3, 4, 5].map((n) => ({ type: 'neutrophil', lobes: n })))).toEqual([2, 3, 4, 5]);
    for (const count of lobes(Array(20).fill({ type: 'neutrophil' }))) {
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThanOrEqual(5);
    }
  });

  it('strews red cells as densely as asked, in stacks or not', () => {
    const area = (rouleaux: number) => {
      const redCells = { density: 0.4, overlap: 0.3, rouleaux };
      const plan = planSmear({ width: 1000, height: 1000, cells: 0, nucleusDiameter: 20, redCells });
      const radius = (7.2 / 2) * plan.pixelsPerMicrometre;
      const inside = plan.redCells.filter(
        ({ outline: { x, y } }) => x >= 0 && y >= 0 && x < 1000 && y < 1000,
      );
      return (inside.length * Math.PI * radius ** 2) / 1e6;
    };
    expect(area(0)).toBeCloseTo(0.4, 1);
    expect(area(0.6)).toBeCloseTo(0.4, 1);
  });

  it('says when cells do not fit, or lie on one another', () => {
    expect(() => planSmear({ width: 100, height: 100, cells: 40 })).toThrow(
      /white cell \d+ of 40 .* finds no free place in a field of 100 x 100 px; ask for fewer/,
    );
    const twice = { type: 'lymphocyte', x: 50, y: 50 } as const;
    expect(() => planSmear({ width: 100, height: 100, cells: [twice, twice] })).toThrow(
      /white cell 2 of 2 \(lymphocyte\) would hide the nucleus of another/,
    );
  });

  it('leaves the scale bar free of white cells', () => {
    const options = { width: 400, height: 400, nucleusDiameter: 20, cells: 40, scaleBar: 'red' } as const;
    const plan = planSmear(options);
    const bar = plan.scaleBar!;
    for (const { x, y, reach } of plan.whiteCells) {
      expect(x + reach <= bar.x || y + reach <= bar.y).toBe(true);
    }
  });
});
