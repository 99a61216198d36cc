import { expect, test } from 'vitest';
import { ACTIONS } from './actions.ts';
import { keyName, keysInWords } from './keyboard.ts';

test('names and keys are each there once, and every action says what it does', () => {
  const names = ACTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const keys = ACTIONS.flatMap((action) => action.keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { label, help } of ACTIONS) {
    expect(label.length).toBeGreaterThan(2);
    expect(help).not.toMatch(/\.$/);
  }
});

test('what corrects can be undone', () => {
  for (const { name, undone, group } of ACTIONS) {
    if (group === 'Correcting' && /tool-(brush|erase|delete|split)|undo|redo/.test(name))
      expect(undone).toBeDefined();
  }
});

test('keys by their names, command as control', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(keyName({ ...none, key: 'b' })).toBe('b');
  expect(keyName({ ...none, key: '?', shiftKey: true })).toBe('?');
  expect(keyName({ ...none, key: 'z', metaKey: true })).toBe('ctrl+z');
  expect(keyName({ ...none, key: 'Z', ctrlKey: true, shiftKey: true })).toBe('ctrl+shift+Z');
  // caps lock turns the letters; other alphabets have others on the same keys
  expect(keyName({ ...none, key: 'Z', ctrlKey: true })).toBe('ctrl+z');
  expect(keyName({ ...none, key: 'z', ctrlKey: true, shiftKey: true })).toBe('ctrl+shift+Z');
  expect(keyName({ ...none, key: 'я', code: 'KeyZ', ctrlKey: true })).toBe('ctrl+z');
  // AltGr and Option, by which European keyboards reach signs
  expect(keyName({ ...none, key: '[', ctrlKey: true, altKey: true })).toBe('[');
  expect(keyName({ ...none, key: ']', altKey: true })).toBe(']');
  expect(keyName({ ...none, key: 'b', altKey: true })).toBe('alt+b');
  expect(keyName({ ...none, key: 'ArrowDown', altKey: true })).toBe('alt+ArrowDown');
  expect(keysInWords({ keys: ['ctrl+shift+Z', 'j', 'ArrowUp'] } as never)).toBe('Ctrl Shift Z, J, ↑');
});
