import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_MODELS,
  methodModel,
  runSettingsSchema,
  type StoredModel,
  shippedModels,
} from '@leukolens/batch';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { z } from 'zod';
import { type FieldTimes, timeField } from '../bench/field.ts';
import { timeFolder } from '../bench/folder.ts';
import { fieldLines, folderLines, methodLines, networkLines } from '../bench/lines.ts';
import { materials } from '../bench/materials.ts';
import { timeMethod } from '../bench/method.ts';
import { type NetworkTimes, timeNetwork } from '../bench/network.ts';
import { command } from '../command.ts';
import { choices, number, text } from '../option-types.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { writeJson } from '../write-json.ts';

/** What can be timed of each set. */
const PARTS = ['handcrafted', 'folder', 'network'] as const;

export const bench = command({
  name: 'bench',
  summary:
    'time the handcrafted method against OpenCV, folders with one and two workers, and the network by parts',
  options: {
    data: text(
      '--data <dir>',
      'folder that holds cellavision and bloodseg; without it synthetic smears are timed',
    ),
    reference: text(
      '--reference <dir>',
      'folder with the reference handcrafted.py, to time the whole method beside',
    ),
    python: text(
      '--python <command>',
      'Python with OpenCV (default: /usr/bin/python3 on Linux, python3 elsewhere)',
    ),
    rounds: number(
      '--rounds <n>',
      'how often everything is timed by turns, 1 to 100',
      z.int().min(1).max(100),
      '5',
    ),
    only: choices('--only <parts>', 'what is timed, default all', PARTS),
    model: text('--model <name|dir>', `the network (default: ${DEFAULT_MODELS.outline})`),
    field: number(
      '--field <px>',
      'time the network on a synthetic field of so many pixels a side as well, 1000 to 20000',
      z.int().min(1000).max(20_000),
    ),
    json: JSON_OPTION,
  },
  notes: [
    'Images are decoded beforehand on both sides and one thread works on each. The sides take turns, so that a slow\nspell of the machine meets both; the ratio is the median over the rounds. Where Python or OpenCV is missing, that\nis said and only this program is timed.',
    'The network is timed on one image of each set, on a warm process, as medians of 20: in all, and part by part.\n--field runs in a process of its own, whose peak of memory is said.',
  ],
  examples: [
    'leukolens bench',
    'leukolens bench --data data/ --reference peer/ --json bench.json',
    'leukolens bench --only network --field 10000',
  ],
  async run(values) {
    const rounds = values.rounds ?? 5;
    const python = values.python ?? (process.platform === 'linux' ? '/usr/bin/python3' : 'python3');
    const scratch = await mkdtemp(join(tmpdir(), 'leukolens-bench-'));
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const print = (text: string) => values.json !== true && process.stdout.write(text);
    const timed = (part: (typeof PARTS)[number]) => values.only === undefined || values.only.includes(part);
    const wantsNetwork = timed('network') || values.field !== undefined;
    const model = wantsNetwork ? await network(values.model, say) : undefined;
    const sets = [];
    let field: FieldTimes | undefined;
    try {
      for (const { name, images, files } of await materials(values.data, scratch)) {
        const set: TimedSet = { name };
        print(`${name}\n`);
        if (timed('handcrafted')) {
          set.method = await timeMethod(images, { rounds, python, reference: values.reference }, say);
          print(methodLines(set.method));
        }
        if (timed('folder')) {
          const settings = runSettingsSchema.parse({ method: 'handcrafted' });
          set.folder = await timeFolder(files, settings, rounds);
          print(folderLines(set.folder));
        }
        if (timed('network') && model) {
          set.network = await timeNetwork(model, images[0]!);
          print(networkLines(set.network));
        }
        sets.push(set);
      }
      if (values.field !== undefined && model) {
        field = await timeField({ side: values.field, modelFolder: model.folder });
        print(fieldLines(field));
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    const result = { software: SOFTWARE, notice: NOTICE, machine: machine(), sets, ...(field && { field }) };
    await writeJson(result, values.json);
    return 0;
  },
});

interface TimedSet {
  readonly name: string;
  method?: Awaited<ReturnType<typeof timeMethod>>;
  folder?: Awaited<ReturnType<typeof timeFolder>>;
  network?: NetworkTimes;
}

/** The network to time; undefined, with the reason said, where none is named and none comes with the program. */
async function network(
  asked: string | undefined,
  say: (line: string) => void,
): Promise<StoredModel<'outline'> | undefined> {
  if (asked !== undefined || (await shippedModels()).length > 0)
    return methodModel({ method: 'unet' }, asked);
  say('no network is timed: none comes with this version, and none was named by --model');
  return undefined;
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
  };
}
