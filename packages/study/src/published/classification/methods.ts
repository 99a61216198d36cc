import type { ClassificationResult } from '../../classifier/result.ts';
import { SHORTCUTS, type Shortcut, shortcutMethod } from '../../shortcuts/features.ts';

/** A kind of classifier: how tables call it, and what it is. */
export interface ClassificationMethod {
  /** As in the file's name, `classification-SET-METHOD.json`. */
  readonly key: string;
  readonly title: string;
  readonly about?: string;
  /** Whether it reads what goes with the class without being the cell: what others have to beat in other stains. */
  readonly shortcut: boolean;
}

/** A result with what its file's name says. */
export interface ClassificationFile {
  readonly method: ClassificationMethod;
  readonly result: ClassificationResult;
}

const HEADS = ['medium', 'linear'] as const;
const ACTIVATIONS = ['mish', 'relu'] as const;
const SEES = ['nuclei', 'whole'] as const;

const word = (text: string) => (text === 'relu' ? 'ReLU' : text[0]!.toUpperCase() + text.slice(1));

/** The variants of the paper's Table 1, in the order of its tables: those that see the nuclei alone first. */
const VARIANTS = SEES.flatMap((sees) =>
  ACTIVATIONS.flatMap((activation) =>
    HEADS.map(
      (head): ClassificationMethod => ({
        key: `${head}-${activation}-${sees}`,
        title: `${sees === 'nuclei' ? 'Segmented' : 'Not segmented'}, ${word(activation)}, ${word(head)}`,
        shortcut: false,
      }),
    ),
  ),
);

const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as Shortcut[];

const ABOUT: Readonly<Record<Shortcut, string>> = {
  'colour-only': 'boosted trees on the colours of the nuclei: the stain',
  'background-only': 'boosted trees on colours and texture of all that is no nucleus: the slide',
  'corner-only':
    'boosted trees on the colours of the corner where a scale bar may be burned in, as published',
  'sharpness-only':
    'boosted trees on how grained the nuclei are and how sharp their rims, once all wear one stain',
  'count-and-size': 'boosted trees on how many nuclei there are, and how large',
};

/** In the order of the tables. */
export const CLASSIFICATION_METHODS: readonly ClassificationMethod[] = [
  ...VARIANTS,
  ...VARIANTS.map((variant) => ({
    ...variant,
    key: `${variant.key}-224`,
    title: `${variant.title}, 224 px`,
    about: 'seen at four times as many pixels',
  })),
  ...VARIANTS.map((variant) => ({
    ...variant,
    key: `${variant.key}-random`,
    title: `${variant.title}, random folds`,
    about: 'tested on images beside those that it was trained on, as most publications are',
  })),
  ...VARIANTS.map((variant) => ({
    ...variant,
    key: `${variant.key}-stains`,
    title: `${variant.title}, borrowed stains`,
    about: 'trained on pictures in the stains of others, and on nuclei as they are found in those',
  })),
  ...VARIANTS.map((variant) => ({
    ...variant,
    key: `${variant.key}-one-stain`,
    title: `${variant.title}, one stain`,
    about: 'trained and tested on pictures recoloured so that nuclei, and the rest, all have one stain',
  })),
  {
    key: 'stages',
    title: 'Stages',
    about:
      'the four-class model that comes with the program: the nuclei of whole fields, recoloured so that all have one stain',
    shortcut: false,
  },
  {
    key: 'stages-refit',
    title: 'Stages, refit',
    about: 'the same, trained once more on every slide that may be trained on; not shipped',
    shortcut: false,
  },
  {
    key: 'lymphoblasts',
    title: 'Lymphoblast detector',
    about:
      'the model of single nuclei that comes with the program: each alone, brought to one size and recoloured so that all have one stain',
    shortcut: false,
  },
  {
    key: 'lymphoblasts-first-start',
    title: 'Lymphoblast detector, start of whole cells',
    about:
      'the same, trained on from a network that had learned from whole cells in their own stains; not shipped',
    shortcut: false,
  },
  {
    key: 'lymphoblasts-whole',
    title: 'Lymphoblast detector, whole crops',
    about:
      'sees what lies round a nucleus, too, in its own stain; shipped until its stain was seen to mislead it',
    shortcut: false,
  },
  ...SHORTCUT_NAMES.map((key) => ({ key, title: key, about: ABOUT[key], shortcut: true })),
  ...SHORTCUT_NAMES.map((shortcut) => ({
    key: shortcutMethod(shortcut, true),
    title: `${shortcut}, refit`,
    shortcut: true,
  })),
];

/** `name` is the file's: `classification-SET-METHOD.json`. A method of one's own is called by its key, and stands first. */
export function classificationFile(name: string, result: ClassificationResult): ClassificationFile {
  const prefix = `classification-${result.data.name}-`;
  if (!name.startsWith(prefix)) {
    throw new Error(`${name} holds a result of ${result.data.name}; expected ${prefix}METHOD.json`);
  }
  const key = name.slice(prefix.length).replace(/\.json$/, '');
  const method = CLASSIFICATION_METHODS.find((known) => known.key === key);
  return { method: method ?? { key, title: key, shortcut: false }, result };
}
