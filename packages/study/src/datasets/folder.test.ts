import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFolder } from './folder.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

test('files inside are found, with either separator', async () => {
  const path = await temporaryTree(['a/b.png']);
  const folder = await openFolder(path);
  expect(await folder.file('a/b.png')).toBe(join(path, 'a', 'b.png'));
  expect(await folder.file('a\\b.png')).toBe(join(path, 'a', 'b.png'));
  expect(await folder.file('./a/../a/b.png')).toBe(join(path, 'a', 'b.png'));
  expect(await folder.names('a')).toEqual(['b.png']);
  expect(await folder.names('none')).toEqual([]);
});

test('paths that leave the folder are refused', async () => {
  const folder = await openFolder(await temporaryTree(['a/b.png']));
  for (const path of ['../x.png', 'a/../../x.png', '..', '..\\x.png']) {
    await expect(folder.file(path)).rejects.toThrow('leaves the folder');
  }
  for (const path of ['/etc/hostname', 'C:\\x.png', 'c:x.png', '\\\\server\\share\\x.png', 'a\0b']) {
    await expect(folder.file(path)).rejects.toThrow('not a path relative');
  }
  await expect(folder.file('a')).rejects.toThrow('is not a file');
  await expect(folder.file('c.png')).rejects.toThrow('"c.png" is not there');
});

test('symbolic links may point inside, not outside', async () => {
  const outside = await temporaryTree(['secret.png']);
  const path = await temporaryTree(['a/b.png']);
  await symlink(join(path, 'a', 'b.png'), join(path, 'inside.png'));
  await symlink(join(outside, 'secret.png'), join(path, 'outside.png'));
  await symlink(outside, join(path, 'folder'));
  const folder = await openFolder(path);
  expect(await folder.file('inside.png')).toBe(join(path, 'a', 'b.png'));
  await expect(folder.file('outside.png')).rejects.toThrow('symbolic link that leaves');
  await expect(folder.file('folder/secret.png')).rejects.toThrow('symbolic link that leaves');
  await expect(folder.folder('folder')).rejects.toThrow('symbolic link that leaves');
  expect(await folder.names('folder')).toEqual([]);
});

test('a file is no folder', async () => {
  await expect(openFolder(join(await temporaryTree(['a.png']), 'a.png'))).rejects.toThrow('is not a folder');
});
