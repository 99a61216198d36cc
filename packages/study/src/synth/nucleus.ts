import { movedOutline, type Outline, outlineDistance } from './outline.ts';

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

/** The nucleus moved so that (x, y) comes to lie at (0, 0), then enlarged about it. */
export function enlargedNucleus(shape: Nucleus, x: number, y: number, scale: number): Nucleus {
  return {
    lobes: shape.lobes.map((lobe) => ({
      x: (lobe.x - x) * scale,
      y: (lobe.y - y) * scale,
      radii: lobe.radii.map((radius) => radius * scale),
      slants: lobe.slants,
      reach: lobe.reach * scale,
    })),
    bridges: shape.bridges.map((bridge) => ({
      x: (bridge.x - x) * scale,
      y: (bridge.y - y) * scale,
      toX: (bridge.toX - x) * scale,
      toY: (bridge.toY - y) * scale,
      radius: bridge.radius * scale,
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
