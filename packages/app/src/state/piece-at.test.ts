import { expect, test } from 'vitest';
import { pieceAt } from './piece-at.ts';

// two pieces: one goes round the corner by a diagonal, one at the right border; rows do not touch round the border
const mask = Uint8Array.from([...[1, 0, 0, 0, 1], ...[0, 1, 0, 0, 0], ...[1, 0, 0, 0, 1]]);

test('a piece is what hangs together, over corners, too', () => {
  expect([...pieceAt(mask, 5, 6)]).toEqual([0, 6, 10]);
  expect([...pieceAt(mask, 5, 4)]).toEqual([4]);
  expect([...pieceAt(mask, 5, 14)]).toEqual([14]);
});

test('there is none beside it', () => {
  expect(pieceAt(mask, 5, 2)).toHaveLength(0);
});
