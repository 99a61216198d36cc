import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cosine } from '../../../packages/engine/src/optimisers/schedules/cosine.ts';
import {
  type OneCycleOptions,
  oneCycle,
} from '../../../packages/engine/src/optimisers/schedules/one-cycle.ts';
import {
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from '../../../packages/engine/src/optimisers/schedules/reduce-on-plateau.ts';
import type { Schedule, ScheduleState } from '../../../packages/engine/src/optimisers/schedules/schedule.ts';
import { python, withoutPython } from '../../shared.ts';
import { Golden, missingGoldens } from './golden.ts';

/** The first rate, and the one after each metric. */
function rates<State extends ScheduleState>(
  { initial, next }: Schedule<State>,
  metrics: Iterable<number>,
): number[] {
  let state = initial;
  const following = Array.from(metrics, (metric) => {
    state = next(state, metric);
    return state.learningRate;
  });
  return [initial.learningRate, ...following];
}

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)('the optimisers golden, to the last bit', () => {
  test('reduceOnPlateau', () => {
    const golden = new Golden('optimisers');
    const schedule = reduceOnPlateau({
      learningRate: 0.1,
      factor: 0.3,
      patience: 4,
      threshold: 1e-3,
      minimum: 1e-4,
    });
    expect(rates(schedule, golden.float64('plateau.losses')).slice(1)).toEqual([
      ...golden.float64('plateau.lr'),
    ]);
  });

  test('cosine', () => {
    const expected = [...new Golden('optimisers').float64('cosine.lr')];
    expect(rates(cosine({ learningRate: 0.1, steps: 50, minimum: 1e-3 }), expected).slice(1)).toEqual(
      expected,
    );
  });
});

const METRICS = Array.from(
  { length: 80 },
  (_, i) => Math.abs(Math.sin(i * 1.7)) + 1 / (1 + Math.floor(i / 7)),
);
const STEPS = METRICS.length + 1;

/** PyTorch's name, its learning rate and options, and the same schedule here. */
interface Case {
  readonly torch: readonly [name: string, learningRate: number, options: Readonly<Record<string, unknown>>];
  readonly rates: readonly number[];
}

function plateau(
  learningRate: number,
  options: Readonly<Record<string, unknown>>,
  ours: ReduceOnPlateauOptions,
): Case {
  return {
    torch: ['ReduceLROnPlateau', learningRate, options],
    rates: rates(reduceOnPlateau(ours), METRICS),
  };
}

function cycle(options: Readonly<Record<string, unknown>>, ours: Omit<OneCycleOptions, 'steps'>): Case {
  const all = { total_steps: STEPS, max_lr: ours.learningRate, cycle_momentum: false, ...options };
  return { torch: ['OneCycleLR', 1, all], rates: rates(oneCycle({ steps: STEPS, ...ours }), METRICS) };
}

const CASES: Readonly<Record<string, Case>> = {
  'plateau, defaults': plateau(0.1, {}, { learningRate: 0.1 }),
  'plateau of a maximum, absolute, with cooldown': plateau(
    0.1,
    { mode: 'max', threshold_mode: 'abs', threshold: 0.01, cooldown: 3, patience: 2, factor: 0.7 },
    {
      learningRate: 0.1,
      mode: 'max',
      thresholdMode: 'absolute',
      threshold: 0.01,
      cooldown: 3,
      patience: 2,
      factor: 0.7,
    },
  ),
  'plateau of a maximum, down to epsilon': plateau(
    1,
    { mode: 'max', patience: 0, eps: 1e-3 },
    { learningRate: 1, mode: 'max', patience: 0, epsilon: 1e-3 },
  ),
  'cosine, defaults': {
    torch: ['CosineAnnealingLR', 3e-4, { T_max: STEPS - 1 }],
    rates: rates(cosine({ learningRate: 3e-4, steps: STEPS - 1 }), METRICS),
  },
  'one cycle, defaults': cycle({}, { learningRate: 0.1 }),
  'one cycle, linear, in three phases': cycle(
    {
      anneal_strategy: 'linear',
      three_phase: true,
      pct_start: 0.41,
      div_factor: 7.0,
      final_div_factor: 99.0,
    },
    {
      learningRate: 3e-3,
      curve: 'linear',
      threePhases: true,
      warmUp: 0.41,
      initialDivisor: 7,
      finalDivisor: 99,
    },
  ),
  'one cycle without a rise': cycle({ pct_start: 0.001 }, { learningRate: 0.1, warmUp: 0.001 }),
};

const lacking = withoutPython('torch');
if (lacking) console.warn(`skipped: ${lacking}`);

// the cosine of another mathematics library may differ in its last bit, which the recursion carries on
test.skipIf(lacking !== undefined)(
  'the rates of torch.optim.lr_scheduler, within 1e-14 of each',
  async () => {
    const asked = Object.values(CASES).map(({ torch }) => torch);
    const program = join(import.meta.dirname, 'schedules.py');
    const expected: number[][] = JSON.parse(
      await python([program, JSON.stringify(asked), JSON.stringify(METRICS)]),
    );
    expect(expected.length).toBe(asked.length);
    Object.entries(CASES).forEach(([name, { rates }], i) => {
      const theirs = expected[i] ?? [];
      expect(rates.length, name).toBe(theirs.length);
      const worst = Math.max(...rates.map((rate, step) => relative(rate, theirs[step] ?? Number.NaN)));
      console.log(`${name}: ${worst}`);
      expect(worst, name).toBeLessThanOrEqual(1e-14);
    });
  },
);

function relative(rate: number, expected: number): number {
  return rate === expected ? 0 : Math.abs(rate - expected) / expected;
}
