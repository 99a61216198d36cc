import { expect, test } from 'vitest';
import { Edits, indicesWhere, united } from './edits.ts';

const start = () => Uint8Array.from([0, 1, 1, 0]);
const turned = (...indices: number[]) => Uint32Array.from(indices);

test('steps are undone and redone in turn; another step ends what could be redone', () => {
  const edits = new Edits(start());
  expect(edits.apply('brush', turned(0))).toBe(true);
  expect(edits.apply('erase', turned(1, 2))).toBe(true);
  expect(edits.apply('nothing', turned())).toBe(false);
  expect(edits.undo()?.label).toBe('erase');
  expect([...edits.mask]).toEqual([1, 1, 1, 0]);
  expect(edits.undo()?.label).toBe('brush');
  expect([...edits.mask]).toEqual([...start()]);
  expect(edits.undo()).toBeUndefined();
  expect(edits.redo()?.label).toBe('brush');
  edits.apply('delete', turned(0, 1, 2));
  expect(edits.redo()).toBeUndefined();
  expect(edits.done.map(({ label }) => label)).toEqual(['brush', 'delete']);
});

test('what was saved goes on where it was', () => {
  const edits = new Edits(start());
  edits.apply('brush', turned(0, 3));
  edits.apply('erase', turned(0, 1, 2, 3));
  edits.undo();
  const again = Edits.restored(structuredClone(edits.saved()));
  expect([...again.mask]).toEqual([1, 1, 1, 1]);
  again.redo();
  expect([...again.mask]).toEqual([0, 0, 0, 0]);
  again.undo();
  again.undo();
  expect([...again.mask]).toEqual([...start()]);
});

test('more steps than can be undone leave the mask corrected, after a reload, too', () => {
  const edits = new Edits(start());
  for (let step = 0; step < 501; step++) edits.apply('brush', turned(step % 2));
  while (edits.undo());
  expect([...edits.mask]).toEqual([1, 1, 1, 0]);
  expect([edits.done.length, edits.corrected]).toEqual([0, true]);
  expect(Edits.restored(structuredClone(edits.saved())).corrected).toBe(true);
});

test('pixels are looked for where something reaches, and on the image alone', () => {
  const reach = { left: 1, top: -5, right: 9, bottom: 1 };
  expect([...indicesWhere(reach, { width: 3, height: 4 }, (i) => i % 2 === 0)]).toEqual([2, 4]);
});

test('two lists of pixels are one, each pixel once', () => {
  expect([...united(turned(1, 4, 6), turned(0, 4, 9))]).toEqual([0, 1, 4, 6, 9]);
  expect([...united(turned(), turned(2))]).toEqual([2]);
});
