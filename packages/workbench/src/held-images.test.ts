import { encodePng, rgbImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { expect, test } from 'vitest';
import { HeldImages, UnknownImage } from './held-images.ts';

const png = await encodePng(rgbImage(3, 2), sharpCodec);
const file = () => new Blob([png as Uint8Array<ArrayBuffer>]);

test('files beyond the bytes allowed are let go, the oldest first; one alone never', async () => {
  const images = new HeldImages(2.5 * png.length, () => sharpCodec);
  for (const id of ['a', 'b', 'c']) images.hold(id, `${id}.png`, file());
  expect(() => images.get('a')).toThrow(UnknownImage);
  expect((await images.decoded('b')).image.width).toBe(3);
  const tight = new HeldImages(1, () => sharpCodec);
  tight.hold('large', 'large.png', file());
  expect(tight.get('large').name).toBe('large.png');
  tight.forget('large');
  await expect(tight.decoded('large')).rejects.toThrow(UnknownImage);
});

test('of many decoded images some are kept, and what was found in the others is found again', async () => {
  const images = new HeldImages(Number.POSITIVE_INFINITY, () => sharpCodec);
  let asked = 0;
  for (let i = 0; i < 8; i++) {
    images.hold(`${i}`, `${i}.png`, file());
    await images.decoded(`${i}`);
    images.get(`${i}`).again = async () => {
      asked++;
      return {} as never;
    };
    await images.analysis(`${i}`);
  }
  expect(asked).toBe(8);
  expect(images.get('0').image).toBeUndefined();
  expect(images.get('7').image).toBeDefined();
  await images.analysis('7');
  expect(asked).toBe(8);
  await images.analysis('0');
  expect(asked).toBe(9);
});

test('an image that is read once more keeps what was found in it; another file under its id does not', async () => {
  const images = new HeldImages(Number.POSITIVE_INFINITY, () => sharpCodec);
  images.hold('one', 'one.png', file());
  images.get('one').analysis = {} as never;
  images.hold('one', 'one.png', file());
  expect(await images.analysis('one')).toBeDefined();
  images.hold('one', 'other.png', file());
  expect(await images.analysis('one')).toBeUndefined();
});
