import { type Mask, mask } from '@leukolens/imaging';

/**
 * All pixels whose centre lies within `radius` pixels (Euclidean) of the centre of a pixel of `region`:
 * a dilation by the digital disk dx² + dy² <= radius². The image's edge cuts it.
 */
export function withinDistance(region: Mask, radius: number): Mask {
  const { width, height, data } = region;
  const reach = Math.floor(radius);
  const halfWidths = Array.from({ length: 2 * reach + 1 }, (_, row) =>
    Math.floor(Math.sqrt(radius * radius - (row - reach) ** 2)),
  );
  const near = mask(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue;
      for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
        const halfWidth = halfWidths[row - y + reach]!;
        const from = Math.max(0, x - halfWidth);
        const to = Math.min(width - 1, x + halfWidth);
        near.data.fill(1, row * width + from, row * width + to + 1);
      }
    }
  }
  return near;
}
