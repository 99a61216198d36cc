import { defineConfig } from 'vitest/config';

/** The long checks: against the shared data sets and peer programs, where they are there. Sources run unbuilt. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['checks/**/*.check.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: { LEUKOLENS_SHARED: process.env.LEUKOLENS_SHARED ?? '../shared' },
  },
});
