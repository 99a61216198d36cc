import { NOTICE, SOFTWARE } from '@leukolens/cad';
import {
  type Dataset,
  datasets,
  findDataset,
  imageReading,
  openDataset,
  verifyDataset,
} from '@leukolens/study';
import { command, UsageError } from '../command.ts';
import { text, toggle } from '../option-types.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { writeJson } from '../write-json.ts';

export const datasetsCommand = command({
  name: 'datasets',
  summary: 'what data sets are known, where they are published and on which terms; checks a copy by hash',
  positional: { name: 'names', help: 'only these', required: false },
  options: {
    data: text(
      '--data <dir>',
      "the set's folder, or the folder that holds the sets under their names: says what is there",
    ),
    verify: toggle('--verify', 'compare every file in --data with the known hashes'),
    json: JSON_OPTION,
  },
  notes: ['No data is downloaded. Exit code: 0 all well, 1 a set is missing or not as known, 2 wrong usage.'],
  examples: [
    'leukolens datasets',
    'leukolens datasets raabin-wbc',
    'leukolens datasets cellavision --data data/ --verify',
  ],
  async run({ data, verify, json }, names) {
    const unknown = names.find((name) => !findDataset(name));
    if (unknown)
      throw new UsageError(`${unknown}: not one of ${datasets.map(({ name }) => name).join(', ')}`);
    if (verify && data === undefined) throw new UsageError('--verify needs --data');
    const chosen = names.length > 0 ? names.map((name) => findDataset(name)!) : datasets;
    let failed = false;
    const report = [];
    for (const description of chosen) {
      const found = data === undefined ? undefined : await look(description.name, data, verify === true);
      failed ||= found?.ok === false && (names.length > 0 || found.present);
      report.push({ ...description, ...(found && { found: found.summary }) });
      if (json !== true) process.stdout.write(page(description, found?.summary));
    }
    await writeJson({ software: SOFTWARE, notice: NOTICE, datasets: report }, json);
    return failed ? 1 : 0;
  },
});

/** What of a set is in a folder: in one line, whether it is there, and whether all is well with it. */
async function look(name: string, data: string, verify: boolean) {
  let dataset: Dataset;
  try {
    dataset = await openDataset(name, data);
  } catch (error) {
    return { ok: false, present: false, summary: firstLine(error).replace(/:$/, '') };
  }
  if (verify) return { present: true, ...(await compare(dataset)) };
  return { ok: true, present: true, summary: `${dataset.items.length} images (${dataset.layout})` };
}

/** Whether the set's files are as known; a file that cannot be read is named. */
async function compare(dataset: Dataset) {
  const { sharpCodec } = await import('@leukolens/imaging/node');
  try {
    const { asKnown, summary, differing, missing, unknown } = await verifyDataset(
      dataset,
      imageReading(sharpCodec),
    );
    const examples = [...differing, ...missing, ...unknown].slice(0, 10);
    const listed = examples.length > 0 ? `; for example ${examples.join(', ')}` : '';
    return { ok: asKnown, summary: summary + listed };
  } catch (error) {
    return { ok: false, summary: `${dataset.name} is not as known: ${firstLine(error)}` };
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0]!;
}

function page(description: (typeof datasets)[number], found: string | undefined): string {
  const { name, title, holds, images, imageSize, published, cite, terms, layouts } = description;
  const lines = [
    `${name}: ${title}`,
    `  ${holds}`,
    `  ${images} images, ${imageSize}`,
    `  published  ${published}`,
    `  cite       ${cite}`,
    `  terms      ${terms}`,
    ...layouts.map((layout, i) => `  ${i === 0 ? 'layouts  ' : '         '}  ${layout}`),
    ...(found === undefined ? [] : [`  found      ${found}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}
