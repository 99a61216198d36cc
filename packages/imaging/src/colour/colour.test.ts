import { describe, expect, test } from 'vitest';
import { PlaneFilter } from '../filters/plane-filter.ts';
import { rgbImage } from '../image.ts';
import { channelMeans, colourConstancy, roundHalfToEven } from './colour-constancy.ts';
import { magentaSaturation } from './magenta-saturation.ts';

describe('colour constancy', () => {
  test('scales every channel to the mean of grey', () => {
    // means 100, 50, 25; grey 0.299·100 + 0.587·50 + 0.114·25 = 62.1
    const image = rgbImage(2, 1, Uint8Array.of(80, 40, 20, 120, 60, 30));
    expect(channelMeans(image)).toEqual([100, 50, 25]);
    // 80·0.621 = 49.68, 40·1.242 = 49.68, 20·2.484 = 49.68; 120: 74.52
    expect([...colourConstancy(image).data]).toEqual([50, 50, 50, 75, 75, 75]);
  });

  test('leaves black channels black and clips at 255', () => {
    const image = rgbImage(2, 1, Uint8Array.of(200, 0, 1, 0, 0, 255));
    const { data } = colourConstancy(image);
    expect(data[1]).toBe(0);
    expect(data[4]).toBe(0);
    expect(Math.max(...data)).toBeLessThanOrEqual(255);
  });

  test('rounds ties to even, as NumPy does', () => {
    expect([0.5, 1.5, 2.5, 2.4999, 254.5].map(roundHalfToEven)).toEqual([0, 2, 2, 2, 254]);
  });
});

describe('magenta times saturation', () => {
  test('follows 255 (h - g)(h - l) / h²', () => {
    const of = (r: number, g: number, b: number) =>
      magentaSaturation(rgbImage(1, 1, Uint8Array.of(r, g, b))).data[0];
    expect(of(0, 0, 0)).toBe(0);
    expect(of(200, 200, 200)).toBe(0);
    expect(of(255, 0, 255)).toBe(255);
    expect(of(120, 60, 180)).toBe(113); // 255·120·120/180² = 113.33
    expect(of(10, 5, 8)).toBe(64); // 255·5·5/100 = 63.75
    expect(of(2, 1, 2)).toBe(64); // 255·1·1/4 = 63.75
    expect(of(0, 255, 0)).toBe(0);
  });

  test('the compiled row rounds every possible quotient as the definition does', () => {
    // A bilateral filter this narrow weighs only the centre, so it passes the plane on as it is. Each of the six
    // orders of three values stands once in the image: the channels' means are alike, colours stay what they are.
    const filter = new PlaneFilter({ diameter: 3, sigma: 1e-3 });
    const image = rgbImage(256 * 6, 1);
    for (let high = 1; high < 256; high += 2) {
      for (let low = 0; low <= high; low += 3) {
        const green = (high + low) >> 1;
        image.data.fill(0);
        const values = [high, green, low];
        const orders = [
          [0, 1, 2],
          [1, 2, 0],
          [2, 0, 1],
          [0, 2, 1],
          [1, 0, 2],
          [2, 1, 0],
        ];
        orders.forEach((order, i) => {
          order.forEach((from, channel) => {
            image.data[i * 3 + channel] = values[from]!;
          });
        });
        const expected = magentaSaturation(colourConstancy(image)).data.subarray(0, 6);
        expect(filter.magentaSaturation(image).image.data.subarray(0, 6)).toEqual(expected);
      }
    }
  });
});
