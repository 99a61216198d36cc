import type { Polygon } from '@leukolens/imaging';

/** Outlines along the edges of pixels as SVG path data, in pixels; to be filled by the even-odd rule. */
export function outlinePath(polygons: readonly Polygon[]): string {
  return polygons
    .flat()
    .map((ring) => {
      const [start, ...corners] = ring.slice(0, -1);
      let [x] = start!;
      const sides = corners.map(([nextX, nextY]) => {
        const side = nextX === x ? `V${nextY}` : `H${nextX}`;
        x = nextX;
        return side;
      });
      return `M${start!.join(' ')}${sides.join('')}Z`;
    })
    .join('');
}
