import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCsv } from './csv.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

const shape = {
  required: ['image'],
  allowed: ['image', 'block'],
  row: z.object({
    image: z.string('a path is required'),
    block: z.string().regex(/^\d+$/, 'a number').optional(),
  }),
};

async function rowsOf(content: string) {
  const folder = await temporaryTree({ 'list.csv': content });
  return readCsv(join(folder, 'list.csv'), shape);
}

test('a byte-order mark, line ends of every kind, quotes, blank lines and spaces are read', async () => {
  const rows = await rowsOf(
    '\ufeffimage , block\r\n"a, ""b"".png",1\n\n"two\nlines.png",\r\n  c d.png  ,2\r',
  );
  expect(rows).toEqual([
    { line: 2, row: { image: 'a, "b".png', block: '1' } },
    { line: 5, row: { image: 'two\nlines.png' } },
    { line: 6, row: { image: 'c d.png', block: '2' } },
  ]);
});

test('every row that does not fit is named by its line', async () => {
  await expect(rowsOf('image,block\na.png,x\n,1\nb.png\nc.png,3\n')).rejects.toThrow(
    /line 2: block: a number\n.*line 3: image: a path is required\n.*line 4: 1 cells, but the header names 2$/,
  );
});

test('of many problems the first ten are shown and the rest counted', async () => {
  await expect(rowsOf(`image,block\n${'a.png,x\n'.repeat(30)}`)).rejects.toThrow(
    /line 11: .*\n {2}and 20 more$/,
  );
});

test('a header that does not fit says what was expected', async () => {
  await expect(rowsOf('picture;block\n')).rejects.toThrow(
    /expected image.*\n.*no column 'image'\n.*'picture;block'/,
  );
  await expect(rowsOf('image,image\n')).rejects.toThrow("column 'image' twice");
  await expect(rowsOf('')).rejects.toThrow('list.csv is empty');
});

test('what is no CSV file is refused with the reason', async () => {
  await expect(rowsOf('image\n"a.png\n')).rejects.toThrow('list.csv is not a CSV file');
  await expect(rowsOf(`image\n${'a'.repeat(70_000)}\n`)).rejects.toThrow('list.csv is not a CSV file');
  const folder = await temporaryTree({ 'list.csv': '' });
  await writeFile(join(folder, 'list.csv'), Uint8Array.of(0xff, 0xfe, 0x69, 0x00));
  await expect(readCsv(join(folder, 'list.csv'), shape)).rejects.toThrow("'CSV UTF-8'");
});
