import { expect, test } from 'vitest';
import { uniqueName } from './unique-name.ts';

test('a name is numbered until nothing else has it, and taken then', () => {
  const taken = new Set(['a', 'a (2)']);
  expect(['a', 'a', 'b', 'b'].map((name) => uniqueName(name, taken))).toEqual([
    'a (3)',
    'a (4)',
    'b',
    'b (2)',
  ]);
});
