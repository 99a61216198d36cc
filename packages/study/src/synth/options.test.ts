import { expect, it } from 'vitest';
import { smearOptions, smearOptionsSchema } from './options.ts';

it('fills in every default', () => {
  expect(smearOptions({ width: 100 })).toMatchObject({
    width: 100,
    height: 480,
    seed: 1,
    stain: 'pink',
    cells: 3,
    nucleusDiameter: 60,
    redCells: { density: 0.4, overlap: 0.15, rouleaux: 0, crenated: 0, pallor: 0.5 },
    unevenLight: { strength: 0, direction: 0, vignette: 0 },
    scaleBar: 'none',
  });
});

it('describes every option with its default', () => {
  const { redCells, unevenLight, ...rest } = smearOptionsSchema.shape;
  const groups = { ...redCells.unwrap().shape, ...unevenLight.unwrap().shape };
  for (const [name, option] of Object.entries({ ...rest, ...groups })) {
    expect(option.description, name).toMatch(/default/i);
  }
});

it.each([
  [{ width: 3 }, 'width: received 3, expected a number from 16 to 20000 px'],
  [{ height: 100.5 }, 'height: received 100.5, expected a whole number'],
  [{ noise: Number.NaN }, 'noise: received null, expected a number from 0 to 40 levels'],
  [{ stain: 'green' }, 'stain: received "green", expected one of yellow, bright, pink'],
  [{ redCells: { density: -1 } }, 'redCells.density: received -1, expected a number from 0 to 1.5'],
  [
    { cells: ['neutrofil'] },
    'cells: received "neutrofil" as number 1, expected a cell type (neutrophil, band',
  ],
  [{ cells: [{ type: 'band', x: 3 }] }, 'cells.0: received only one of x and y, expected both or neither'],
  [{ cells: 1e9 }, 'cells: received 1000000000, expected a number from 0 to 60000'],
  [{ cells: 'many' }, 'cells: received "many", expected a whole number or a list, of 0 to 60000 cells'],
  [{ cells: [{ type: 'band', lobes: 9 }] }, 'cells.0.lobes: received 9, expected a number from 1 to 6'],
  [{ cell: 3 }, 'unknown option cell'],
])('refuses %j by name', (options, message) => {
  expect(() => smearOptions(options as never)).toThrow(RangeError);
  expect(() => smearOptions(options as never)).toThrow(message);
});

it('names all that is wrong at once', () => {
  expect(() => smearOptions({ width: 0, defocus: 99 })).toThrow(/width: .*defocus: /);
});
