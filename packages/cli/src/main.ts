#!/usr/bin/env node
import { runCommandLine } from './program.ts';

// who reads from us may stop before the end, as `head` does
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCommandLine(process.argv.slice(2));
