import { expect, test } from 'vitest';
import type { TiffDirectory } from './directories.ts';
import { isLabelOrMacro, slideMetadata } from './metadata.ts';

/** A directory of a description and a resolution. */
function directory(description: string, resolution?: number, unit?: number): TiffDirectory {
  const numbers: Record<number, number | undefined> = { 282: resolution, 296: unit };
  return {
    text: async () => description,
    number: async (tag: number) => numbers[tag],
  } as unknown as TiffDirectory;
}

test.each([
  [
    'Aperio Image Library v11\n100x100 |AppMag = 20|MPP = 0.4990',
    { kind: 'aperio', micrometresPerPixel: 0.499, magnification: 20 },
  ],
  ['Aperio Image Library v11\n100x100', { kind: 'aperio' }],
  [
    '<OME><Objective NominalMagnification="40.0"/><Pixels PhysicalSizeX="0.25" PhysicalSizeXUnit="µm"/></OME>',
    { kind: 'ome', micrometresPerPixel: 0.25, magnification: 40 },
  ],
  ['<OME><Pixels PhysicalSizeX="0.25"/></OME>', { kind: 'ome', micrometresPerPixel: 0.25 }],
  [
    '<OME><Pixels PhysicalSizeX="250" PhysicalSizeXUnit="nm"/></OME>',
    { kind: 'ome', micrometresPerPixel: 0.25 },
  ],
  ['<OME><Pixels PhysicalSizeX="3" PhysicalSizeXUnit="furlong"/></OME>', { kind: 'ome' }],
  ['<OME><Pixels PhysicalSizeX="-1"/></OME>', { kind: 'ome' }],
])('%s', async (description, expected) => {
  expect(await slideMetadata(directory(description))).toEqual(expected);
});

test('a resolution counts where a microscope can have it: per inch, per centimetre', async () => {
  expect(await slideMetadata(directory('', 40_000, 3))).toEqual({ kind: 'tiff', micrometresPerPixel: 0.25 });
  expect(await slideMetadata(directory('', 101_600, 2))).toEqual({ kind: 'tiff', micrometresPerPixel: 0.25 });
  expect(await slideMetadata(directory('', 72, 2))).toEqual({ kind: 'tiff' }); // a screen's
  expect(await slideMetadata(directory('', 1, 1))).toEqual({ kind: 'tiff' }); // no unit
  expect(await slideMetadata(directory('', Number.NaN, 3))).toEqual({ kind: 'tiff' });
});

test('labels and macro photographs are told by their names', async () => {
  expect(await isLabelOrMacro(directory('Aperio Image\nlabel 400x300'))).toBe(true);
  expect(await isLabelOrMacro(directory('Aperio Image\nmacro 1280x431'))).toBe(true);
  expect(await isLabelOrMacro(directory('Aperio Image|AppMag = 40'))).toBe(false);
});
