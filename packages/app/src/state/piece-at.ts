/**
 * The pixels of a mask's piece (8-connected) that a pixel lies in, rising; none where it lies in no piece.
 * @param mask 1 inside, [height, width]
 */
export function pieceAt(mask: Uint8Array, width: number, index: number): Uint32Array<ArrayBuffer> {
  if (!mask[index]) return new Uint32Array(0);
  const found = new Set([index]);
  // what is added while it is gone through is gone through, too
  for (const at of found) {
    const column = at % width;
    for (const across of [-1, 0, 1]) {
      if (column + across < 0 || column + across >= width) continue;
      for (const next of [at - width + across, at + across, at + width + across]) {
        if (mask[next]) found.add(next);
      }
    }
  }
  return Uint32Array.from(found).sort();
}
