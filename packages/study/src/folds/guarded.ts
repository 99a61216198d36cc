import { DatasetError, type DatasetItem } from '../datasets/dataset.ts';

/** Blocks that a run has at least: patients straddle the edges of blocks. */
const LEAST_BLOCKS = 4;

/**
 * Parts a set whose images are numbered by block into runs of neighbouring blocks of each class, one run of each class a fold
 * (DESIGN 4). With `guardedSplit` no block beside a tested one is trained on.
 * @param count folds, 2 or more
 * @param least blocks of each class that a fold has at least; fewer than the default are for sets whose blocks are not slides
 * @returns the fold of each item, 0 to count - 1, in the order of the items
 * @throws DatasetError where an item has no class or block, or a class has fewer than four blocks a fold
 */
export function guardedFolds(items: readonly DatasetItem[], count: number, least = LEAST_BLOCKS): number[] {
  const blocks = new Map<string, number[]>();
  for (const { id, label, block } of items) {
    if (label === undefined || block === undefined) {
      throw new DatasetError(
        `${id} has no ${label === undefined ? 'class' : 'block'}: guarded folds need both`,
      );
    }
    const known = blocks.get(label) ?? [];
    if (!known.includes(block)) blocks.set(label, [...known, block]);
  }
  const foldOf = new Map<string, number>();
  for (const [label, numbers] of blocks) {
    if (numbers.length < least * count) {
      throw new DatasetError(
        `${label} has ${numbers.length} blocks; ${count} folds need ${least * count}, ${least} each`,
      );
    }
    numbers
      .sort((a, b) => a - b)
      .forEach((block, i) => {
        foldOf.set(`${label} ${block}`, Math.floor((i * count) / numbers.length));
      });
  }
  return items.map(({ label, block }) => foldOf.get(`${label} ${block}`)!);
}

/** What a fold is made of. */
export interface GuardedSplit {
  readonly train: readonly DatasetItem[];
  readonly test: readonly DatasetItem[];
  /** In neither: blocks beside a tested one, and images of a tested one's group. */
  readonly guard: readonly DatasetItem[];
}

/**
 * A fold's images, and those that may be trained on: neither blocks beside a tested one of their class, nor images of a group
 * that is tested.
 * @param foldOf the fold of each image, by its id
 * @throws DatasetError where a class is missing on one side
 */
export function guardedSplit(
  items: readonly DatasetItem[],
  foldOf: ReadonlyMap<string, number>,
  fold: number,
): GuardedSplit {
  const test = items.filter(({ id }) => foldOf.get(id) === fold);
  const groups = new Set(test.map(({ group }) => group));
  const beside = new Set(
    test.flatMap(({ label, block }) =>
      block === undefined ? [] : [-1, 0, 1].map((by) => `${label} ${block + by}`),
    ),
  );
  const train: DatasetItem[] = [];
  const guard: DatasetItem[] = [];
  for (const item of items) {
    if (foldOf.get(item.id) === fold) continue;
    const near = groups.has(item.group) || beside.has(`${item.label} ${item.block}`);
    (near ? guard : train).push(item);
  }
  const classes = (of: readonly DatasetItem[]) => new Set(of.map(({ label }) => label));
  for (const label of classes(items)) {
    for (const [side, of] of [
      ['tested', test],
      ['trained on', train],
    ] as const) {
      if (!classes(of).has(label)) throw new DatasetError(`fold ${fold}: no image of ${label} is ${side}`);
    }
  }
  return { train, test, guard };
}

/**
 * Refuses a split, however it was made, that would test on what was trained on.
 * @param guarded whether blocks beside tested ones have to be left out, too
 * @throws DatasetError naming the first group or guard block that is on both sides
 */
export function requireApart(
  train: readonly DatasetItem[],
  test: readonly DatasetItem[],
  guarded: boolean,
): void {
  const groups = new Set(test.map(({ group }) => group));
  const crossing = train.find(({ group }) => groups.has(group));
  if (crossing) {
    throw new DatasetError(`group ${crossing.group} is trained on and tested: ${crossing.id} and others`);
  }
  if (!guarded) return;
  const blocks = new Set(test.map(({ label, block }) => `${label} ${block}`));
  for (const { id, label, block } of train) {
    if (block === undefined) continue;
    const near = [-1, 0, 1].map((by) => block + by).find((each) => blocks.has(`${label} ${each}`));
    if (near !== undefined) {
      throw new DatasetError(
        `block ${near} of ${label} is tested, and ${id} of block ${block} beside it is trained on: leave a guard block out`,
      );
    }
  }
}

/** Blocks of each class that are held back from training, to calibrate on. */
const CALIBRATION_BLOCKS = 2;

/**
 * Takes images out of those that may be trained on, for calibration: of each class the two blocks farthest from the tested ones, with
 * guards of their own.
 * @throws DatasetError where nothing of a class would be left to train on
 */
export function heldBack(
  split: GuardedSplit,
): GuardedSplit & { readonly calibration: readonly DatasetItem[] } {
  const tested = (label: string | undefined) =>
    split.test.flatMap((item) => (item.label === label && item.block !== undefined ? [item.block] : []));
  const chosen = new Set<string>();
  for (const label of new Set(split.train.map((item) => item.label))) {
    const blocks = new Set(split.train.flatMap((item) => (item.label === label ? (item.block ?? []) : [])));
    const away = (block: number) => Math.min(...tested(label).map((other) => Math.abs(block - other)));
    const farthest = [...blocks].sort((a, b) => away(b) - away(a) || b - a).slice(0, CALIBRATION_BLOCKS);
    for (const block of farthest) chosen.add(`${label} ${block}`);
  }
  const foldOf = new Map(
    split.train.map(({ id, label, block }) => [id, chosen.has(`${label} ${block}`) ? 0 : 1]),
  );
  const { train, test: calibration, guard } = guardedSplit(split.train, foldOf, 0);
  return { train, test: split.test, calibration, guard: [...split.guard, ...guard] };
}
