import { type ConformalRule, conformalRule, conformityScore, softmax } from '@leukolens/cad';
import { fitTemperature, type KnownLogits } from './temperature.ts';

/** The share of prediction sets that shall hold the true class. */
export const NOMINAL_COVERAGE = 0.98;

/** Images by which sets of the nominal coverage can be settled, at least: fewer would put every class into every set. */
const LEAST = Math.ceil(NOMINAL_COVERAGE / (1 - NOMINAL_COVERAGE));

/**
 * The temperature by one half of known images, every other one of each class, and what makes prediction sets by the other half: sets hold
 * what they promise only where nothing else was settled on the images that settled them. Of images too few for sets all settle the
 * temperature, and there are no sets.
 */
export function calibrated(known: readonly KnownLogits[]): {
  readonly temperature: number;
  readonly conformal?: ConformalRule;
} {
  const seen = new Map<number, number>();
  const halves: [KnownLogits[], KnownLogits[]] = [[], []];
  for (const each of known) {
    const before = seen.get(each.label) ?? 0;
    seen.set(each.label, before + 1);
    halves[before % 2]!.push(each);
  }
  const [first, second] = halves;
  if (second.length < LEAST) return { temperature: known.length > 0 ? fitTemperature(known) : 1 };
  const temperature = fitTemperature(first);
  const scores = second.map(({ label, logits }) => conformityScore([...softmax(logits, temperature)], label));
  return { temperature, conformal: conformalRule(scores, NOMINAL_COVERAGE) };
}
