import { expect, it } from 'vitest';
import { emptyLayers } from './layers.ts';
import { opticalMargin, photograph } from './optics.ts';
import { planSmear } from './plan.ts';

it('lets pass what the Beer-Lambert law says', () => {
  const plan = planSmear({ cells: 0, noise: 0, width: 32, height: 32 });
  const layers = emptyLayers(0, 0, 32, 32);
  layers.azure.fill(0.5);
  layers.eosin.fill(2);
  const planes = photograph(layers, plan);
  for (const channel of [0, 1, 2] as const) {
    const density = 0.5 * plan.stain.azure[channel] + 2 * plan.stain.eosin[channel];
    expect(planes[channel][16 * 32 + 16]).toBeCloseTo(plan.stain.light[channel] * Math.exp(-density), 2);
  }
});

it('brightens the side that the light comes from, and darkens the corners', () => {
  const field = { cells: 0, noise: 0, width: 33, height: 33, stain: 'olive' } as const;
  const plan = planSmear({ ...field, unevenLight: { strength: 0.5, direction: 0, vignette: 0.2 } });
  const [red] = photograph(emptyLayers(0, 0, 33, 33), plan);
  const middle = red[16 * 33 + 16]!;
  // Half a pixel short of the side: slope 1 + 0.5 · 16 / 33, vignette 1 - 0.2 · 16² / (2 · 16.5²); sharpening adds little.
  expect(red[16 * 33 + 32]! / middle).toBeCloseTo((1 + 8 / 33) * (1 - (0.2 * 256) / 544.5), 1);
  expect(red[16 * 33]! / middle).toBeCloseTo((1 - 8 / 33) * (1 - (0.2 * 256) / 544.5), 1);
});

it('asks for a margin that holds every blur', () => {
  const margin = (options: object) =>
    opticalMargin(planSmear({ cells: 0, width: 32, height: 32, ...options }));
  expect(margin({ defocus: 2 }) - margin({})).toBe(6);
  expect(margin({ chromaSoftness: 1 }) - margin({})).toBe(3);
});

it('softens colour and leaves brightness', () => {
  const spot = (chromaSoftness: number) => {
    const plan = planSmear({ cells: 0, noise: 0, width: 32, height: 32, chromaSoftness });
    const layers = emptyLayers(0, 0, 32, 32);
    layers.azure[16 * 32 + 16] = 1;
    const [r, g, b] = photograph(layers, plan).map((plane) => plane[16 * 32 + 16]!) as [
      number,
      number,
      number,
    ];
    return { luma: 0.299 * r + 0.587 * g + 0.114 * b, colour: b - g };
  };
  expect(spot(2).luma).toBeCloseTo(spot(0).luma, 2);
  expect(spot(2).colour).toBeLessThan(spot(0).colour - 10);
});
