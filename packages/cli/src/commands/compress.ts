import { openModel, requireNewModel, writeModelFiles } from '@leukolens/batch';
import { writeModel } from '@leukolens/cad';
import { command, UsageError } from '../command.ts';
import { MODEL_OUT, modelNameOf, STORAGE_OPTION } from '../training-options.ts';

export const compress = command({
  name: 'compress',
  summary: "write a network anew with smaller weights, under its new folder's name",
  positional: { name: 'model', help: 'one that `models` lists, or the folder of one', required: true },
  options: {
    out: MODEL_OUT,
    storage: { ...STORAGE_OPTION, shownDefault: 'int8' },
  },
  notes: [
    'int8 keeps a scale beside each output channel. Figures on the card are those of the network as it was: what compression takes,\n`evaluate` tells. Exit code: 0 done, 2 wrong usage or no such model.',
  ],
  examples: ['leukolens compress models/stages-fold-2 -o models/stages'],
  async run({ out, storage = 'int8' }, models) {
    if (models.length !== 1) throw new UsageError(`expected one model, got ${models.join(' ')}`);
    const { description, weights } = await openModel(models[0]!);
    requireNewModel(out);
    const { weights: _, ...about } = { ...description, name: modelNameOf(out) };
    const files = await writeModel(about, weights, storage);
    await writeModelFiles(out, files);
    process.stderr.write(
      `model in ${out}: ${(files.weights.length / 2 ** 20).toFixed(1)} MiB. Research use only.\n`,
    );
    return 0;
  },
});
