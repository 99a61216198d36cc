import { describe, expect, it } from 'vitest';
import { drawRegion, drawSmear, type Smear } from './draw.ts';
import type { SmearOptions } from './options.ts';
import { planSmear } from './plan.ts';
import { sampleSmears } from './samples.ts';
import { stainNames } from './stains.ts';

/** A small field with everything in it. */
const busy: SmearOptions = {
  width: 150,
  height: 110,
  seed: 'busy',
  stain: 'yellow',
  nucleusDiameter: 24,
  cells: ['neutrophil', 'eosinophil', 'basophil', 'lymphoblast'],
  contact: 0.5,
  redCells: { density: 0.5, overlap: 0.3, rouleaux: 0.3, crenated: 0.3 },
  platelets: 10,
  precipitate: 30,
  dust: 10,
  defocus: 1.3,
  unevenLight: { strength: 0.2, direction: 70, vignette: 0.2 },
  noise: 3,
  chromaSoftness: 1,
  scaleBar: 'red',
};

describe('drawSmear', () => {
  const smear = drawSmear(busy);

  it('gives the same bytes for the same seed, others for another', () => {
    expect(drawSmear(busy)).toEqual(smear);
    expect(drawSmear({ ...busy, seed: 'other' }).image.data).not.toEqual(smear.image.data);
  });

  it('draws any rectangle with the pixels of the whole', () => {
    const plan = planSmear(busy);
    for (const [x, y, width, height] of [
      [0, 0, 70, 110],
      [70, 0, 80, 51],
      [70, 51, 80, 59],
      [33, 42, 1, 1],
    ] as const) {
      const part = drawRegion(plan, x, y, width, height);
      expect(part.image.data).toEqual(cut(smear.image, 3, x, y, width, height));
      expect([...part.nuclei.data]).toEqual([...cut(smear.nuclei, 1, x, y, width, height)]);
      expect(part.truth.data).toEqual(cut(smear.truth, 1, x, y, width, height));
    }
  });

  it('refuses rectangles that leave the field and fields too large to hold', () => {
    expect(() => drawRegion(planSmear(busy), 100, 0, 51, 10)).toThrow(
      /51 x 10 px at \(100, 0\) of a field of/,
    );
    expect(() => drawSmear({ width: 20_000, height: 20_000 })).toThrow(/planSmear and drawRegion/);
  });

  it('keeps labels, truth and cells in step', () => {
    expectConsistent(smear);
    expect(smear.cells.map((cell) => cell.type)).toEqual(busy.cells);
  });

  it('gives nuclei the size asked for', () => {
    const cells = Array<'lymphocyte'>(30).fill('lymphocyte');
    const field = { width: 720, height: 600, nucleusDiameter: 30, redCells: { density: 0 }, platelets: 0 };
    const { cells: seen } = drawSmear({ ...field, cells });
    const whole = seen.filter(
      ({ box }) => box.x > 0 && box.y > 0 && box.x + box.width < 720 && box.y + box.height < 600,
    );
    const mean = whole.reduce((sum, cell) => sum + cell.nucleusArea, 0) / whole.length;
    // 7.6 µm where 8 µm are 30 px; single nuclei vary by 8 % in diameter, so the mean of 25 areas by 3 %.
    expect(mean / ((Math.PI / 4) * (30 * (7.6 / 8)) ** 2)).toBeGreaterThan(0.9);
    expect(mean / ((Math.PI / 4) * (30 * (7.6 / 8)) ** 2)).toBeLessThan(1.1);
  });

  it('gives nuclei darker green than cytoplasm, and cytoplasm darker than the field, in every stain', () => {
    const backgrounds = stainNames.map((stain) => {
      const field = {
        width: 96,
        height: 96,
        stain,
        nucleusDiameter: 30,
        redCells: { density: 0 },
        platelets: 0,
      };
      const { image, truth } = drawSmear({ ...field, cells: [{ type: 'monocyte', x: 48, y: 48 }] });
      const mean = (level: number, channel: number) => {
        const values = [...truth.data].flatMap((value, i) =>
          value === level ? [image.data[3 * i + channel]!] : [],
        );
        return values.reduce((a, b) => a + b, 0) / values.length;
      };
      expect(mean(255, 1)).toBeLessThan(mean(128, 1) - 10);
      expect(mean(128, 1)).toBeLessThan(mean(0, 1) - 5);
      return [0, 1, 2].map((channel) => Math.round(mean(0, channel))).join();
    });
    expect(new Set(backgrounds).size).toBe(stainNames.length);
  });
});

describe('sampleSmears', () => {
  it.each(sampleSmears().map((sample) => [sample.name, sample.options] as const))(
    'draws %s',
    (_, options) => {
      expectConsistent(drawSmear(options));
    },
  );

  it('has names of its own', () => {
    const names = sampleSmears().map((sample) => sample.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

function expectConsistent({ nuclei, truth, cells }: Smear): void {
  expect(cells.map((cell) => cell.label)).toEqual(cells.map((_, i) => i + 1));
  const areas = new Map<number, number>();
  for (const [i, label] of nuclei.data.entries()) {
    if (label > 0) areas.set(label, (areas.get(label) ?? 0) + 1);
    if (label > 0 !== (truth.data[i] === 255)) throw new Error(`label and truth differ at ${i}`);
  }
  expect(cells.map((cell) => areas.get(cell.label))).toEqual(cells.map((cell) => cell.nucleusArea));
  expect(areas.size).toBe(cells.length);
  const levels = new Set(truth.data);
  expect([...levels].every((level) => [0, 128, 255].includes(level))).toBe(true);
  for (const { box, centroid } of cells) {
    expect(centroid.x).toBeGreaterThanOrEqual(box.x);
    expect(centroid.x).toBeLessThan(box.x + box.width);
    expect(centroid.y).toBeGreaterThanOrEqual(box.y);
    expect(centroid.y).toBeLessThan(box.y + box.height);
  }
}

function cut(
  image: { width: number; data: Uint8Array | Uint16Array },
  channels: number,
  x: number,
  y: number,
  width: number,
  height: number,
): Uint8Array {
  const part = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * channels;
    part.set(image.data.subarray(from, from + width * channels), row * width * channels);
  }
  return part;
}
