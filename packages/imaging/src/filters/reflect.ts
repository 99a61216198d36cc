/**
 * The index inside `size` that stands for one outside, mirrored about the outermost sample, which is not repeated
 * (OpenCV's `BORDER_REFLECT_101`): -1 gives 1, `size` gives `size - 2`. With one sample alone it is always 0.
 */
export function reflect101(index: number, size: number): number {
  if (size === 1) return 0;
  let inside = index;
  while (inside < 0 || inside >= size) inside = inside < 0 ? -inside : 2 * size - 2 - inside;
  return inside;
}
