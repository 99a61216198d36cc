import { mutated } from './mutate.ts';
import { seeded } from './seeded.ts';

/** A kind of file that faults are put into. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid bytes: of the file, or of a part of it. */
  readonly valid: Uint8Array;
  /** The file round a part, its checksums and lengths mended; by default the part is the file. */
  readonly file?: (part: Uint8Array) => Uint8Array;
  /** Reads the file; throws only what `refuses` knows. Returns the bytes of all arrays that came out. */
  readonly read: (file: Uint8Array) => number;
}

/** What came of it. */
export interface FuzzOutcome {
  mutations: number;
  accepted: number;
  slowestMs: number;
  /** The largest growth of array memory beyond the start, looked at after every 50th file; bytes. */
  peakGrowth: number;
  /** Errors of other kinds than a refusal, with the target and the seed that brings them back. */
  readonly failures: string[];
}

/** The faults are the same for the same seed. `refuses` says whether an error is a refusal as it should be. */
export function fuzz(
  targets: readonly FuzzTarget[],
  mutationsEach: number,
  seed: number,
  refuses: (error: unknown) => boolean,
): Map<string, FuzzOutcome> {
  const before = process.memoryUsage().arrayBuffers;
  return new Map(
    targets.map(({ name, valid, file = (part) => part, read }, index) => {
      const other = targets[(index + 1) % targets.length].valid;
      const outcome: FuzzOutcome = { mutations: 0, accepted: 0, slowestMs: 0, peakGrowth: 0, failures: [] };
      for (; outcome.mutations < mutationsEach; outcome.mutations++) {
        const ownSeed = seed + index * 1_000_003 + outcome.mutations;
        const bytes = file(mutated(valid, other, seeded(ownSeed)));
        const start = performance.now();
        try {
          read(bytes);
          outcome.accepted++;
        } catch (error) {
          const isOneLine =
            error instanceof Error && !error.message.includes('\n') && error.message.length < 1000;
          if (!refuses(error) || !isOneLine) outcome.failures.push(`${name}, seed ${ownSeed}: ${error}`);
        }
        outcome.slowestMs = Math.max(outcome.slowestMs, performance.now() - start);
        if (outcome.mutations % 50 === 0) {
          outcome.peakGrowth = Math.max(outcome.peakGrowth, process.memoryUsage().arrayBuffers - before);
        }
      }
      return [name, outcome];
    }),
  );
}

/** Names and values that a file could have replaced, had anything of it been run or merged. */
export function globalState(): readonly unknown[] {
  const watched = [
    globalThis,
    Object.prototype,
    Array.prototype,
    Map.prototype,
    Function.prototype,
    Uint8Array.prototype,
  ];
  return watched.flatMap((object) => Reflect.ownKeys(object).flatMap((key) => [key, ownValue(object, key)]));
}

function ownValue(object: object, key: string | symbol): unknown {
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  return property?.value ?? property?.get;
}
