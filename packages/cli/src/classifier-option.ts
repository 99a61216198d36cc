import { DEFAULT_MODELS, modelFor, RunError, type RunSettings, type StoredModel } from '@leukolens/batch';
import { text } from './option-types.ts';

const CLASSIFIER_HELP = 'the classifier of images: one that `models` lists, or the folder of one';
export const CLASSIFIER_OPTION = text(
  '--classifier <name|dir>',
  `${CLASSIFIER_HELP} (default: ${DEFAULT_MODELS.classifier})`,
);

/** The word by which no classifier is asked for. */
const NONE = 'none';

/** The same of commands that can do without. */
export const CLASSIFIER_OR_NONE_OPTION = text(
  '--classifier <name|dir>',
  `${CLASSIFIER_HELP}, or ${NONE} (default: ${DEFAULT_MODELS.classifier})`,
);

export const CELLS_OPTION = text(
  '--cells <name|dir>',
  `a classifier that looks at each nucleus by itself, likewise, or ${NONE} (default: ${DEFAULT_MODELS.cells})`,
);

/** The same of commands that look at single nuclei only where they are asked to. */
export const CELLS_ASKED_OPTION = text(
  '--cells <name|dir>',
  `a classifier that looks at each nucleus by itself, such as ${DEFAULT_MODELS.cells} (default: ${NONE})`,
);

/** A classifier that a command line asks for, and as settings name it. */
export interface ChosenClassifier {
  readonly classifier: StoredModel<'classifier'>;
  readonly named: NonNullable<RunSettings['classifier']>;
}

/**
 * The classifier of images, if there shall be one: the one asked for, else that of saved settings, which may have none; else the default.
 * @param saved what settings say that are to be repeated; empty where there are none
 * @throws RunError where it cannot be had, or is one of single nuclei
 */
export async function chosenClassifierOrNone(
  asked: string | undefined,
  saved: Partial<RunSettings>,
): Promise<ChosenClassifier | undefined> {
  const repeatsNone = isRepeated(saved) && saved.classifier === undefined;
  if (asked === NONE || (asked === undefined && repeatsNone)) return undefined;
  return chosenClassifier(asked, saved);
}

/** The classifier of images. @throws RunError where it cannot be had, or is one of single nuclei */
export async function chosenClassifier(
  asked: string | undefined,
  saved: Partial<RunSettings>,
): Promise<ChosenClassifier> {
  if (asked === NONE) {
    throw new RunError(`--classifier ${NONE}: this command is there for one; \`analyze\` does without`);
  }
  const classifier = await modelFor('classifier', asked, saved.classifier);
  if (classifier.description.design.scale.kind === 'eachNucleus') {
    throw new RunError(
      `--classifier ${classifier.description.name} looks at single nuclei: name it by --cells`,
    );
  }
  return { classifier, named: namedClassifier(classifier) };
}

/**
 * The classifier of single nuclei, if there shall be one: the one asked for, else that of saved settings, which may have none; else the
 * default.
 * @param saved what settings say that are to be repeated; empty where there are none
 * @param fallback the default; absent: none
 * @throws RunError where it cannot be had, or is one of images
 */
export async function chosenCells(
  asked: string | undefined,
  saved: Partial<RunSettings>,
  fallback?: string,
): Promise<ChosenClassifier | undefined> {
  const wanted = asked ?? saved.cells?.name ?? (isRepeated(saved) ? undefined : fallback);
  if (wanted === undefined || wanted === NONE) return undefined;
  const classifier = await modelFor('classifier', wanted, saved.cells);
  if (classifier.description.design.scale.kind !== 'eachNucleus') {
    throw new RunError(
      `--cells ${classifier.description.name} looks at whole images: name it by --classifier`,
    );
  }
  return { classifier, named: namedClassifier(classifier) };
}

function isRepeated(saved: Partial<RunSettings>): boolean {
  return Object.keys(saved).length > 0;
}

function namedClassifier({ description }: StoredModel<'classifier'>): ChosenClassifier['named'] {
  return { name: description.name, sha256: description.weights.sha256, classes: description.design.classes };
}
