import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { greyImage, rgbImage } from '../image.ts';
import { bytes } from '../objects/testing/images.ts';
import { claheGrey, claheRgb } from './clahe.ts';

interface Case {
  readonly width: number;
  readonly height: number;
  readonly image: string;
  readonly equalised: readonly { clipLimit: number; image: string }[];
}

const { clahe } = JSON.parse(readFileSync(new URL('fixtures/enhance.json', import.meta.url), 'utf8')) as {
  readonly clahe: { readonly grey: readonly Case[]; readonly colour: readonly Case[] };
};

describe('CLAHE', () => {
  it('equalises a tile of one pixel to white, for it is at or below itself', () => {
    const image = greyImage(
      8,
      8,
      Uint8Array.from({ length: 64 }, (_, i) => 3 * i),
    );
    // unlimited: one count at the level, so the curve steps from 0 to 255 there
    expect(new Set(claheGrey(image, { clipLimit: 0 }).data)).toEqual(new Set([255]));
  });

  it('leaves a flat image flat', () => {
    // 16 pixels a tile: the limit of 1 cuts 15, spread every 17 levels from 0; at 100 six of them and the one: 7/16
    const flat = claheGrey(greyImage(32, 32, new Uint8Array(1024).fill(100)), { clipLimit: 2 });
    expect(new Set(flat.data)).toEqual(new Set([112])); // 255·7/16 = 111.56
  });

  it.each(clahe.grey)('equals OpenCV on grey, $width x $height', ({ width, height, image, equalised }) => {
    for (const { clipLimit, image: expected } of equalised) {
      const { data } = claheGrey(greyImage(width, height, bytes(image)), { clipLimit });
      expect(data, `clip limit ${clipLimit}`).toEqual(bytes(expected));
    }
  });

  it.each(clahe.colour)(
    'equals OpenCV on L*a*b*, $width x $height',
    ({ width, height, image, equalised }) => {
      for (const { clipLimit, image: expected } of equalised) {
        const { data } = claheRgb(rgbImage(width, height, bytes(image)), { clipLimit });
        expect(data, `clip limit ${clipLimit}`).toEqual(bytes(expected));
      }
    },
  );

  it('refuses a limit that is none', () => {
    expect(() => claheGrey(greyImage(1, 1), { clipLimit: -1 })).toThrow(
      'clip limit -1: expected a number from 0',
    );
    expect(() => claheRgb(rgbImage(1, 1), { clipLimit: Number.NaN })).toThrow(RangeError);
  });
});
