/**
 * THIRD-PARTY.md from package-lock.json: every package that is installed with the command, with its licence. Run it after
 * a change of dependencies; a test tells when it is out of date, or when a licence is none of those agreed on.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const root = new URL('../', import.meta.url);

/** Licences that may be shipped with Apache-2.0 code; LGPL for libvips, which is linked dynamically and replaceable. */
export const AGREED = [
  'MIT',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '(Apache-2.0 AND BSD-3-Clause)',
  'Unlicense',
  '(MIT OR CC0-1.0)',
  'MIT AND BSD-3-Clause',
  'LGPL-3.0-or-later',
  'Apache-2.0 AND LGPL-3.0-or-later',
  'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
];

/** Licences of tools that build and test, and that are no part of what is shipped. */
export const AGREED_FOR_TOOLS = [...AGREED, 'MPL-2.0', 'MIT OR Apache-2.0'];

/** Name, version and licence of every package that runs with the product, optional platform packages included. */
export async function thirdParties() {
  return packagesWhere(({ dev, devOptional }) => !dev && !devOptional);
}

/** The same of those that build and test it. */
export async function tools() {
  return packagesWhere(({ dev, devOptional }) => dev || devOptional);
}

async function packagesWhere(wanted) {
  const { packages } = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && wanted(entry))
    .map(([path, { version, license }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text of THIRD-PARTY.md. */
export async function notices() {
  const rows = (await thirdParties()).map(
    ({ name, version, license }) => `| ${name} | ${version} | ${license} |`,
  );
  return `# Third-party notices

LeukoLens is licensed under Apache-2.0 and installs the packages below, each under its own licence, whose text is in the
package. libvips and the libraries built into it (\`@img/sharp-libvips-*\`) are under the LGPL 3 or later: they are linked
dynamically and may be replaced by another build. Their sources and notices are named in the package.

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(new URL('THIRD-PARTY.md', root), await notices());
}
