import { random } from '../random.ts';

/** Which samples a step sees, and from which generator their pictures are drawn: a function of seed and step alone. */
export function batchPlan(
  count: number,
  batch: number,
  seed: string,
  step: number,
): { index: number; draw: string }[] {
  return Array.from({ length: batch }, (_, slot) => {
    const position = step * batch + slot;
    const epoch = Math.floor(position / count);
    return { index: order(count, `${seed}/${epoch}`)[position % count]!, draw: `${seed}/${position}` };
  });
}

let lastOrder: { key: string; order: number[] } | undefined;

/** The samples' order in an epoch. The last one asked for is kept: steps follow one another. */
function order(count: number, seed: string): number[] {
  const key = `${count}/${seed}`;
  if (lastOrder?.key !== key) {
    lastOrder = { key, order: random(seed).shuffled(Array.from({ length: count }, (_, i) => i)) };
  }
  return lastOrder.order;
}
