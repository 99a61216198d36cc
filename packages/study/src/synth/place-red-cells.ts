import type { Random } from '../random.ts';
import { type DiscGrid, discGrid } from './disc-grid.ts';
import type { FullSmearOptions } from './options.ts';
import { type Outline, outline } from './outline.ts';

/** A red cell's geometry. Lengths in pixels. */
export interface RedCell {
  readonly outline: Outline;
  /** Amount of haemoglobin, about 1. */
  readonly amount: number;
  /** Share of haemoglobin missing in the middle, 0 to 1, and the radius over which, as a share of the cell's. */
  readonly pallor: number;
  readonly pallorRadius: number;
}

const DIAMETER = 7.2; // µm, mean of a normal red cell on a film
const STACK = 5; // mean number of cells in a stack
const TRIES = 14;

/** Red cells over the field and a margin about it, in drawing order: scattered, or stacked in rouleaux. */
export function placeRedCells(
  random: Random,
  options: FullSmearOptions,
  pixelsPerMicrometre: number,
  margin: number,
  whiteCells: DiscGrid,
): RedCell[] {
  const { density, overlap, rouleaux } = options.redCells;
  const mean = (DIAMETER / 2) * pixelsPerMicrometre;
  const [width, height] = [options.width + 2 * margin, options.height + 2 * margin];
  const wanted = Math.round((density * width * height) / (Math.PI * mean * mean));
  const others = discGrid(4 * mean);
  const stackChance = rouleaux / (STACK * (1 - rouleaux) + rouleaux); // gives the share of cells that lie in stacks
  const cells: RedCell[] = [];
  let stack = { left: 0, direction: 0, x: 0, y: 0 };
  for (let i = 0; i < wanted; i++) {
    const radius = mean * Math.max(0.7, random.normal(1, 0.07));
    const allowed = 2 * overlap * radius * random.next();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const stacked = stack.left > 0;
      const spacing = radius * random.between(0.55, 1.1);
      const x = stacked ? stack.x + spacing * Math.cos(stack.direction) : random.between(0, width) - margin;
      const y = stacked ? stack.y + spacing * Math.sin(stack.direction) : random.between(0, height) - margin;
      const blocked = whiteCells.clearance(x, y, 0.7 * radius) < 0;
      if (blocked || (!stacked && others.clearance(x, y, radius) < -allowed)) {
        stack.left = 0;
        continue;
      }
      others.add(x, y, radius);
      cells.push(redCell(random, options, x, y, radius));
      if (stacked) {
        stack = { left: stack.left - 1, direction: stack.direction + random.normal(0, 0.25), x, y };
      } else if (random.next() < stackChance) {
        stack = { left: 2 + random.below(2 * STACK - 5), direction: random.between(0, 2 * Math.PI), x, y };
      }
      break;
    }
  }
  return cells;
}

function redCell(random: Random, options: FullSmearOptions, x: number, y: number, radius: number): RedCell {
  const spiky = random.next() < options.redCells.crenated;
  const form = {
    x,
    y,
    radius,
    elongation: 1 + Math.abs(random.normal(0, 0.16)),
    angle: random.between(0, Math.PI),
    roughness: random.between(0.03, 0.1),
    crenation: spiky ? random.between(0.08, 0.16) : 0,
  };
  const flat = random.next() < 0.25;
  const pallor = options.redCells.pallor * (flat ? 0.15 : random.between(0.8, 1.4));
  return {
    outline: outline(random, form),
    amount: flat ? random.between(0.95, 1.3) : random.between(0.75, 1.1),
    pallor: Math.min(1, spiky ? pallor / 2 : pallor),
    pallorRadius: random.between(0.4, 0.62),
  };
}
