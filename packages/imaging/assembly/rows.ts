// Rows of the plane that the bilateral filter reads.

/** Words of border on either side of a plane row: the largest radius of the filter. */
export const MARGIN: i32 = 16;

/**
 * Colour constancy, then the product of magenta and saturation, for one row of `width` RGB pixels at `rgb`.
 * `tables` holds the corrected value of every byte, 256 each for red, green and blue.
 * 255 (h - g)(h - l) / h² is exact up to the quotient (below 2^24), and no quotient of such integers lies
 * within half a float32 step of a tie without being one, so float32 rounds as float64 does.
 */
export function constantMagentaSaturationRow(rgb: usize, tables: usize, row: usize, width: i32): void {
  let out = row + (<usize>MARGIN << 1);
  const end = rgb + <usize>width * 3;
  for (; rgb < end; rgb += 3, out += 2) {
    const r = <i32>load<u8>(tables + load<u8>(rgb));
    const g = <i32>load<u8>(tables + load<u8>(rgb, 1), 256);
    const b = <i32>load<u8>(tables + load<u8>(rgb, 2), 512);
    const high = max(max(r, g), b);
    const low = min(min(r, g), b);
    const product = 255 * (high - g) * (high - low);
    const square = max(high * high, 1);
    store<u16>(out, <u16>(<i32>nearest<f32>(<f32>product / <f32>square) << 3));
  }
  mirror(row, width);
}

/** The same from one row of `width` grey bytes. */
export function greyRow(grey: usize, row: usize, width: i32): void {
  const out = row + (<usize>MARGIN << 1);
  for (let x: i32 = 0; x < width; x++) store<u16>(out + (<usize>x << 1), <u16>(<u32>load<u8>(grey + x) << 3));
  mirror(row, width);
}

/** Fills the margins by mirroring about the outermost pixels, which are not repeated (OpenCV's reflect101). */
function mirror(row: usize, width: i32): void {
  const base = row + (<usize>MARGIN << 1);
  for (let i: i32 = 1; i <= MARGIN; i++) {
    store<u16>(base - (<usize>i << 1), load<u16>(base + (<usize>reflect(-i, width) << 1)));
    store<u16>(base + (<usize>(width - 1 + i) << 1), load<u16>(base + (<usize>reflect(width - 1 + i, width) << 1)));
  }
}

function reflect(x: i32, width: i32): i32 {
  if (width == 1) return 0;
  while (x < 0 || x >= width) x = x < 0 ? -x : 2 * width - 2 - x;
  return x;
}
