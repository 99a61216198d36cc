import { expect, test } from 'vitest';
import { classificationFile } from './methods.ts';
import { classificationPage } from './page.ts';
import { type MadeUpClassification, madeUpClassification } from './testing/made-up-classification.ts';

const file = (made: MadeUpClassification) =>
  classificationFile(`classification-${made.name}-${made.method}.json`, madeUpClassification(made));

test('the page of made-up results is as it was looked at', async () => {
  const page = classificationPage(
    [
      file({ name: 'aria-all', method: 'colour-only', right: [6, 4, 1, 5] }),
      file({ name: 'aria-all', method: 'linear-relu-whole', right: [6, 5, 2, 1], network: true }),
      file({ name: 'aria-all', method: 'medium-mish-nuclei', right: [5, 5, 4, 4], network: true }),
      file({ name: 'aria-all', method: 'my_own', right: [3, 3, 3, 3], network: true }),
    ],
    [{ path: 'figures/curves.svg', title: 'Curves', dataset: 'aria-all' }],
  );
  await expect(page).toMatchFileSnapshot('goldens/classification-page.md');
});

test('a name that does not say the set is refused', () => {
  const result = madeUpClassification({ name: 'aria-all', method: 'x', right: [1, 1, 1, 1] });
  expect(() => classificationFile('classification-pbc-x.json', result)).toThrow(
    'classification-pbc-x.json holds a result of aria-all; expected classification-aria-all-METHOD.json',
  );
});
