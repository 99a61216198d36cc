import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultsSchema } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

let root: string;
let png: Uint8Array;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segment-'));
  const { image } = drawSmear({ width: 96, height: 80, seed: 3, cells: 1, nucleusDiameter: 30 });
  png = await encodePng(image, sharpCodec);
  await writeFile(join(root, 'one.png'), png);
});
afterAll(() => rm(root, { recursive: true }));

/** Fast, and needs no network; segment-network.test.ts does the same by one. */
const HANDCRAFTED = ['--method', 'handcrafted'];

const results = async (out: string) =>
  resultsSchema.parse(JSON.parse(await readFile(join(out, 'results.json'), 'utf8')));

/** What a hostile or unlucky folder holds. */
const BAD: readonly (readonly [name: string, content: Uint8Array | string])[] = [
  ['empty.png', ''],
  ['text.jpg', 'this is no picture'],
  ['page.tif', '<html><img src=x onerror=alert(1)></html>'],
  ['vector.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ['document.png', '%PDF-1.7 ...'],
  ['photo.gif', 'GIF89a'],
  ['half.webp', 'RIFF\u0010\0\0\0WEBPVP8 '],
];

describe('a folder of 200 images, 20 of them bad', () => {
  let out: string;
  let ended: Awaited<ReturnType<typeof leukolens>>;
  beforeAll(async () => {
    const folder = join(root, 'two-hundred');
    out = join(root, 'out-200');
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    for (let i = 0; i < 180; i++)
      await writeFile(join(folder, i % 2 ? 'deep' : 'deep/er', `smear ${i}.png`), png);
    for (let i = 0; i < 20; i++) {
      const [name, content] = i < 10 ? BAD[i % BAD.length]! : [`cut.png`, png.subarray(0, 40 + 97 * i)];
      await writeFile(join(folder, `${i}-${name}`), content);
    }
    ended = await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out, '--jobs', '2']);
  }, 60_000);

  test('ends with exit code 1, 180 results and 20 clear lines', async () => {
    expect(ended.code).toBe(1);
    const lines = ended.stderr.trim().split('\n');
    expect(lines.at(-1)).toBe(`180 images done, 20 failed; results in ${out}`);
    expect(lines).toHaveLength(21);
    for (const line of lines.slice(0, 20)) expect(line).toMatch(/^\d+-[a-z]+\.[a-z]+: \S.{8,}/);
    expect(ended.stderr).not.toMatch(/at .*\.js:\d+/);
    const { results: records } = await results(out);
    expect(records.filter((record) => record.error === null)).toHaveLength(180);
    expect(records.filter((record) => record.error !== null)).toHaveLength(20);
  });

  test('leaves every part for every image that was read, and none for the others', async () => {
    for (const part of ['masks', 'labels', 'overlays', 'geojson']) {
      const files = await readdir(join(out, part), { recursive: true });
      expect(files.filter((file) => file.includes('smear'))).toHaveLength(180);
      expect(files.filter((file) => /^\d+-/.test(file))).toHaveLength(0);
    }
    expect((await readFile(join(out, 'images.csv'), 'utf8')).trim().split('\r\n')).toHaveLength(201);
  });
});

describe('names that try to do harm', () => {
  const names = [
    '<img src=x onerror=alert(1)>.png',
    '=HYPERLINK("http:evil","click").png',
    '+1+1.png',
    "'; drop table.png",
    'with, comma and "quotes".png',
    'two\nlines.png',
    'Süß 血液 🩸.png',
    `${'n'.repeat(251)}.png`,
  ];

  test.skipIf(process.platform === 'win32')('come out escaped and unharmed', async () => {
    const folder = join(root, 'names');
    const out = join(root, 'out-names');
    await mkdir(folder);
    for (const name of names) await writeFile(join(folder, name), png);
    expect((await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out])).code).toBe(0);

    const { results: records } = await results(out);
    expect(records.map((record) => record.image)).toEqual([...names].sort());
    const csv = await readFile(join(out, 'images.csv'), 'utf8');
    expect(csv).toContain('"\'=HYPERLINK(""http:evil"",""click"").png"');
    expect(csv).toContain("\r\n'+1+1.png,");
    expect(csv).toContain('"two\nlines.png"');
    const geojson = await readdir(join(out, 'geojson'));
    expect(geojson).toHaveLength(names.length);
    const images = await Promise.all(
      geojson.map(
        async (file) => JSON.parse(await readFile(join(out, 'geojson', file), 'utf8')).leukolens.image,
      ),
    );
    expect(images.sort()).toEqual([...names].sort());
  });
});

describe('a run that was stopped', () => {
  let folder: string;
  let whole: string;
  beforeAll(async () => {
    folder = join(root, 'many');
    whole = join(root, 'out-whole');
    await mkdir(folder);
    for (let i = 0; i < 60; i++) await writeFile(join(folder, `${i}.png`), png);
    await leukolens(['segment', ...HANDCRAFTED, folder, '-o', whole]);
  });

  test.skipIf(process.platform === 'win32')('goes on where it was, to the same results', async () => {
    const out = join(root, 'out-stopped');

    let signalled = false;
    const stopped = await leukolens(
      ['segment', ...HANDCRAFTED, folder, '-o', out, '--jobs', '1'],
      (child) => {
        const timer = setInterval(async () => {
          const done = await readFile(join(out, 'results.ndjson'), 'utf8').catch(() => '');
          if (signalled || done.split('\n').length < 5) return;
          signalled = true;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 5);
      },
    );
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/stopped with \d+ images? left: --resume goes on/);

    expect((await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out])).stderr).toContain(
      'add --resume or --overwrite',
    );
    const other = await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out, '--resume', '--area', '10']);
    expect(other.stderr).toContain('made with other settings (handcrafted.area)');
    expect((await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out, '--resume'])).code).toBe(0);
    for (const file of ['results.json', 'images.csv', 'nuclei.csv', 'settings.json']) {
      expect(await readFile(join(out, file), 'utf8'), file).toBe(await readFile(join(whole, file), 'utf8'));
    }
  });

  test.skipIf(process.platform === 'win32')(
    'by kill -9 at any moment leaves no half file and can be resumed',
    async () => {
      const out = join(root, 'out-killed');
      for (const delay of [150, 300, 450]) {
        await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out, '--resume'], (child) => {
          setTimeout(() => child.kill('SIGKILL'), delay);
        });
      }
      expect((await leukolens(['segment', ...HANDCRAFTED, folder, '-o', out, '--resume'])).code).toBe(0);
      expect(await readFile(join(out, 'results.json'), 'utf8')).toBe(
        await readFile(join(whole, 'results.json'), 'utf8'),
      );
      const masks = await readdir(join(out, 'masks'));
      expect(masks.filter((name) => name.startsWith('.'))).toEqual([]);
      for (const mask of masks) {
        expect(await readFile(join(out, 'masks', mask))).toEqual(await readFile(join(whole, 'masks', mask)));
      }
    },
  );
});

describe('a folder that is used again', () => {
  const image = () => join(root, 'again', '1.png');
  const out = () => join(root, 'out-again');
  const count = (text: string) => Number(text.match(/^(\d+) images? done/m)?.[1]);
  const redone = async (...options: string[]) => {
    const journal = async () => (await readFile(join(out(), 'results.ndjson'), 'utf8')).split('\n').length;
    const before = await journal();
    const ended = await leukolens(['segment', ...HANDCRAFTED, join(root, 'again'), '-o', out(), ...options]);
    expect(ended.code, ended.stderr).toBe(0);
    return { done: count(ended.stderr), again: (await journal()) - before, stderr: ended.stderr };
  };
  beforeAll(async () => {
    await mkdir(join(root, 'again'));
    for (const name of ['1.png', '2.png']) await writeFile(join(root, 'again', name), png);
    await leukolens(['segment', ...HANDCRAFTED, join(root, 'again'), '-o', out()]);
  });

  test('resumed, does again what has changed, what has lost an output, and nothing else', async () => {
    expect(await redone('--resume')).toMatchObject({ done: 2, again: 0 });
    await rm(join(out(), 'masks', '2.png.png'));
    expect(await redone('--resume')).toMatchObject({ done: 2, again: 1 });
    await writeFile(image(), png); // written anew: a later time
    expect(await redone('--resume')).toMatchObject({ done: 2, again: 1 });
    await rm(image());
    const { stderr, ...ended } = await redone('--resume');
    expect(ended).toEqual({ done: 1, again: 0 });
    expect(stderr).toContain('1 of the run before is not among these');
    expect((await results(out())).results.map((record) => record.image)).toEqual(['2.png']);
  });

  test('overwritten, loses what the run left and nothing else', async () => {
    await writeFile(join(out(), 'masks', 'mine.png'), 'precious');
    const ended = await leukolens([
      'segment',
      ...HANDCRAFTED,
      join(root, 'one.png'),
      '-o',
      out(),
      '--overwrite',
    ]);
    expect(ended.code).toBe(0);
    expect((await readdir(join(out(), 'masks'))).sort()).toEqual(['mine.png', 'one.png.png']);
  });

  test('is refused where it holds anything but a run', async () => {
    const other = join(root, 'other');
    await mkdir(other);
    await writeFile(join(other, 'letter.txt'), 'dear');
    for (const option of ['--resume', '--overwrite']) {
      const ended = await leukolens(['segment', ...HANDCRAFTED, join(root, 'one.png'), '-o', other, option]);
      expect([ended.code, ended.stderr]).toEqual([
        2,
        expect.stringContaining('holds other files (letter.txt)'),
      ]);
    }
    expect(await readdir(other)).toEqual(['letter.txt']);
  });

  test('inside the input folder, is not taken for input', async () => {
    const folder = join(root, 'inside');
    await mkdir(folder);
    await writeFile(join(folder, '1.png'), png);
    await leukolens(['segment', ...HANDCRAFTED, folder, '-o', join(folder, 'out')]);
    const { stderr } = await leukolens([
      'segment',
      ...HANDCRAFTED,
      folder,
      '-o',
      join(folder, 'out'),
      '--resume',
    ]);
    expect(count(stderr)).toBe(1);
  });
});

describe('use and misuse', () => {
  test('settings of an earlier run are replayed; options given go first', async () => {
    const image = join(root, 'one.png');
    const [first, second] = [join(root, 'out-first'), join(root, 'out-second')];
    await leukolens([
      'segment',
      ...HANDCRAFTED,
      image,
      '-o',
      first,
      '--area',
      '30',
      '--um-per-pixel',
      '0.2',
      '--only',
      'masks',
    ]);
    const replay = [
      'segment',
      image,
      '-o',
      second,
      '--settings',
      join(first, 'settings.json'),
      '--closing',
      '5',
    ];
    expect((await leukolens(replay)).code).toBe(0);
    const { settings } = await results(second);
    expect(settings).toMatchObject({
      micrometresPerPixel: 0.2,
      only: ['masks'],
      handcrafted: { area: 30, closing: 5 },
    });
    expect(await readdir(second)).not.toContain('overlays');
  });

  test('--json hands the results to standard output, and nothing else goes there', async () => {
    const { stdout } = await leukolens([
      'segment',
      ...HANDCRAFTED,
      join(root, 'one.png'),
      '-o',
      join(root, 'out-json'),
      '--json',
    ]);
    expect(resultsSchema.parse(JSON.parse(stdout)).results).toHaveLength(1);
  });

  test.each([
    [['segment', 'x.png'], '--out missing: the folder for the results is missing'],
    [['segment', 'x.png', '-o', 'y', '--bilateral', '8'], '--bilateral "8": must be odd'],
    [['segment', 'x.png', '-o', 'y', '--area', 'many'], '--area "many": expected a number'],
    [
      ['segment', 'x.png', '-o', 'y', '--only', 'mask'],
      '--only "mask": expected some of masks,labels,overlays,geojson',
    ],
    [
      ['segment', 'x.png', '-o', 'y', '--resume', '--overwrite'],
      '--resume and --overwrite exclude each other',
    ],
    [['segment', '-o', 'y'], "missing required argument 'paths'"],
    [['segment', 'x.png', '-o', 'y', '--colour'], "unknown option '--colour'"],
    [
      ['segment', '--json', 'x.png', 'z.png', '-o', 'y'],
      '--json "x.png": expected a file name that ends in .json',
    ],
    [['segment', '', '-o', 'y'], 'an empty path was given: name a file or a folder'],
    [
      ['segment', 'x.png', '-o', 'y', '--settings', 'none.json'],
      '--settings none.json: no such file or folder',
    ],
    [['segmnet'], "unknown command 'segmnet'"],
    [['help', 'segmnet'], 'there is no command segmnet'],
    [['segment', 'x.png', '-o', 'y', '--threshold', '1.5'], '--threshold "1.5": expected at most 0.99'],
    [['segment', 'x.png', '-o', 'y', '--area', '-1'], '--area "-1": expected at least 0'],
    [
      ['classify', 'x.png', '-o', 'y', '--classifier', 'none'],
      '--classifier none: this command is there for one',
    ],
    [
      ['train', 'unet', '--dataset', 'constructor', '--data', '.', '--recipe', 'paper', '-o', 'y'],
      'the paper gives no parameters for constructor',
    ],
    [
      ['synth', '-o', 'y', '--width', '20000', '--height', '20000'],
      '--width 20000 --height 20000: 400000000 pixels',
    ],
    [['segment', 'nowhere/x.png', '-o', 'y'], 'nowhere/x.png: no such file or folder'],
  ])('%j is wrong usage, said in one line', async (words, message) => {
    const { code, stderr, stdout } = await leukolens(words);
    expect(stderr).toContain(`leukolens: ${message}`);
    expect(stderr).not.toMatch(/at .*\.js:\d+/);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('an output folder that cannot be written is said, and nothing is lost', async () => {
    await writeFile(join(root, 'file'), 'in the way');
    const { code, stderr } = await leukolens([
      'segment',
      ...HANDCRAFTED,
      join(root, 'one.png'),
      '-o',
      join(root, 'file', 'out'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot write to .*: part of its path is a file/);
    expect(await readFile(join(root, 'file'), 'utf8')).toBe('in the way');
  });

  test.skipIf(process.platform === 'win32')('links out of the folder are refused by name', async () => {
    const folder = join(root, 'links');
    await mkdir(folder);
    await copyFile(join(root, 'one.png'), join(folder, 'a.png'));
    await symlink(join(root, 'one.png'), join(folder, 'b.png'));
    const { code, stderr } = await leukolens([
      'segment',
      ...HANDCRAFTED,
      folder,
      '-o',
      join(root, 'out-links'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('b.png: a symbolic link that leads nowhere or out of the folder: not followed');
  });
});
