/** Discs in the plane, kept in squares of a grid so that neighbours are found without looking at all of them. */
export interface DiscGrid {
  add(x: number, y: number, radius: number): void;
  /** Distance from the rim of the given disc to the nearest disc's rim; negative when they overlap. Infinity if none is near. */
  clearance(x: number, y: number, radius: number): number;
}

/** An empty grid. `reach`, in pixels, is at least the sum of the radii of any two discs it will compare. */
export function discGrid(reach: number): DiscGrid {
  const squares = new Map<string, { x: number; y: number; radius: number }[]>();
  const index = (value: number) => Math.floor(value / reach);
  return {
    add(x, y, radius) {
      const key = `${index(x)},${index(y)}`;
      const square = squares.get(key);
      if (square) square.push({ x, y, radius });
      else squares.set(key, [{ x, y, radius }]);
    },
    clearance(x, y, radius) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let row = index(y) - 1; row <= index(y) + 1; row++) {
        for (let column = index(x) - 1; column <= index(x) + 1; column++) {
          for (const disc of squares.get(`${column},${row}`) ?? []) {
            nearest = Math.min(nearest, Math.hypot(x - disc.x, y - disc.y) - disc.radius - radius);
          }
        }
      }
      return nearest;
    },
  };
}
