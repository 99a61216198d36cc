import type { Random } from '../random.ts';
import { movedOutline, type Outline, outline, outlineDistance } from './outline.ts';

/**
 * A nucleus: lobes melted together, and the thin bridges between them. Lengths in pixels.
 * Its edge is where `nucleusDistance` is 0.
 */
export interface Nucleus {
  readonly lobes: readonly Outline[];
  readonly bridges: readonly Bridge[];
  /** Width over which lobes melt into one another. */
  readonly blend: number;
}

/** A strand from (x, y) to (toX, toY) with round ends. */
export interface Bridge {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  readonly radius: number;
}

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

/** A nucleus about (0, 0) whose area is that of a circle of the given radius, in pixels, within 2 %; round ones are long towards `angle`. */
export function nucleus(random: Random, form: NucleusForm, radius: number, angle: number): Nucleus {
  const draft = draftOf(random, form, angle);
  const scale = radius * Math.sqrt(Math.PI / draftArea(draft));
  return scaled(draft, scale);
}

/** The nucleus moved by (dx, dy) pixels. */
export function movedNucleus(shape: Nucleus, dx: number, dy: number): Nucleus {
  return {
    lobes: shape.lobes.map((lobe) => movedOutline(lobe, dx, dy)),
    bridges: shape.bridges.map((b) => ({ ...b, x: b.x + dx, y: b.y + dy, toX: b.toX + dx, toY: b.toY + dy })),
    blend: shape.blend,
  };
}

/** Signed distance in pixels from a point to the nucleus's edge, negative inside; first order near the edge. */
export function nucleusDistance(shape: Nucleus, x: number, y: number): number {
  let distance = Number.POSITIVE_INFINITY;
  for (const lobe of shape.lobes) {
    distance = smoothMinimum(distance, outlineDistance(lobe, x, y), shape.blend);
  }
  for (const bridge of shape.bridges) {
    distance = smoothMinimum(distance, bridgeDistance(bridge, x, y), shape.blend / 2);
  }
  return distance;
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

/** Area of a nucleus about 2 units across, by counting points of a fine lattice. */
function draftArea(draft: Nucleus): number {
  const [step, span] = [0.08, 2.6];
  let count = 0;
  for (let y = -span; y < span; y += step) {
    for (let x = -span; x < span; x += step) if (nucleusDistance(draft, x, y) < 0) count++;
  }
  return count * step * step;
}

/** The nucleus enlarged, and moved so that the lobes' mean centre lies at (0, 0). */
function scaled(shape: Nucleus, scale: number): Nucleus {
  const middleX = shape.lobes.reduce((sum, lobe) => sum + lobe.x, 0) / shape.lobes.length;
  const middleY = shape.lobes.reduce((sum, lobe) => sum + lobe.y, 0) / shape.lobes.length;
  const x = (value: number) => (value - middleX) * scale;
  const y = (value: number) => (value - middleY) * scale;
  return {
    lobes: shape.lobes.map((lobe) => ({
      x: x(lobe.x),
      y: y(lobe.y),
      radii: lobe.radii.map((radius) => radius * scale),
      slants: lobe.slants,
      reach: lobe.reach * scale,
    })),
    bridges: shape.bridges.map((b) => ({
      x: x(b.x),
      y: y(b.y),
      toX: x(b.toX),
      toY: y(b.toY),
      radius: b.radius * scale,
    })),
    blend: shape.blend * scale,
  };
}

function bridgeDistance(bridge: Bridge, x: number, y: number): number {
  const dx = bridge.toX - bridge.x;
  const dy = bridge.toY - bridge.y;
  const along = ((x - bridge.x) * dx + (y - bridge.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - bridge.x - t * dx, y - bridge.y - t * dy) - bridge.radius;
}

/** The smaller of two distances, rounded off where they differ by less than `width` (quadratic blend). */
function smoothMinimum(a: number, b: number, width: number): number {
  const h = Math.max(0, width - Math.abs(a - b)) / width;
  return Math.min(a, b) - (h * h * width) / 4;
}
