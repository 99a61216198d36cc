import {
  type CountedShare,
  contentStatistics,
  countedShare,
  type Familiarity,
  type Segmenter,
  unfamiliarity,
  workingField,
} from '@leukolens/cad';
import type { RgbImage } from '@leukolens/imaging';
import type { ClassifierRecipe } from '../classifier/recipe.ts';
import { nucleiSeen } from '../classifier/samples.ts';
import { DatasetError } from '../datasets/dataset.ts';
import { auroc } from '../metrics/class-scores.ts';

/** Pictures of one kind, one after the other, so that any number fits. */
export interface PictureKind {
  /** As tables call it. */
  readonly name: string;
  readonly pictures: AsyncIterable<RgbImage> | Iterable<RgbImage>;
}

/** How pictures of a kind score. */
export interface KindFamiliarity {
  readonly kind: string;
  readonly images: number;
  /** How many of them are flagged, with a 95 % interval by Wilson's score. */
  readonly flagged: CountedShare;
  /** The probability that one of them scores as less known than a known one. */
  readonly auroc: number;
  /** Lowest, median and highest score; above 1 is flagged. */
  readonly scores: readonly [low: number, median: number, high: number];
  /** What is most unusual in most of them. */
  readonly mostUnusual: string;
}

export interface FamiliarityEvaluation {
  /** What the classifier knows. */
  readonly familiarity: Familiarity;
  readonly design: Pick<ClassifierRecipe['design'], 'side' | 'scale' | 'nuclei'>;
  readonly segmenter: Segmenter;
  /** Of what it was trained for, and not trained on; its threshold was settled on others. */
  readonly known: PictureKind;
  readonly kinds: readonly PictureKind[];
  readonly onPicture?: () => void;
}

/** What is said of a picture. */
interface Score {
  readonly score: number;
  readonly mostUnusual: string;
}

/**
 * How many pictures of each kind a classifier flags as unlike what it was trained on; the known ones come first.
 * @throws DatasetError where a kind has no picture
 */
export async function evaluateFamiliarity(evaluation: FamiliarityEvaluation): Promise<KindFamiliarity[]> {
  const { known, kinds } = evaluation;
  const ofKnown = await scoresOf(known, evaluation);
  const found = [kindFamiliarity(known.name, ofKnown, ofKnown)];
  for (const kind of kinds) {
    found.push(kindFamiliarity(kind.name, await scoresOf(kind, evaluation), ofKnown));
  }
  return found;
}

async function scoresOf(
  { name, pictures }: PictureKind,
  { familiarity, design, segmenter, onPicture }: FamiliarityEvaluation,
): Promise<Score[]> {
  const scores: Score[] = [];
  for await (const picture of pictures) {
    const field = workingField(picture, await nucleiSeen(picture, { design, segmenter }), design);
    scores.push(unfamiliarity(familiarity, contentStatistics(field)));
    onPicture?.();
  }
  if (scores.length === 0) throw new DatasetError(`${name} has no picture`);
  return scores;
}

function kindFamiliarity(kind: string, own: readonly Score[], known: readonly Score[]): KindFamiliarity {
  const sorted = own.map(({ score }) => score).toSorted((a, b) => a - b);
  const counts = new Map<string, number>();
  for (const { mostUnusual } of own) counts.set(mostUnusual, (counts.get(mostUnusual) ?? 0) + 1);
  const [[mostUnusual]] = [...counts].sort((a, b) => b[1] - a[1]) as [[string, number]];
  return {
    kind,
    images: own.length,
    flagged: countedShare(sorted.filter((score) => score > 1).length, own.length)!,
    auroc: auroc(
      [...known, ...own].map(({ score }) => score),
      [...known.map(() => false), ...own.map(() => true)],
    )!,
    scores: [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!],
    mostUnusual,
  };
}
