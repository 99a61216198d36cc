import { modelFor, type RunSettings, type StoredModel } from '@leukolens/batch';
import { text } from './option-types.ts';

export const CLASSIFIER_OPTION = text(
  '--classifier <name|dir>',
  'the classifier: one that `models` lists, or the folder of one; none comes with this version',
);

/** The classifier that a command line asks for, and as settings name it. @throws RunError where it cannot be had */
export async function chosenClassifier(
  asked: string | undefined,
  saved: Partial<RunSettings>,
): Promise<{ classifier: StoredModel<'classifier'>; named: NonNullable<RunSettings['classifier']> }> {
  const classifier = await modelFor('classifier', asked, saved.classifier, '--classifier');
  const { name, weights, design } = classifier.description;
  return { classifier, named: { name, sha256: weights.sha256, classes: design.classes } };
}
