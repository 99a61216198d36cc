import { labelImage, type Mask, outlines } from '@leukolens/imaging';

/** The mask's pixels as an SVG path along their edges, in pixels; to be filled by the even-odd rule. Empty for an empty mask. */
export function maskPath({ width, height, data }: Mask): string {
  const [object] = outlines(labelImage(width, height, Uint16Array.from(data)));
  if (object === undefined) return '';
  return object.polygons
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
