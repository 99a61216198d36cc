// The bilateral filter on 8-bit images, bit for bit as OpenCV 4 computes it with its AVX2 code path: float32
// weights, sums accumulated tap by tap in float32 with fused multiply-add, the quotient rounded half to even.
import { MARGIN } from './rows';

/**
 * One row of the filter by the definition, for any radius.
 * `rows`: u32 addresses of the 2 radius + 1 plane rows around it. `taps`: the radius (i32), then per tap its row's
 * index (i32), x offset in words (i32) and spatial weight (f32), in OpenCV's order. `colour`: 256 f32 weights by
 * absolute difference. Writes `width` bytes to `out` and counts them in `histogram` (four times 256 u32, to be added).
 */
export function bilateralRow(
  rows: usize, taps: usize, tapCount: i32, colour: usize, width: i32, out: usize, histogram: usize,
): void {
  for (let x: i32 = 0; x < width; x++) store<u8>(out + x, <u8>exactly(rows, taps, tapCount, colour, x));
  count(out, width, histogram);
}

/** Bytes of one packed table: 511 entries by difference and one to spare. */
const TABLE: usize = 4096;
/** Where the table for each squared distance within radius 4 begins. */
const D0: usize = 0 * TABLE, D1: usize = 1 * TABLE, D2: usize = 2 * TABLE, D4: usize = 3 * TABLE, D5: usize = 4 * TABLE;
const D8: usize = 5 * TABLE, D9: usize = 6 * TABLE, D10: usize = 7 * TABLE, D13: usize = 8 * TABLE, D16: usize = 9 * TABLE;
/** Fixed point of the packed tables, as in src/filters/bilateral-weights.ts. */
const SCALE: f64 = 1.0 / 128.0;
/** OpenCV's two float32 sums of 49 terms are off by at most 2 x 49 x 2^-24 of 255 grey levels. */
const FLOAT_DOUBT: f64 = 0.0015;
/** The weights' rounding to 2^-19 moves the mean, no farther than 255 levels off, by this over their sum. */
const PACKED_DOUBT: f64 = 49.0 * 255.0 / 524288.0 + 49.0 / 67108864.0;

/**
 * The same for diameter 9, fast, in three steps of which most pixels need only the first:
 *
 * 1. Where the window is nearly flat the weights are nearly equal, and the filter nearly the plain mean: with
 *    all differences within R and all weights within [m, 1], the two are at most R (1/m - 1) / 2 apart. Unless a
 *    rounding tie lies that close, the plain mean decides; eight pixels at a time, by sums over columns.
 * 2. Else `packed` holds for each of the ten distances of the window a table of 512 64-bit entries by
 *    difference -255..255: the weight in the upper 24 bits, weight times difference in the lower 40, in fixed
 *    point. One load and one addition a tap accumulate both sums.
 * 3. Else, a rounding tie being within even that error, the definition.
 *
 * `scratch`: five plane rows, `stride` bytes each. `inverse`: 1 / 2σ². Writes up to 7 bytes past `width`.
 */
export function bilateralRow9(
  rows: usize, taps: usize, tapCount: i32, colour: usize, packed: usize, scratch: usize, stride: usize,
  inverse: f32, width: i32, out: usize, histogram: usize,
): void {
  columns(rows, scratch, stride, width);
  const middle = load<usize>(rows, 16) + (<usize>MARGIN << 1);
  const tall = scratch + (<usize>MARGIN << 1); // sums of 9, 7 and 5 pixels, highest and lowest of 9
  const medium = tall + stride, short = medium + stride, high = short + stride, low = high + stride;
  for (let x: i32 = 0; x < width; x += 8) {
    const at = <usize>x << 1;
    const centre = v128.load(middle + at);
    let sum = v128.load(tall + at);
    sum = i16x8.add(sum, i16x8.add(beside(medium + at, 2), beside(medium + at, 4)));
    sum = i16x8.add(sum, i16x8.add(beside(short + at, 6), beside(middle + at, 8)));
    // 16-bit sums wrap, but in a window as flat as step 1 needs, what is left of them here is right
    const offset = i16x8.sub(sum, i16x8.mul(centre, i16x8.splat(49)));
    const range = i16x8.max_u(i16x8.sub(highest(high + at), centre), i16x8.sub(centre, lowest(low + at)));

    const meanLow = meanOf(i32x4.extend_low_i16x8_s(offset)), meanHigh = meanOf(i32x4.extend_high_i16x8_s(offset));
    const nearLow = f32x4.nearest(meanLow), nearHigh = f32x4.nearest(meanHigh);
    const levels = i16x8.add(i16x8.shr_u(centre, 3), i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(nearLow), i32x4.trunc_sat_f32x4_s(nearHigh)));
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(levels, levels), 0);

    let open = i32x4.bitmask(doubtful(meanLow, nearLow, i32x4.extend_low_i16x8_u(range), inverse))
      | (i32x4.bitmask(doubtful(meanHigh, nearHigh, i32x4.extend_high_i16x8_u(range), inverse)) << 4);
    while (open != 0) {
      const pixel = x + ctz(open);
      open &= open - 1;
      if (pixel < width) store<u8>(out + pixel, <u8>weighted(rows, taps, tapCount, colour, packed, pixel));
    }
  }
  count(out, width, histogram);
}

/** The widest window, in eighths of a grey level, whose 49 differences still sum within 16 bits. */
const FLAT: i32 = 8 * 80;

/** Step 1's sums, highest and lowest over each column of the window, which neighbouring pixels share. */
function columns(rows: usize, scratch: usize, stride: usize, width: i32): void {
  const from = <usize>(MARGIN - 8) << 1;
  const to = <usize>(MARGIN + width + 8) << 1;
  const r0 = load<usize>(rows), r1 = load<usize>(rows, 4), r2 = load<usize>(rows, 8), r3 = load<usize>(rows, 12);
  const r4 = load<usize>(rows, 16), r5 = load<usize>(rows, 20), r6 = load<usize>(rows, 24), r7 = load<usize>(rows, 28);
  const r8 = load<usize>(rows, 32);
  for (let at = from; at < to; at += 16) {
    const a = v128.load(r0 + at), b = v128.load(r1 + at), c = v128.load(r2 + at), d = v128.load(r3 + at);
    const e = v128.load(r4 + at);
    const f = v128.load(r5 + at), g = v128.load(r6 + at), h = v128.load(r7 + at), i = v128.load(r8 + at);
    const five = i16x8.add(i16x8.add(i16x8.add(c, d), i16x8.add(f, g)), e);
    const seven = i16x8.add(five, i16x8.add(b, h));
    const target = scratch + at;
    v128.store(target, i16x8.add(seven, i16x8.add(a, i)));
    v128.store(target + stride, seven);
    v128.store(target + 2 * stride, five);
    const high = i16x8.max_u(i16x8.max_u(i16x8.max_u(a, b), i16x8.max_u(c, d)), i16x8.max_u(i16x8.max_u(f, g), i16x8.max_u(h, i)));
    const low = i16x8.min_u(i16x8.min_u(i16x8.min_u(a, b), i16x8.min_u(c, d)), i16x8.min_u(i16x8.min_u(f, g), i16x8.min_u(h, i)));
    v128.store(target + 3 * stride, i16x8.max_u(high, e));
    v128.store(target + 4 * stride, i16x8.min_u(low, e));
  }
}

/** The words `distance` bytes to the left plus those to the right. */
function beside(at: usize, distance: usize): v128 {
  return i16x8.add(v128.load(at - distance), v128.load(at + distance));
}

/** The highest of nine columns, by doubling. */
function highest(at: usize): v128 {
  const left = i16x8.max_u(i16x8.max_u(v128.load(at - 8), v128.load(at - 6)), i16x8.max_u(v128.load(at - 4), v128.load(at - 2)));
  const right = i16x8.max_u(i16x8.max_u(v128.load(at + 8), v128.load(at + 6)), i16x8.max_u(v128.load(at + 4), v128.load(at + 2)));
  return i16x8.max_u(i16x8.max_u(left, right), v128.load(at));
}

/** The lowest of nine columns. */
function lowest(at: usize): v128 {
  const left = i16x8.min_u(i16x8.min_u(v128.load(at - 8), v128.load(at - 6)), i16x8.min_u(v128.load(at - 4), v128.load(at - 2)));
  const right = i16x8.min_u(i16x8.min_u(v128.load(at + 8), v128.load(at + 6)), i16x8.min_u(v128.load(at + 4), v128.load(at + 2)));
  return i16x8.min_u(i16x8.min_u(left, right), v128.load(at));
}

/** Mean difference in grey levels from a sum over 49 pixels of differences times 8. */
function meanOf(sum: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(<f32>(1.0 / 392.0)));
}

/**
 * True where the plain mean does not decide. The least weight is exp(-t), t = (R² + 16) / 2σ², and
 * 1/m - 1 = exp(t) - 1 is at most t (1 + t) for t up to 1; beyond, R is so large that everything is in doubt.
 */
function doubtful(mean: v128, near: v128, range8: v128, inverse: f32): v128 {
  const range = f32x4.mul(f32x4.convert_i32x4_u(range8), f32x4.splat(0.125));
  const t = f32x4.mul(f32x4.add(f32x4.mul(range, range), f32x4.splat(16)), f32x4.splat(inverse));
  const half = f32x4.mul(range, f32x4.splat(0.5));
  const doubt = f32x4.mul(half, f32x4.mul(t, f32x4.add(t, f32x4.splat(1))));
  const room = f32x4.sub(f32x4.splat(0.5 - <f32>FLOAT_DOUBT), doubt);
  return v128.or(f32x4.gt(f32x4.abs(f32x4.sub(mean, near)), room), i32x4.gt_s(range8, i32x4.splat(FLAT)));
}

/** Steps 2 and 3 for the pixel at `x`. */
function weighted(rows: usize, taps: usize, tapCount: i32, colour: usize, packed: usize, x: i32): i32 {
  const left = <usize>(MARGIN - 4 + x) << 1;
  const middle = load<usize>(rows, 16) + left;
  const centre = <usize>load<u16>(middle, 8);
  const zero = packed + 255 * 8 - centre;
  const sums = row4(load<usize>(rows) + left, zero) + row3(load<usize>(rows, 4) + left, zero)
    + row2(load<usize>(rows, 8) + left, zero) + row1(load<usize>(rows, 12) + left, zero) + row0(middle, zero)
    + row1(load<usize>(rows, 20) + left, zero) + row2(load<usize>(rows, 24) + left, zero)
    + row3(load<usize>(rows, 28) + left, zero) + row4(load<usize>(rows, 32) + left, zero);
  const difference = <i64>(sums << 24) >> 24;
  const weight = 1.0 / <f64>((<i64>sums - difference) >>> 40);
  const value = <f64>(centre >> 3) + <f64>difference * weight * SCALE;
  const rounded = nearest<f64>(value);
  const room = 0.5 - FLOAT_DOUBT - PACKED_DOUBT * 262144.0 * weight;
  return abs(value - rounded) > room ? exactly(rows, taps, tapCount, colour, x) : <i32>rounded;
}

/** Packed sums over the window's middle row; `p` is four words left of the centre. */
function row0(p: usize, zero: usize): u64 {
  return load<u64>(zero + load<u16>(p, 0), D16)
    + load<u64>(zero + load<u16>(p, 2), D9)
    + load<u64>(zero + load<u16>(p, 4), D4)
    + load<u64>(zero + load<u16>(p, 6), D1)
    + load<u64>(zero + load<u16>(p, 8), D0)
    + load<u64>(zero + load<u16>(p, 10), D1)
    + load<u64>(zero + load<u16>(p, 12), D4)
    + load<u64>(zero + load<u16>(p, 14), D9)
    + load<u64>(zero + load<u16>(p, 16), D16);
}

/** Over a row 1 above or below. */
function row1(p: usize, zero: usize): u64 {
  return load<u64>(zero + load<u16>(p, 2), D10)
    + load<u64>(zero + load<u16>(p, 4), D5)
    + load<u64>(zero + load<u16>(p, 6), D2)
    + load<u64>(zero + load<u16>(p, 8), D1)
    + load<u64>(zero + load<u16>(p, 10), D2)
    + load<u64>(zero + load<u16>(p, 12), D5)
    + load<u64>(zero + load<u16>(p, 14), D10);
}

/** Over a row 2 above or below. */
function row2(p: usize, zero: usize): u64 {
  return load<u64>(zero + load<u16>(p, 2), D13)
    + load<u64>(zero + load<u16>(p, 4), D8)
    + load<u64>(zero + load<u16>(p, 6), D5)
    + load<u64>(zero + load<u16>(p, 8), D4)
    + load<u64>(zero + load<u16>(p, 10), D5)
    + load<u64>(zero + load<u16>(p, 12), D8)
    + load<u64>(zero + load<u16>(p, 14), D13);
}

/** Over a row 3 above or below. */
function row3(p: usize, zero: usize): u64 {
  return load<u64>(zero + load<u16>(p, 4), D13)
    + load<u64>(zero + load<u16>(p, 6), D10)
    + load<u64>(zero + load<u16>(p, 8), D9)
    + load<u64>(zero + load<u16>(p, 10), D10)
    + load<u64>(zero + load<u16>(p, 12), D13);
}

/** Over a row 4 above or below: its middle alone. */
function row4(p: usize, zero: usize): u64 {
  return load<u64>(zero + load<u16>(p, 8), D16);
}

/** The filter's value at `x`, by the definition. */
function exactly(rows: usize, taps: usize, tapCount: i32, colour: usize, x: i32): i32 {
  const column = <usize>(MARGIN + x) << 1;
  const radius = <usize>load<i32>(taps); // the first tap lies straight above, `radius` rows up
  const centre = <i32>load<u16>(load<usize>(rows + (radius << 2)) + column);
  let sum: f32 = 0;
  let weights: f32 = 0;
  const end = taps + 4 + <usize>tapCount * 12;
  for (let tap = taps + 4; tap < end; tap += 12) {
    const row = load<usize>(rows + (<usize>load<i32>(tap) << 2));
    const value = <i32>load<u16>(row + column + (<usize>load<i32>(tap, 4) << 1));
    const weight = load<f32>(tap, 8) * load<f32>(colour + (<usize>abs(value - centre) >> 1));
    weights += weight;
    // fused multiply-add: the product is exact in float64, and so, but for the last bits, is the sum
    sum = <f32>(<f64>(value >> 3) * <f64>weight + <f64>sum);
  }
  return <i32>nearest<f32>(sum / weights);
}

/** Counts `width` bytes in four histograms by turns, since in a flat row one bin would wait for itself. */
function count(row: usize, width: i32, histograms: usize): void {
  for (let x: i32 = 0; x < width; x++) {
    const bin = histograms + (<usize>(x & 3) << 10) + (<usize>load<u8>(row + x) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
}
