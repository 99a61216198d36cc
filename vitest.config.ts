import { defineConfig } from 'vitest/config';

/** The quick suite: everything that needs neither a browser nor the shared data sets. Sources run unbuilt. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
