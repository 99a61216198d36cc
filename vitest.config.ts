import { defineConfig } from 'vitest/config';

/** The quick suite: everything that needs neither a browser nor the shared data sets. Sources run unbuilt. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // by default one less than there are processors, which on two leaves one idle
    maxWorkers: '100%',
    testTimeout: 30_000,
    // goldens: UPDATE_GOLDENS=1 writes them anew; look at what changed before committing it
    update: process.env.UPDATE_GOLDENS === '1' ? 'all' : 'none',
    // .ci/run asks for a report that it can count
    ...(process.env.VITEST_JSON && { reporters: ['default', 'json'], outputFile: process.env.VITEST_JSON }),
  },
});
