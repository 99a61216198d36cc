import { expect, test } from 'vitest';
import { Edits } from './edits.ts';

const start = () => Uint8Array.from([0, 1, 1, 0]);

test('steps are undone and redone in turn; another step ends what could be redone', () => {
  const edits = new Edits({ mask: start() });
  expect(edits.apply('brush', Uint8Array.from([1, 1, 1, 0]))).toBe(true);
  expect(edits.apply('erase', Uint8Array.from([1, 0, 0, 0]))).toBe(true);
  expect(edits.apply('nothing', edits.mask.slice())).toBe(false);
  expect(edits.undo()?.label).toBe('erase');
  expect([...edits.mask]).toEqual([1, 1, 1, 0]);
  expect(edits.undo()?.label).toBe('brush');
  expect([...edits.mask]).toEqual([...start()]);
  expect(edits.undo()).toBeUndefined();
  expect(edits.redo()?.label).toBe('brush');
  edits.apply('delete', Uint8Array.from([0, 0, 0, 0]));
  expect(edits.redo()).toBeUndefined();
  expect(edits.done.map(({ label }) => label)).toEqual(['brush', 'delete']);
});

test('what was saved goes on where it was', () => {
  const edits = new Edits({ mask: start() });
  edits.apply('brush', Uint8Array.from([1, 1, 1, 1]));
  edits.apply('erase', Uint8Array.from([0, 0, 0, 0]));
  edits.undo();
  const again = new Edits(structuredClone(edits.saved()));
  expect([...again.mask]).toEqual([1, 1, 1, 1]);
  again.redo();
  expect([...again.mask]).toEqual([0, 0, 0, 0]);
  again.undo();
  again.undo();
  expect([...again.mask]).toEqual([...start()]);
});
