import type { Command } from '../command.ts';
import { analyze } from './analyze.ts';
import { bench } from './bench.ts';
import { classify } from './classify.ts';
import { clusters } from './clusters.ts';
import { compress } from './compress.ts';
import { crossvalClassifierCommand } from './crossval-classifier.ts';
import { crossvalShortcutsCommand } from './crossval-shortcuts.ts';
import { crossvalUnetCommand } from './crossval-unet.ts';
import { datasetsCommand } from './datasets.ts';
import { doctor } from './doctor.ts';
import { evaluateClassificationCommand } from './evaluate-classification.ts';
import { evaluateFamiliarityCommand } from './evaluate-familiarity.ts';
import { evaluateSegmentationCommand } from './evaluate-segmentation.ts';
import { evaluateSheetCommand } from './evaluate-sheet.ts';
import { explain } from './explain.ts';
import { mergeCommand } from './merge.ts';
import { modelsCommand } from './models.ts';
import { robustness } from './robustness.ts';
import { segment } from './segment.ts';
import { serveCommand } from './serve.ts';
import { slideCommand } from './slide.ts';
import { synth } from './synth.ts';
import { synthSlide } from './synth-slide.ts';
import { trainClassifierCommand } from './train-classifier.ts';
import { trainUnetCommand } from './train-unet.ts';

/** Every command, in the order of the help. */
export const COMMANDS = [
  analyze,
  segment,
  classify,
  explain,
  slideCommand,
  mergeCommand,
  evaluateSegmentationCommand,
  evaluateClassificationCommand,
  evaluateFamiliarityCommand,
  robustness,
  trainUnetCommand,
  trainClassifierCommand,
  crossvalUnetCommand,
  crossvalClassifierCommand,
  crossvalShortcutsCommand,
  evaluateSheetCommand,
  clusters,
  serveCommand,
  modelsCommand,
  compress,
  datasetsCommand,
  doctor,
  synth,
  synthSlide,
  bench,
] as unknown as readonly Command[];

/** What the words that several commands begin with stand for. */
export const GROUPS: Readonly<Record<string, string>> = {
  evaluate: 'score a method on data with truth',
  train: 'train networks',
  crossval: 'train networks on parts of data and score them on the rest',
};
