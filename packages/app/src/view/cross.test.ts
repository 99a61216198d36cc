import { expect, test } from 'vitest';
import { Cross } from './cross.ts';
import type { Hand } from './hand.ts';

test('arrows move the cross within the image, Enter uses the tool there, and ends a stroke; Escape lets it go', () => {
  const did: string[] = [];
  let under = false;
  const hand = {
    get stroke() {
      return under ? {} : undefined;
    },
    use: (at: readonly number[]) => {
      did.push(`use ${at}`);
      under = true;
    },
    draw: (at: readonly number[]) => under && did.push(`draw ${at}`),
    release: () => {
      did.push('release');
      under = false;
    },
    drop: () => {
      did.push('drop');
      under = false;
    },
  } as unknown as Hand;
  const cross = new Cross(hand);
  const press = (key: string, shiftKey = false) =>
    cross.press({ key, shiftKey }, { left: 0, top: 0, scale: 2 }, { width: 20, height: 12 }, [10, 6]);
  expect(press('x')).toBe(false);
  expect(press('Escape')).toBe(false);
  expect(cross.at).toBeUndefined();
  // ten pixels of the screen are five of the image
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowUp']) expect(press(key)).toBe(true);
  expect(cross.at).toEqual([19, 0]);
  press('ArrowLeft', true);
  press('Enter');
  press('ArrowDown');
  press(' ');
  press('Enter');
  press('Escape');
  expect(did).toEqual(['use 18,0', 'draw 18,5', 'release', 'use 18,5', 'drop']);
  cross.hide();
  expect(cross.at).toBeUndefined();
});
