import type { Command } from '../command.ts';
import { bench } from './bench.ts';
import { datasetsCommand } from './datasets.ts';
import { doctor } from './doctor.ts';
import { evaluateSegmentationCommand } from './evaluate-segmentation.ts';
import { segment } from './segment.ts';
import { synth } from './synth.ts';

/** Every command, in the order of the help. */
export const COMMANDS = [
  segment,
  evaluateSegmentationCommand,
  datasetsCommand,
  doctor,
  synth,
  bench,
] as unknown as readonly Command[];
