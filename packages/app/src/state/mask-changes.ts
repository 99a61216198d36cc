/*
 * A mask as the places where it changes: nuclei are few and round, so that it is a hundredth of the mask, and a stroke on a large
 * photograph writes kilobytes to the browser's disk instead of megabytes.
 */

/** Indices, rising, of the pixels that differ from the one before; before the first one is outside. @param mask 1 inside, 0 outside */
export function changesOf(mask: Uint8Array): Uint32Array<ArrayBuffer> {
  const changes: number[] = [];
  for (let inside = 1, at = mask.indexOf(inside); at !== -1; at = mask.indexOf(inside, at)) {
    changes.push(at);
    inside = 1 - inside;
  }
  return Uint32Array.from(changes);
}

/** The inverse of `changesOf`. @param length pixels of the mask */
export function maskOfChanges(changes: Uint32Array, length: number): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(length);
  for (let k = 0; k < changes.length; k += 2) mask.fill(1, changes[k], changes[k + 1]);
  return mask;
}
