import { expect, test } from 'vitest';
import { METHOD_OPTIONS } from './method-options.ts';
import { recordedWords } from './options-shared.ts';

test('the words of a command are recorded by their long flags, without the paths', () => {
  const options = {
    ...METHOD_OPTIONS,
    out: { flag: '-o, --out <dir>', help: '', schema: METHOD_OPTIONS.method.schema },
    jobs: { flag: '-j, --jobs <n>', help: '', schema: METHOD_OPTIONS.area.schema },
    split: { flag: '--split', help: '', schema: METHOD_OPTIONS.method.schema },
    levels: { flag: '--levels <a,b>', help: '', schema: METHOD_OPTIONS.method.schema },
  };
  const values = { jobs: 2, split: true, out: 'results', area: 0, levels: [255, 128], sigma: undefined };
  expect(recordedWords('segment', options, values)).toBe(
    'segment --area 0 --jobs 2 --split --levels 255,128',
  );
  expect(recordedWords('segment', options, {})).toBe('segment');
});
