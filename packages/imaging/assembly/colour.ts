// Sums of the three channels over interleaved RGB bytes.

/** u16 lanes hold at most 257 bytes' sums; they are emptied before that. */
const FLUSH: u32 = 256;

/** Adds the sums of `pixels` RGB pixels at `rgb` to three u64 at `sums`. */
export function channelSums(rgb: usize, pixels: u32, sums: usize): void {
  let blocks = pixels >> 4; // 16 pixels are three vectors
  let at = rgb;
  while (blocks > 0) {
    const run = min<u32>(blocks, FLUSH);
    let a0 = i16x8.splat(0), a1 = i16x8.splat(0), b0 = i16x8.splat(0), b1 = i16x8.splat(0), c0 = i16x8.splat(0), c1 = i16x8.splat(0);
    for (let i: u32 = 0; i < run; i++) {
      const a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32);
      a0 = i16x8.add(a0, i16x8.extend_low_i8x16_u(a));
      a1 = i16x8.add(a1, i16x8.extend_high_i8x16_u(a));
      b0 = i16x8.add(b0, i16x8.extend_low_i8x16_u(b));
      b1 = i16x8.add(b1, i16x8.extend_high_i8x16_u(b));
      c0 = i16x8.add(c0, i16x8.extend_low_i8x16_u(c));
      c1 = i16x8.add(c1, i16x8.extend_high_i8x16_u(c));
      at += 48;
    }
    addLanes(a0, 0, sums);
    addLanes(a1, 8, sums);
    addLanes(b0, 16, sums);
    addLanes(b1, 24, sums);
    addLanes(c0, 32, sums);
    addLanes(c1, 40, sums);
    blocks -= run;
  }
  const end = rgb + <usize>pixels * 3;
  for (let channel: u32 = 0; at < end; at++, channel = channel == 2 ? 0 : channel + 1) {
    addTo(sums, channel, load<u8>(at));
  }
}

/** Adds each of eight u16 lanes to the sum of its channel; `first` is the byte position of the first lane. */
function addLanes(lanes: v128, first: u32, sums: usize): void {
  addTo(sums, (first + 0) % 3, i16x8.extract_lane_u(lanes, 0));
  addTo(sums, (first + 1) % 3, i16x8.extract_lane_u(lanes, 1));
  addTo(sums, (first + 2) % 3, i16x8.extract_lane_u(lanes, 2));
  addTo(sums, (first + 3) % 3, i16x8.extract_lane_u(lanes, 3));
  addTo(sums, (first + 4) % 3, i16x8.extract_lane_u(lanes, 4));
  addTo(sums, (first + 5) % 3, i16x8.extract_lane_u(lanes, 5));
  addTo(sums, (first + 6) % 3, i16x8.extract_lane_u(lanes, 6));
  addTo(sums, (first + 7) % 3, i16x8.extract_lane_u(lanes, 7));
}

function addTo(sums: usize, channel: u32, value: u64): void {
  const at = sums + (<usize>channel << 3);
  store<u64>(at, load<u64>(at) + value);
}
