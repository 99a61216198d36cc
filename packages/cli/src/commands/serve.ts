import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { pageFolder } from '@leukolens/app/folder';
import {
  DEFAULT_MODELS,
  fileReason,
  findInputs,
  openModel,
  printable,
  RunError,
  runtimeFor,
} from '@leukolens/batch';
import { z } from 'zod';
import {
  CELLS_OPTION,
  CLASSIFIER_OR_NONE_OPTION,
  chosenCells,
  chosenClassifierOrNone,
} from '../classifier-option.ts';
import { command } from '../command.ts';
import { number, text } from '../option-types.ts';
import { tellLeftOut } from '../tell-left-out.ts';

const MEBIBYTE = 2 ** 20;

export const serveCommand = command({
  name: 'serve',
  summary:
    'the page, on this machine: it computes by this program, and begins with the images that are named',
  positional: { name: 'paths', help: 'images, and folders that are searched for images', required: false },
  options: {
    port: number(
      '--port <n>',
      'the port, 0 to 65535; 0 takes any that is free',
      z.int().min(0).max(65_535),
      '8617',
    ),
    host: text(
      '--host <address>',
      'where it listens; another than the default lets other machines in (default: 127.0.0.1)',
    ),
    maxUpload: number(
      '--max-upload <MiB>',
      'bytes of a request, at most, in MiB, 1 to 2048',
      z.int().min(1).max(2048),
      '256',
    ),
    classifier: CLASSIFIER_OR_NONE_OPTION,
    cells: CELLS_OPTION,
  },
  notes: [
    'Prints an address with a token that is made anew at every launch: only who has it may use the server, and no other page of the\nbrowser may. Nothing is sent anywhere else. Ctrl-C stops it. Exit code: 0 stopped, 2 wrong usage.',
  ],
  examples: ['leukolens serve', 'leukolens serve smears/ --port 0'],
  async run({ port = 8617, host, maxUpload = 256, classifier, cells }, paths) {
    const { startServer } = await import('@leukolens/server');
    const { pipeline } = await import('@leukolens/workbench');
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const inputs = paths.length > 0 ? await findInputs(paths) : { found: [], refused: [], results: [] };
    tellLeftOut(inputs);
    for (const { name, reason } of inputs.refused) {
      process.stderr.write(`${printable(name)}: ${reason}\n`);
    }
    const found = await chosenClassifierOrNone(classifier, {});
    const single = await chosenCells(cells, {}, DEFAULT_MODELS.cells);
    const handlers = pipeline({
      threads: availableParallelism(),
      place: 'program',
      mostBytes: 2 ** 30,
      codec: async () => ({ codec: sharpCodec, name: 'libvips' }),
      runtime: () => runtimeFor('the page'),
      outline: () => openModel(DEFAULT_MODELS.outline, 'outline'),
      classifiers: async () => ({
        ...(found && { classifier: found.classifier }),
        ...(single && { cells: single.classifier }),
      }),
    });
    const server = await startServer({
      port,
      ...(host !== undefined && { host }),
      page: pageFolder,
      handlers,
      images: inputs.found.map(({ name, path }) => ({
        name,
        read: async () => {
          try {
            return new Uint8Array(await readFile(path));
          } catch (error) {
            throw new Error(fileReason(error) ?? 'it cannot be read');
          }
        },
      })),
      maxBytes: maxUpload * MEBIBYTE,
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        throw new RunError(`--host ${host}: this machine has no such address`);
      throw new RunError(
        `--port ${port}: cannot listen on it (${error.code ?? error.message}); --port 0 takes any that is free`,
      );
    });
    process.stdout.write(`${server.url}\n`);
    if (host !== undefined && host !== '127.0.0.1' && host !== 'localhost') {
      process.stderr.write(
        `other machines can reach ${host}: whoever has the address with its token can use it\n`,
      );
    }
    process.stderr.write('serving; Ctrl-C stops it. Research use only.\n');
    await new Promise<void>((stop) => process.once('SIGINT', () => stop()));
    await server.close();
    return 0;
  },
});
