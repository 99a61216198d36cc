const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MIN_BITS = 9;
const MAX_BITS = 12;

/**
 * LZW as TIFF 6.0 (section 13) has it: codes of 9 to 12 bits, the highest bit first, widened one code early. At most
 * `size` bytes; fewer where the data end, or hold a code that was never defined.
 *
 * Each string of the table is the previous string and the byte behind it, which lie side by side in the output. So the
 * table is where each string begins there and how long it is.
 */
export function lzw(data: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  const starts = new Uint32Array(2 ** MAX_BITS);
  const lengths = new Uint16Array(2 ** MAX_BITS);
  let at = 0;
  let next = FIRST_FREE;
  let bits = MIN_BITS;
  let previousLength = 0;
  let held = 0;
  let heldBits = 0;
  for (let read = 0; at < size; ) {
    while (heldBits < bits && read < data.length) {
      held = ((held << 8) | data[read++]!) & 0xffffff;
      heldBits += 8;
    }
    if (heldBits < bits) break;
    heldBits -= bits;
    const code = (held >> heldBits) & (2 ** bits - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = FIRST_FREE;
      bits = MIN_BITS;
      previousLength = 0;
      continue;
    }
    if (previousLength > 0 && next < starts.length) {
      starts[next] = at - previousLength;
      lengths[next] = previousLength + 1;
      next++;
    }
    if (code >= next) break;
    previousLength = Math.min(code < CLEAR ? 1 : lengths[code]!, size - at);
    if (code < CLEAR) output[at] = code;
    // Byte by byte, since a string may end with the first byte that this very loop writes.
    else for (let i = 0; i < previousLength; i++) output[at + i] = output[starts[code]! + i]!;
    at += previousLength;
    if (next >= 2 ** bits - 1 && bits < MAX_BITS) bits++;
  }
  return output.subarray(0, at);
}
