import type { Rectangle, Size } from '../segment/network/tiles.ts';
import type { RawMap } from './activation-maps.ts';
import { type FinalMap, finalMap } from './final-map.ts';

/**
 * The maps of a picture's windows as one map of the picture, on one scale: what is 1 is the largest of all windows. Where windows
 * overlap the larger value stands; what no window shows is 0.
 * @param windows one for each map, in the picture's pixels; parts beyond it are left out
 */
export function fieldMap(
  raw: readonly RawMap[],
  windows: readonly Rectangle[],
  { width, height }: Size,
): FinalMap {
  const finals = raw.map((map, i) => finalMap(map, windows[i]!.width, windows[i]!.height));
  const range: [number, number] = [
    Math.min(...finals.map((map) => map.range[0])),
    Math.max(...finals.map((map) => map.range[1])),
  ];
  const data = new Float32Array(width * height);
  finals.forEach((map, i) => {
    if (!map.supported) return;
    const { left, top } = windows[i]!;
    const share = map.range[1] / range[1];
    for (let y = Math.max(0, -top); y < Math.min(map.height, height - top); y++) {
      for (let x = Math.max(0, -left); x < Math.min(map.width, width - left); x++) {
        const to = (top + y) * width + left + x;
        data[to] = Math.max(data[to]!, share * map.data[y * map.width + x]!);
      }
    }
  });
  return { width, height, data, looked: windows, range, supported: range[1] > 0 };
}
