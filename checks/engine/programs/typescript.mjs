// Runs a TypeScript program of the checks, and the sources that it imports, unbuilt, in a process of its own:
//   node typescript.mjs PROGRAM.ts ARGUMENTS...
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

await runnerImport(resolve(process.argv[2]), {
  configFile: false,
  logLevel: 'error',
  environments: { inline: { resolve: { conditions: ['source'], noExternal: [/^@leukolens\//] } } },
});
