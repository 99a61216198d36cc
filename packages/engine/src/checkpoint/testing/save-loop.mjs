// A child process that saves checkpoints into a folder, one after the other, until it is killed; it prints every step
// whose saving has returned. Its arguments: the folder, and the first step.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [folder, first] = process.argv.slice(2);
const source = fileURLToPath(new URL('../checkpoint-folder.ts', import.meta.url));
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' });
const data = new Float32Array(2 ** 18);
for (let step = Number(first); ; step++) {
  data.fill(step);
  const tensors = new Map([['weight', { dtype: 'float32', shape: [data.length], data }]]);
  await module.saveCheckpoint(folder, { step, record: { step }, tensors });
  process.stdout.write(`${step}\n`);
}
