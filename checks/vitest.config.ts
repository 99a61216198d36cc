import { defineConfig } from 'vitest/config';

/** The long checks: against the shared data sets and peer programs, where they are there. Sources run unbuilt. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['checks/**/*.check.ts'],
    fileParallelism: false, // what is timed must have the machine to itself
    testTimeout: 600_000,
    hookTimeout: 600_000,
    ...(process.env.VITEST_JSON && { reporters: ['default', 'json'], outputFile: process.env.VITEST_JSON }),
    env: { LEUKOLENS_SHARED: process.env.LEUKOLENS_SHARED ?? '../shared' },
  },
});
