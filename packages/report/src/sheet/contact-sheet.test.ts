import { mask } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { contactSheet, type SheetHead } from './contact-sheet.ts';
import type { SheetImage } from './sheet-row.ts';

const row = (pixels: string) =>
  mask(
    pixels.length,
    1,
    Uint8Array.from(pixels, (c) => (c === '#' ? 1 : 0)),
  );

const IMAGE: SheetImage = {
  name: 'day 1/a',
  photograph: 'data:image/png;base64,AAAA',
  truth: row('##..#.'),
  prediction: row('.##..#'),
  ignored: row('.....#'),
  iou: 0.25,
  facts: ['Dice 0.400'],
};

async function sheetOf(head: SheetHead, images: SheetImage[]): Promise<string> {
  let text = '';
  for await (const piece of contactSheet(head, images)) text += piece;
  return text;
}

test('what is in both, missed, added and ignored has its own shape', async () => {
  const sheet = await sheetOf({ title: 'jtsc', notes: ['One.'] }, [IMAGE]);
  const shapes = [...sheet.matchAll(/<path class="area (\w+)" d="([^"]*)"/g)].map(([, name, d]) => [name, d]);
  expect(shapes).toEqual([
    ['both', 'M1 0H2V1H1Z'],
    ['missed', 'M0 0H1V1H0ZM4 0H5V1H4Z'],
    ['added', 'M2 0H3V1H2Z'],
    ['ignored', 'M5 0H6V1H5Z'],
  ]);
  expect(sheet).toContain('IoU 0.250');
  expect(sheet).toContain('Research use only.');
});

test('each photograph is in the page once, and nothing is fetched', async () => {
  const sheet = await sheetOf({ title: 'jtsc', notes: [] }, [IMAGE, IMAGE]);
  expect(sheet.match(/data:image/g)).toHaveLength(2);
  expect(sheet.match(/href="(?!#|data:)/g)).toBeNull();
  expect(sheet).not.toMatch(/src=|url\(|https?:/);
});

test('names, notes and warnings cannot become markup', async () => {
  const evil = '</title><script>alert(1)</script>"onload="x';
  const sheet = await sheetOf({ title: evil, notes: [evil] }, [
    { ...IMAGE, name: evil, facts: [evil], warning: evil },
  ]);
  expect(sheet).not.toContain('<script>');
  expect(sheet).not.toContain('"onload=');
  expect(sheet.match(/<\/title>/g)).toHaveLength(1);
});
