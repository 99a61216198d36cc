import { CONDITIONS, type Condition } from '@leukolens/study';
import { classifierEvaluation, EVALUATION_OPTIONS } from '../classifier-evaluation.ts';
import { command } from '../command.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { choices } from '../option-types.ts';

const options = {
  ...EVALUATION_OPTIONS,
  conditions: {
    ...choices('--conditions <names>', 'the states that images are shown in', CONDITIONS),
    shownDefault: 'all',
  },
};

export const robustness = command({
  name: 'robustness',
  summary:
    'does a classifier read cells? its scores on images disturbed, in the stain and on the slide of other classes',
  options,
  notes: [
    METHOD_NOTE,
    "noise disturbs as the paper does; stainSwap gives nuclei and the rest the colours of an image of each other class; backgroundSwap puts\nthe cells on such an image's slide. A reader of cells says the same as before, a reader of slides says what the donor is.\nExit code: 0 done, 2 wrong usage.",
  ],
  examples: [
    'leukolens robustness --dataset aria-all --data data/ --classifier stages --folds folds/aria-all-guarded.csv --only 2',
  ],
  async run(values) {
    const conditions = (values.conditions ?? CONDITIONS) as readonly Condition[];
    await classifierEvaluation('robustness', options, values, conditions);
    return 0;
  },
});
