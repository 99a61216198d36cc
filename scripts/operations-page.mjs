/**
 * docs/engine/operations.md from the operations' own definitions:
 *   node scripts/built.mjs scripts/operations-page.mjs
 * after adding or changing one; `npm test` fails when the committed page is not what the sources give.
 */
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const page = new URL('../docs/engine/operations.md', import.meta.url);

/**
 * The text of the page.
 * @param families operations by the name of their family: `OPERATIONS` of the engine
 */
export function operationsPage(families) {
  const count = Object.values(families).reduce((sum, { length }) => sum + length, 0);
  const tables = Object.entries(families).map(
    ([family, operations]) => `## ${family[0].toUpperCase()}${family.slice(1)}

| operation | dtypes | computes | derivative |
| --- | --- | --- | --- |
${operations.map(row).join('\n')}`,
  );
  return `# Operations

Written by \`scripts/operations-page.mjs\` from \`packages/engine/src/ops\`. Do not edit.

The ${count} operations of which every graph is made. y is the result, dy the gradient of the loss with respect to it, dx that
with respect to the input x. Elementwise operations broadcast as NumPy does; what was broadcast is summed back by the walk
that collects gradients, so that no derivative here speaks of it. Derivatives are made of these same operations and can be
differentiated again. An operation without one does not compile: where there is none to give, it says so.

${tables.join('\n\n')}
`;
}

function row({ name, dtypes = ['float32'], summary, derivative }) {
  return `| ${[`\`${name}\``, dtypes.join(', '), summary, derivative].map(escaped).join(' | ')} |`;
}

/** What Markdown would read as the end of a cell, or as emphasis. */
function escaped(text) {
  return text.replace(/[|*_]/g, '\\$&');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { OPERATIONS } = await import('../packages/engine/dist/index.js');
  await writeFile(page, operationsPage(OPERATIONS));
}
