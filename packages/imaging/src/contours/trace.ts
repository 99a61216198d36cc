import type { Patch } from '../objects/patches.ts';

/** The last of the directions of travel east, south, west and north; each is a right turn from the one before. */
const NORTH = 3;
const RIGHT_TURN = 1;
const LEFT_TURN = 3;

/**
 * A closed walk along pixel edges with the object on the right-hand side, as corners only. The corner v is the top
 * left corner of the patch's pixel v (an index, see `Patch`).
 */
export interface Walk {
  /** Corners where the walk turns, in order; no two neighbours are equal, the first is not repeated. */
  readonly corners: number[];
  /** Whether two pixels of the object touch at the corner by their corners only, so that a walk may pass it twice. */
  readonly pinched: boolean[];
}

/**
 * The walk that goes up along the left edge of a given pixel of the object, the pixel left of which is outside.
 * Where two pixels of the object touch by their corners only, it stays with the one that it came along.
 * @param onLeftEdge is told of every pixel whose left edge the walk passes
 */
export function trace({ runs, ordinal }: Patch, pixel: number, onLeftEdge: (pixel: number) => void): Walk {
  const { width } = runs;
  const step = [1, width, -1, -width];
  // From corner v, for each direction of travel: the pixels ahead, on the left-hand and on the right-hand side.
  const aheadLeft = [-width, 0, -1, -width - 1];
  const aheadRight = [0, -1, -width - 1, -width];

  const corners: number[] = [];
  const pinched: boolean[] = [];
  let at = pixel;
  let direction = NORTH;
  do {
    if (direction === NORTH) onLeftEdge(at);
    const left = ordinal[at + aheadLeft[direction]!] !== 0;
    const right = ordinal[at + aheadRight[direction]!] !== 0;
    if (!right || left) {
      corners.push(at);
      pinched.push(!right && left);
      direction = (direction + (right ? LEFT_TURN : RIGHT_TURN)) % 4;
    }
    at += step[direction]!;
  } while (at !== pixel || direction !== NORTH);
  return { corners, pinched };
}

/**
 * The walk as simple rings, which pass no corner twice: at every corner passed twice the loop between is cut off.
 * Loops never interleave, because they all touch on the outer side of a walk that doesn't cross itself.
 */
export function simpleRings({ corners, pinched }: Walk): number[][] {
  const rings: number[][] = [];
  const ring: number[] = [];
  const place = new Map<number, number>();
  for (let i = 0; i < corners.length; i++) {
    const corner = corners[i]!;
    const passed = pinched[i] ? place.get(corner) : undefined;
    if (passed !== undefined) {
      rings.push(ring.splice(passed));
    } else if (pinched[i]) {
      place.set(corner, ring.length);
    }
    ring.push(corner);
  }
  rings.push(ring);
  return rings;
}
