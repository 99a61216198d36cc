import { classifierEvaluation, EVALUATION_OPTIONS } from '../classifier-evaluation.ts';
import { command } from '../command.ts';
import { METHOD_NOTE } from '../method-options.ts';

export const evaluateClassificationCommand = command({
  name: 'evaluate classification',
  summary: 'score a classifier on images of known class: accuracy, F1, calibration, prediction sets, flags',
  options: EVALUATION_OPTIONS,
  notes: [
    METHOD_NOTE,
    'Intervals are 95 %, from bootstrap resamples of blocks or groups. Images that the classifier was trained on say nothing: name the folds\nthat it has not seen. Exit code: 0 done, 2 wrong usage.',
  ],
  examples: [
    'leukolens evaluate classification --dataset mine --data data/ --classifier my-classifier/',
    'leukolens evaluate classification --dataset aria-all --data data/ --classifier stages --folds folds/aria-all-guarded.csv --only 2',
  ],
  async run(values) {
    await classifierEvaluation('evaluate classification', EVALUATION_OPTIONS, values, ['clean']);
    return 0;
  },
});
