import type { Random } from '../random.ts';
import { enlargedNucleus, type Nucleus, nucleusDistance } from './nucleus.ts';
import { type Outline, outline } from './outline.ts';

/** The families of nuclear form. Lengths are relative to the radius of the circle of the nucleus's area. */
export type NucleusForm =
  | {
      readonly kind: 'round';
      readonly elongation: number;
      readonly roughness: number;
      readonly notch: number;
    }
  | { readonly kind: 'bent'; readonly sweep: number; readonly thickness: number }
  | { readonly kind: 'lobed'; readonly lobes: number };

/** A nucleus of the given form about (0, 0), and how far it reaches from there. Lengths in pixels. */
export interface SizedNucleus {
  readonly nucleus: Nucleus;
  readonly reach: number;
}

/**
 * A nucleus whose area is that of a circle of the given radius in pixels, within 2 %, with its centroid at (0, 0).
 * Round ones are long towards `angle` (radians), the others' arc begins there.
 */
export function sizedNucleus(random: Random, form: NucleusForm, radius: number, angle: number): SizedNucleus {
  const draft = draftOf(random, form, angle);
  const { area, x, y, reach } = measured(draft);
  const scale = radius * Math.sqrt(Math.PI / area);
  return { nucleus: enlargedNucleus(draft, x, y, scale), reach: reach * scale };
}

function draftOf(random: Random, form: NucleusForm, angle: number): Nucleus {
  switch (form.kind) {
    case 'round':
      return roundDraft(random, form, angle);
    case 'bent':
      return bentDraft(random, form, angle);
    case 'lobed':
      return lobedDraft(random, form, angle);
  }
}

/** One outline; a notch is a second, overlapping one that leaves a shallow cleft on either side. */
function roundDraft(random: Random, form: Extract<NucleusForm, { kind: 'round' }>, angle: number): Nucleus {
  const { elongation, roughness, notch } = form;
  const main = outline(random, { x: 0, y: 0, radius: 1, elongation, angle, roughness });
  if (notch === 0) return { lobes: [main], bridges: [], blend: 0.2 };
  const x = notch * Math.cos(angle);
  const y = notch * Math.sin(angle);
  const second = outline(random, { x, y, radius: 0.9, elongation, angle: angle + 1, roughness });
  return { lobes: [main, second], bridges: [], blend: 0.08 };
}

/** A thick arc (kidney, horseshoe, band) that sweeps the given angle about a centre outside it. */
function bentDraft(random: Random, form: Extract<NucleusForm, { kind: 'bent' }>, start: number): Nucleus {
  const count = 7;
  const lobes: Outline[] = [];
  for (let i = 0; i < count; i++) {
    const along = start + (form.sweep * i) / (count - 1);
    const swelling = 1 + 0.22 * Math.abs((2 * i) / (count - 1) - 1) + random.normal(0, 0.06);
    const x = Math.cos(along);
    const y = Math.sin(along);
    lobes.push(outline(random, { x, y, radius: form.thickness * swelling, roughness: 0.08 }));
  }
  return { lobes, bridges: [], blend: form.thickness * 0.9 };
}

/** Lobes strewn along an arc, each joined to the next by a strand. */
function lobedDraft(random: Random, form: Extract<NucleusForm, { kind: 'lobed' }>, start: number): Nucleus {
  const count = form.lobes;
  const sweep = random.between(0.75, 1.1) * (count === 2 ? 2.6 : Math.min(4.9, 1.55 * (count - 1)));
  const size = 1.05 / Math.sqrt(count);
  const lobes: Outline[] = [];
  for (let i = 0; i < count; i++) {
    const along = start + (sweep * i) / (count - 1) + random.normal(0, 0.12);
    const away = random.between(0.72, 1.02);
    lobes.push(
      outline(random, {
        x: away * Math.cos(along),
        y: away * Math.sin(along),
        radius: size * random.between(0.82, 1.15),
        elongation: random.between(1.1, 1.75),
        angle: along + Math.PI / 2 + random.normal(0, 0.5),
        roughness: 0.16,
      }),
    );
  }
  const bridges = lobes.slice(1).map((to, i) => {
    const from = lobes[i]!;
    return { x: from.x, y: from.y, toX: to.x, toY: to.y, radius: random.between(0.05, 0.2) };
  });
  return { lobes, bridges, blend: 0.12 };
}

/** Area, centroid and reach from it of a draft, which is about 2 units across, by the points of a fine lattice. */
function measured(draft: Nucleus): { area: number; x: number; y: number; reach: number } {
  const [step, span] = [0.08, 2.6];
  const inside: { x: number; y: number }[] = [];
  for (let y = -span; y < span; y += step) {
    for (let x = -span; x < span; x += step) if (nucleusDistance(draft, x, y) < 0) inside.push({ x, y });
  }
  const middle = {
    x: inside.reduce((sum, point) => sum + point.x, 0) / inside.length,
    y: inside.reduce((sum, point) => sum + point.y, 0) / inside.length,
  };
  const farthest = inside.reduce(
    (most, point) => Math.max(most, Math.hypot(point.x - middle.x, point.y - middle.y)),
    0,
  );
  return { area: inside.length * step * step, ...middle, reach: farthest + step };
}
