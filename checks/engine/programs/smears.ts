import { drawSmear, random, stainNames } from '@leukolens/study';

/** Synthetic smears as a network sees them. */
export interface Smears {
  readonly side: number;
  /** Each picture [3, side, side], red, green and blue in -1 to 1. */
  readonly pictures: readonly Float32Array[];
  /** Each mask [1, side, side], 1 on nuclei. */
  readonly masks: readonly Float32Array[];
}

/** Draws smears of all stains in turn, a few white cells in each. Equal names give equal smears, others others. */
export function drawSmears(name: string, count: number, side: number): Smears {
  const smears = Array.from({ length: count }, (_, i) => {
    const draw = random(`${name}/${i}`);
    const { image, truth } = drawSmear({
      width: side,
      height: side,
      seed: `${name}/${i}`,
      stain: stainNames[i % stainNames.length] as (typeof stainNames)[number],
      cells: 1 + draw.below(3),
      blastShare: 0.3,
      nucleusDiameter: draw.between(22, 34),
      defocus: draw.between(0, 1),
      noise: draw.between(0, 3),
    });
    const pixels = side * side;
    const picture = new Float32Array(3 * pixels);
    for (let at = 0; at < 3 * pixels; at++) {
      const [pixel, channel] = [Math.floor(at / 3), at % 3];
      picture[channel * pixels + pixel] = (image.data[at] as number) / 127.5 - 1;
    }
    return { picture, mask: Float32Array.from(truth.data, (level) => (level === 255 ? 1 : 0)) };
  });
  return { side, pictures: smears.map(({ picture }) => picture), masks: smears.map(({ mask }) => mask) };
}

/** Some of them side by side along the batch axis. */
export function batchOf({ pictures, masks }: Smears, chosen: readonly number[]) {
  const join = (arrays: readonly Float32Array[]) => {
    const length = arrays[0]?.length ?? 0;
    const joined = new Float32Array(chosen.length * length);
    chosen.forEach((index, i) => {
      joined.set(arrays[index] as Float32Array, i * length);
    });
    return joined;
  };
  return { x: join(pictures), target: join(masks) };
}
