import { mask, type Polygon, rasterize } from '@leukolens/imaging';
import { DatasetError } from './dataset.ts';
import type { DrawnOutlines } from './geojson.ts';
import type { Truth } from './truth.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many crossings of outlines with rows of pixels a file may have: its sorting stays below a few seconds. */
const MOST_CROSSINGS = 2 ** 25;
/** How often all boxes round a file's polygons together may cover the image. */
const MOST_COVERS = 100;

/**
 * Draws outlines into an image of the given size, in pixels: a pixel is in where its centre is. Where nucleus and
 * cytoplasm overlap, it is nucleus.
 * @throws DatasetError in one line for a polygon that lies outside the image, and for files that take too long to draw
 */
export function outlinedTruth({ name, features }: DrawnOutlines, size: Size): Truth {
  const { width, height } = size;
  let [crossings, covered] = [0, 0];
  for (const { number, nucleus, cytoplasm } of features) {
    for (const polygon of [...nucleus, ...cytoplasm]) {
      const { left, right, top, bottom, edgeRows } = extent(polygon, size);
      if (left >= width || right <= 0 || top >= height || bottom <= 0) {
        throw new DatasetError(
          `${name}: feature ${number} lies outside the image of ${width} x ${height} pixels ` +
            `(x ${left} to ${right}, y ${top} to ${bottom}); coordinates are pixels of the image`,
        );
      }
      crossings += edgeRows;
      covered += (Math.min(right, width) - Math.max(left, 0)) * (Math.min(bottom, height) - Math.max(top, 0));
      if (crossings > MOST_CROSSINGS || covered > MOST_COVERS * width * height) {
        throw new DatasetError(
          `${name}: up to feature ${number} the outlines cover the image ${Math.floor(covered / (width * height))} times ` +
            `and cross its rows ${crossings} times; more than ${MOST_COVERS} and ${MOST_CROSSINGS} are no outlines of nuclei`,
        );
      }
    }
  }
  const inside = rasterize(
    features.flatMap(({ nucleus }) => nucleus),
    width,
    height,
  );
  const cell = rasterize(
    features.flatMap(({ cytoplasm }) => cytoplasm),
    width,
    height,
  );
  const cytoplasm = mask(
    width,
    height,
    cell.data.map((drawn, i) => (inside.data[i] ? 0 : drawn)),
  );
  return { nucleus: inside, cytoplasm, unknownPixels: 0 };
}

/** The box round a polygon, and how many rows of the image its edges pass, all edges together. */
function extent(polygon: Polygon, { height }: Size) {
  let [left, right, top, bottom, edgeRows] = [Infinity, -Infinity, Infinity, -Infinity, 0];
  for (const ring of polygon) {
    let before = ring.at(-1)!;
    for (const position of ring) {
      const [x, y] = position;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      const from = Math.max(Math.min(before[1], y), 0);
      edgeRows += Math.max(0, Math.min(Math.max(before[1], y), height) - from);
      before = position;
    }
  }
  return { left, right, top, bottom, edgeRows: Math.ceil(edgeRows) };
}
