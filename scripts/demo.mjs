/** Segments the shipped samples, as a first user would, and says where to look. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const out = fileURLToPath(new URL('out/demo', root));
const command = fileURLToPath(new URL('packages/cli/dist/main.js', root));
const samples = fileURLToPath(new URL('samples', root));
const { status } = spawnSync(process.execPath, [command, 'segment', samples, '-o', out, '--overwrite'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
console.log(`
The shipped samples, synthetic smears, were segmented. Look at
  ${fileURLToPath(new URL('out/demo/overlays', root))}    every nucleus outlined in cyan
  ${fileURLToPath(new URL('out/demo/nuclei.csv', root))}  a line a nucleus: size, shape, colour, texture
  ${fileURLToPath(new URL('out/demo/images.csv', root))}  a line an image: nuclei counted
Your own: node packages/cli/dist/main.js segment PATHS -o RESULTS. Research use only.`);
