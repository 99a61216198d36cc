import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Bitmaps } from './bitmaps.ts';

/** Stand-ins for what browsers have. */
const closed: number[] = [];
beforeAll(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly width: number;
      constructor(_: unknown, width: number) {
        this.width = width;
      }
    },
  );
  vi.stubGlobal('createImageBitmap', async ({ width }: { width: number }) => {
    if (width === 99) throw new Error('too large');
    return { width, close: () => closed.push(width) };
  });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const picture = (width: number) => ({ width, height: 1, rgba: new Uint8ClampedArray(4 * width) });

test('pictures are made once; of more than a few the one used longest ago is freed', async () => {
  let made = 0;
  const bitmaps = new Bitmaps(() => made++);
  const pictures = [1, 2, 3, 4, 5, 6].map(picture);
  const use = async (index: number) => {
    bitmaps.of(pictures[index]!);
    bitmaps.of(pictures[index]!); // while it is under way
    await new Promise((settled) => setTimeout(settled));
    return bitmaps.of(pictures[index]!)?.width;
  };
  for (const index of [0, 1, 2, 3]) expect(await use(index)).toBe(index + 1);
  expect(await use(0)).toBe(1);
  expect([made, closed]).toEqual([4, []]);
  expect(await use(4)).toBe(5);
  expect(closed).toEqual([2]);
  bitmaps.of(pictures[5]!);
  bitmaps.close();
  expect(closed.toSorted()).toEqual([1, 2, 3, 4, 5]);
  // one that comes when all is over is freed, too
  await new Promise((settled) => setTimeout(settled));
  expect(closed.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('one that cannot be made is asked for again', async () => {
  let made = 0;
  const bitmaps = new Bitmaps(() => made++);
  const large = picture(99);
  for (let i = 0; i < 2; i++) {
    expect(bitmaps.of(large)).toBeUndefined();
    await new Promise((settled) => setTimeout(settled));
  }
  expect(made).toBe(0);
});
