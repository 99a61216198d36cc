import { NetworkSegmenter, nucleiOf, OutlineNetwork, workingSize } from '@leukolens/cad';
import { nodeRuntime } from '@leukolens/engine/node';
import type { LabelImage, RgbImage } from '@leukolens/imaging';
import { countObjects, drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckedModel, defaultModel } from '../default-model.ts';

/*
 * A large field is computed in tiles; where their borders lie must not show. One field is segmented in three tilings, of other
 * sizes and from other origins, and compared; and objects must end at borders of tiles no more often than at lines elsewhere.
 */

const SIDE = 3000;
type Grid = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
const TILINGS: readonly (Grid | undefined)[] = [
  undefined, // as it is done
  { left: 0, top: 0, width: 512, height: 512 },
  { left: 208, top: 96, width: 320, height: 320 },
];

let model: CheckedModel;
let field: RgbImage;
let found: LabelImage[];

beforeAll(async () => {
  model = await defaultModel();
  field = drawSmear({
    width: SIDE,
    height: SIDE,
    seed: 7,
    cells: 400,
    contact: 0.2,
    nucleusDiameter: 50,
  }).image;
  found = [];
  for (const grid of TILINGS) {
    const network = new OutlineNetwork(
      model.description.design,
      model.weights,
      nodeRuntime(),
      grid && { grid },
    );
    found.push(nucleiOf(field, await new NetworkSegmenter(network).segment(field)).labels);
    await network.release();
  }
}, 1_800_000);
afterAll(() => model.close());

test('two tilings agree on at least 99 % of objects', () => {
  const [usual, ...others] = found as [LabelImage, ...LabelImage[]];
  for (const other of others) {
    const { predicted, truth, matched } = countObjects(other, usual);
    const equal = usual.data.reduce((sum, label, i) => sum + (label > 0 === other.data[i]! > 0 ? 1 : 0), 0);
    console.log(
      `${model.description.name}: ${truth} objects and ${predicted}, ${matched} matched; ` +
        `${usual.data.length - equal} of ${usual.data.length} pixels differ`,
    );
    expect(truth).toBeGreaterThan(100);
    expect(matched / Math.max(truth, predicted)).toBeGreaterThanOrEqual(0.99);
    expect(equal / usual.data.length).toBeGreaterThanOrEqual(0.9999);
  }
});

test('objects end at the borders of tiles no more often than at lines elsewhere', () => {
  const scale = workingSize(field, model.description.design.scale).width / SIDE;
  for (const [i, grid] of TILINGS.entries()) {
    if (grid === undefined) continue;
    const ends = endsOf(found[i]!);
    const atLines = (shift: number) =>
      ends.filter(({ at, axis }) => {
        const [origin, step] = axis === 'x' ? [grid.left, grid.width] : [grid.top, grid.height];
        const line = (origin + shift) / scale;
        const off = (at - line) / (step / scale);
        return Math.abs(off - Math.round(off)) * (step / scale) <= 1;
      }).length;
    const shifts = Array.from({ length: 24 }, (_, k) => atLines(((k + 1) * grid.width) / 25));
    const mean = shifts.reduce((sum, count) => sum + count, 0) / shifts.length;
    const here = atLines(0);
    console.log(
      `tiles of ${grid.width}: ${here} ends of objects within a pixel of a border; of shifted lines ` +
        `${mean.toFixed(1)} on average, ${Math.min(...shifts)} to ${Math.max(...shifts)}`,
    );
    // counts of rare events: beyond four standard deviations it would be no chance
    expect(here).toBeLessThanOrEqual(mean + 4 * Math.sqrt(Math.max(1, mean)));
  }
});

/** Where the objects' bounding boxes begin and end, as lines between pixels. */
function endsOf({ width, data }: LabelImage): { at: number; axis: 'x' | 'y' }[] {
  const boxes = new Map<number, [left: number, top: number, right: number, bottom: number]>();
  data.forEach((label, i) => {
    if (label === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    const box = boxes.get(label);
    if (box === undefined) boxes.set(label, [x, y, x + 1, y + 1]);
    else {
      box[0] = Math.min(box[0], x);
      box[2] = Math.max(box[2], x + 1);
      box[3] = y + 1;
    }
  });
  const inner = (at: number) => at > 0 && at < SIDE; // the field's own rim cuts objects, too
  return [...boxes.values()].flatMap(([left, top, right, bottom]) => [
    ...[left, right].filter(inner).map((at) => ({ at, axis: 'x' as const })),
    ...[top, bottom].filter(inner).map((at) => ({ at, axis: 'y' as const })),
  ]);
}
