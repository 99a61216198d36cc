import { openModel, RunError, shippedModels } from '@leukolens/batch';
import { type ModelDescription, NOTICE, SOFTWARE } from '@leukolens/cad';
import { designLine, modelCard } from '@leukolens/report';
import { command } from '../command.ts';
import { text } from '../option-types.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { writeJson } from '../write-json.ts';

export const modelsCommand = command({
  name: 'models',
  summary:
    'the networks that come with the program: what they are, how good, on which terms; prints the card of any',
  options: {
    show: text('--show <name|dir>', "print the card of one of them, or of a folder's, as Markdown"),
    json: JSON_OPTION,
  },
  notes: [
    'Every model is read whole and checked: hashes, shapes, finite numbers. Exit code: 0 all well, 1 one of them cannot be\nread, 2 wrong usage or no such model.',
  ],
  examples: ['leukolens models', 'leukolens models --show my-model/ > card.md', 'leukolens models --json'],
  async run({ show, json }) {
    if (show !== undefined) {
      const { description } = await openModel(show);
      await writeJson({ software: SOFTWARE, notice: NOTICE, models: [description] }, json);
      if (json !== true) process.stdout.write(modelCard(description));
      return 0;
    }
    const models: ModelDescription[] = [];
    const broken: string[] = [];
    for (const name of await shippedModels()) {
      try {
        models.push((await openModel(name)).description);
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        broken.push(error.message);
      }
    }
    await writeJson({ software: SOFTWARE, notice: NOTICE, models }, json);
    if (json !== true) process.stdout.write(models.map(entry).join('') || NONE);
    for (const message of broken) process.stderr.write(`${message}\n`);
    return broken.length > 0 ? 1 : 0;
  },
});

const NONE = 'No model comes with this version; --model takes the folder of your own.\n';

function entry(description: ModelDescription): string {
  const { name, kind, notice, training, limits } = description;
  const lines = [
    `${name}: ${kind}`,
    `  design   ${designLine(description)}`,
    ...listed('figures', figureLines(description)),
    ...listed(
      'terms',
      training.data.map((set) => `${set.name}: ${set.terms}`),
    ),
    ...listed('limits', limits),
    `  notice   ${notice}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

function figureLines(description: ModelDescription): string[] {
  const line = ({ data, images, how }: { data: string; images: number; how: string }, measures: string) =>
    `${data}: ${measures} on ${images} images (${how})`;
  return description.kind === 'outline'
    ? description.figures.map((figure) => line(figure, `mean IoU ${figure.iou.toFixed(4)}`))
    : description.figures.map((figure) =>
        line(figure, `accuracy ${figure.accuracy.toFixed(4)}, macro F1 ${figure.macroF1.toFixed(4)}`),
      );
}

function listed(heading: string, entries: readonly string[]): string[] {
  return entries.map((text, i) => `  ${(i === 0 ? heading : '').padEnd(9)}${text}`);
}
