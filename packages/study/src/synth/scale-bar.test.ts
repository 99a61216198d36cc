import { expect, it } from 'vitest';
import { smearOptions } from './options.ts';
import { scaleBar, scaleBarColour } from './scale-bar.ts';

it('is a round length, about a fifth of the field, in the bottom right corner', () => {
  const bar = scaleBar(smearOptions({ width: 224, height: 224, scaleBar: 'black' }), 2.5)!;
  expect(bar).toMatchObject({ text: '10 µm', length: 25 });
  expect([bar.x + bar.width, bar.y + bar.height]).toEqual([224, 224]);
  const dark = [];
  for (let x = bar.x; x < 224; x++) {
    const colour = scaleBarColour(bar, x, bar.y + 10 * bar.dot);
    if (colour?.[0] === 20) dark.push(x);
  }
  expect(dark).toHaveLength(25);
  expect(scaleBarColour(bar, bar.x - 1, bar.y)).toBeUndefined();
});

it('is absent unless asked for', () => {
  expect(scaleBar(smearOptions({}), 10)).toBeUndefined();
});
