/** Analyses the shipped samples, as a first user would, and says where to look. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const out = fileURLToPath(new URL('out/analysis', root));
const command = fileURLToPath(new URL('packages/cli/dist/main.js', root));
const samples = fileURLToPath(new URL('samples', root));
const { status } = spawnSync(process.execPath, [command, 'analyze', samples, '-o', out, '--overwrite'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
console.log(`
The shipped samples, synthetic smears, were analysed. Look at
  ${fileURLToPath(new URL('out/analysis/report.html', root))}  the report: begin here, in any browser
  ${fileURLToPath(new URL('out/analysis/nuclei.csv', root))}   a line a nucleus: size, shape, colour, texture
  ${fileURLToPath(new URL('out/analysis/images.csv', root))}   a line an image
The page, with the samples in it: node packages/cli/dist/main.js serve samples
Your own: node packages/cli/dist/main.js analyze PATHS -o RESULTS. Research use only.`);
