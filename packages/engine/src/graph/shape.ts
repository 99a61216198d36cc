import { GraphError } from './errors.ts';

/** The length of an axis: a number, or a name (`'batch'`) for an axis that stays open until the graph runs. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** `[8, 3, height, width]`, as messages print a shape. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** The shape of `a` and `b` broadcast together by NumPy's rule, or undefined where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const p = a[axis - rank + a.length] ?? 1;
    const q = b[axis - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return undefined;
    shape.push(p === 1 ? q : p);
  }
  return shape;
}

/** Whether every length that is a number is a positive whole one. */
export function hasWholeLengths(shape: Shape): boolean {
  return shape.every((length) => typeof length === 'string' || (Number.isInteger(length) && length > 0));
}

/**
 * A shape whose every axis is a number.
 * @param what who needs it, for the message
 * @throws GraphError where an axis is still open
 */
export function fixedShape(shape: Shape, what: string): readonly number[] {
  return shape.map((length) => {
    if (typeof length === 'string') {
      throw new GraphError(
        `${what} needs every length, but axis '${length}' of ${formatShape(shape)} is open: give it a number`,
      );
    }
    return length;
  });
}

/** How many elements a fixed shape has. */
export function elementCount(shape: Shape, what = 'counting elements'): number {
  return fixedShape(shape, what).reduce((product, length) => product * length, 1);
}

/**
 * `axis` counted from the front.
 * @throws GraphError where a tensor of this rank has no such axis
 */
export function normaliseAxis(axis: number, rank: number, what: string): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || counted < 0 || counted >= rank) {
    throw new GraphError(`${what}: axis ${axis} is outside a tensor of ${rank} axes`);
  }
  return counted;
}
