/** Draws a line of a round brush into a mask. */
export function stroke(
  mask: Uint8Array,
  width: number,
  height: number,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  radius: number,
  inside: 0 | 1,
): void {
  const steps = Math.max(1, Math.ceil(Math.hypot(toX - fromX, toY - fromY) / Math.max(0.5, radius / 2)));
  for (let step = 0; step <= steps; step++) {
    const x = fromX + ((toX - fromX) * step) / steps;
    const y = fromY + ((toY - fromY) * step) / steps;
    const [top, bottom] = [Math.max(0, Math.ceil(y - radius)), Math.min(height - 1, Math.floor(y + radius))];
    for (let row = top; row <= bottom; row++) {
      const half = Math.sqrt(radius * radius - (row - y) ** 2);
      const left = Math.max(0, Math.ceil(x - half));
      const right = Math.min(width - 1, Math.floor(x + half));
      if (right >= left) mask.fill(inside, row * width + left, row * width + right + 1);
    }
  }
}
