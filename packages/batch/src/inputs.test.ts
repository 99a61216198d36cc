import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findInputs } from './inputs.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'inputs-')));
});
afterEach(() => rm(root, { recursive: true }));

const BMP = Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]);

async function plant(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), BMP);
  }
}

describe('findInputs', () => {
  test('names files by their path in the folder, in order', async () => {
    await plant('b/1.png', 'a.JPG', 'b/c/2.tif');
    const { found } = await findInputs([root]);
    expect(found.map((input) => input.name)).toEqual(['a.JPG', 'b/1.png', 'b/c/2.tif']);
  });

  test('keeps files of one name in several folders apart', async () => {
    await plant('x/s/1.png', 'y/s/1.png');
    const { found } = await findInputs([join(root, 'x/s'), join(root, 'y/s')]);
    expect(found.map((input) => input.name)).toEqual(['s (2)/1.png', 's/1.png']);
  });

  test('a number never makes a name that is given, too; nor does another case', async () => {
    await plant('k/s/1.png', 'l/S/1.png', 'm/s (2)/1.png');
    const { found } = await findInputs(['k/s', 'l/S', 'm/s (2)'].map((path) => join(root, path)));
    expect(found.map((input) => input.name)).toEqual(['S (3)/1.png', 's (2)/1.png', 's/1.png']);
  });

  test('results of a run are no photographs, nor are the masks of a synthetic set', async () => {
    await plant(
      '1.png',
      'before/overlays/1.png',
      'deep/before/masks/1.png',
      'set/images/2.png',
      'set/masks/2.png',
    );
    const settings = (command: string) => JSON.stringify({ software: { name: 'LeukoLens' }, command });
    await writeFile(join(root, 'before', 'settings.json'), settings('analyze'));
    await writeFile(join(root, 'deep', 'before', 'settings.json'), settings('segment'));
    for (const run of ['before', 'deep/before']) await writeFile(join(root, run, 'results.ndjson'), '');
    await writeFile(join(root, 'set', 'settings.json'), settings('synth'));
    // corrected photographs from the page; settings that were copied to photographs
    await plant('exported/images/3.png', 'exported/masks/3.png', 'kept/4.png');
    for (const name of ['exported', 'kept'])
      await writeFile(join(root, name, 'settings.json'), settings('analyze'));
    for (const name of ['results.json', 'manifest.csv']) await writeFile(join(root, 'exported', name), '');
    const { found, results } = await findInputs([root]);
    expect(found.map((input) => input.name)).toEqual([
      '1.png',
      'exported/images/3.png',
      'kept/4.png',
      'set/images/2.png',
    ]);
    expect(results).toEqual(['before', 'deep/before']);
    expect((await findInputs([join(root, 'before')])).results).toEqual(['before']);
    await writeFile(join(root, 'before', 'settings.json'), '{"command": "analyze"}');
    expect((await findInputs([join(root, 'before')])).found).toHaveLength(1);
  });

  test('counts a file given twice once', async () => {
    await plant('x/1.png');
    expect((await findInputs([join(root, 'x'), join(root, 'x/1.png')])).found).toHaveLength(1);
  });

  test('tells images by name or content, and leaves hidden and other files', async () => {
    await plant('1.dat', '.hidden.png');
    await writeFile(join(root, 'Thumbs.db'), 'nothing');
    await writeFile(join(root, 'empty.png'), '');
    const { found, ignored } = await findInputs([root]);
    expect(found.map((input) => input.name)).toEqual(['1.dat', 'empty.png']);
    expect(ignored).toBe(1);
  });

  test('links count a file once, and are not followed out of the folder', async () => {
    await plant('in/1.png', 'in/.kept/a', 'secret.png');
    // as a store of large files has them: what is not met by its own name is met by a link
    await symlink(join(root, 'in/.kept/a'), join(root, 'in/stored.png'));
    await symlink(join(root, 'in/.kept/a'), join(root, 'in/stored-twice.png'));
    await symlink(join(root, 'secret.png'), join(root, 'in/out.png'));
    await symlink(join(root, 'in/1.png'), join(root, 'in/again.png'));
    await symlink(join(root, 'nowhere'), join(root, 'in/dead.png'));
    await symlink(join(root, 'in'), join(root, 'in/loop'));
    const { found, refused } = await findInputs([join(root, 'in')]);
    expect(found.map((input) => input.name)).toEqual(['1.png', 'stored-twice.png']);
    const both = await findInputs([join(root, 'in/1.png'), join(root, 'in')]);
    expect(both.found.map((input) => input.name)).toEqual(['1.png', 'stored-twice.png']);
    expect(refused.map(({ name }) => name).sort()).toEqual(['dead.png', 'out.png']);
  });

  test('gives no more of a path than the name of the folder asked for', async () => {
    await plant('home/jane/x/1.png', 'data/2.png');
    const { found } = await findInputs([join(root, 'home/jane/x'), join(root, 'data/2.png')]);
    expect(found.map((input) => input.name)).toEqual(['data/2.png', 'x/1.png']);
  });

  test('leaves out the folder that the results go to', async () => {
    await plant('1.png', 'out/masks/1.png');
    expect((await findInputs([root], join(root, 'out'))).found).toHaveLength(1);
  });

  test('says which path does not exist', async () => {
    await expect(findInputs([join(root, 'none')])).rejects.toThrow('none: no such file or folder');
  });
});
