import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  findInputs,
  mergeImages,
  mergeSlides,
  modelFor,
  type RunSettings,
  readShards,
  type StoredModel,
} from '@leukolens/batch';
import { looksLikeSlide } from '@leukolens/imaging';
import { counted } from '@leukolens/report';
import { command, UsageError } from '../command.ts';
import { IMAGE_RUN_OPTIONS } from '../image-run.ts';
import { mergeResultFiles } from '../merge-result-files.ts';
import { text, toggle } from '../option-types.ts';

export const mergeCommand = command({
  name: 'merge',
  summary: 'put the shards of a run together to what one run would have left',
  positional: {
    name: 'shards',
    help: 'the folders of all shards of one run, in any order; of crossval, evaluate classification and robustness the result files',
    required: true,
  },
  options: {
    out: IMAGE_RUN_OPTIONS.out,
    slides: text(
      '--slides <path>',
      'for shards of slides: the slides, or their folder, as the shards were given them',
    ),
    data: text(
      '--data <dir>',
      "for result files: the data set's folder, or the folder that holds it under its name",
    ),
    model: text('--model <name|dir>', 'where the network lies that outlined nuclei, if not with the program'),
    classifier: text('--classifier <name|dir>', 'likewise the classifier of images'),
    cells: text('--cells <name|dir>', 'likewise the classifier of single nuclei'),
    overwrite: toggle('--overwrite', 'begin anew in a folder that holds a run'),
  },
  notes: [
    'Refused: shards that are missing, there twice, not done, or made with other settings, by another version or of other inputs.',
    'Exit code: 0 all well, 1 some images or slides failed in their shards, 2 wrong usage.',
  ],
  examples: [
    'leukolens analyze smears/ -o shards/1 --shard 1/2',
    'leukolens analyze smears/ -o shards/2 --shard 2/2',
    'leukolens merge shards/1 shards/2 -o results',
    'leukolens merge shards/* -o results --slides slides/',
    'leukolens merge shards/*/segmentation-jtsc-unet.json --data data/ -o results',
  ],
  async run(values, folders) {
    if (folders.every((name) => name.endsWith('.json'))) {
      if (values.data === undefined)
        throw new UsageError('--data is missing: it says where the data set lies');
      process.stderr.write(
        `${await mergeResultFiles(folders, values.data, values.out, values.overwrite === true)}\n`,
      );
      return 0;
    }
    if (values.data !== undefined)
      throw new UsageError('--data has no effect with shards of images and slides');
    const models = async (settings: Pick<RunSettings, 'model' | 'classifier' | 'cells'>) => {
      const found: StoredModel[] = [];
      const { model, classifier, cells } = settings;
      if (model) found.push(await modelFor('outline', values.model, model));
      if (classifier) found.push(await modelFor('classifier', values.classifier, classifier));
      if (cells) found.push(await modelFor('classifier', values.cells, cells));
      return found;
    };
    if (existsSync(join(folders[0]!, 'settings.json'))) {
      if (values.slides !== undefined) throw new UsageError('--slides has no effect with shards of images');
      const existing = values.overwrite ? 'overwrite' : 'refuse';
      const { succeeded, failed } = await mergeImages(await readShards(folders), {
        out: values.out,
        existing,
        models,
      });
      process.stderr.write(
        `${counted(succeeded, 'image')} done, ${failed} failed; results in ${values.out}\n`,
      );
      return failed > 0 ? 1 : 0;
    }
    if (values.slides === undefined) {
      throw new UsageError(
        `${folders[0]} holds no run over images; for shards of slides, name the slides by --slides`,
      );
    }
    const slides = await findInputs([values.slides], values.out, looksLikeSlide);
    const overwrite = values.overwrite === true;
    const lines = await mergeSlides(folders, { out: values.out, slides, overwrite, models });
    const failed = lines.filter((line) => 'error' in line).length;
    process.stderr.write(
      `${counted(lines.length - failed, 'slide')} put together, ${failed} failed; results in ${values.out}\n`,
    );
    return failed > 0 ? 1 : 0;
  },
});
