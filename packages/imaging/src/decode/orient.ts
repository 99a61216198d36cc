import type { Raster } from './codec.ts';

/**
 * The raster turned upright. `orientation` is EXIF's (2.3, tag 274): it says which edges of the scene the stored
 * first row and first column are; 1 is upright, 2 mirrored left to right, 3 turned by 180°, 4 mirrored top to
 * bottom, 5 transposed, 6 to be turned 90° clockwise, 7 transposed along the other diagonal, 8 to be turned 90°
 * anticlockwise.
 */
export function orient(raster: Raster, orientation: number): Raster {
  if (orientation === 1) return raster;
  const { width, height, channels, data } = raster;
  const swapsAxes = orientation >= 5;
  const flipsX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const flipsY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const turned = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length);
  const upright = { width: swapsAxes ? height : width, height: swapsAxes ? width : height };
  let target = 0;
  for (let y = 0; y < upright.height; y++) {
    for (let x = 0; x < upright.width; x++) {
      const storedX = swapsAxes ? y : x;
      const storedY = swapsAxes ? x : y;
      const source =
        ((flipsY ? height - 1 - storedY : storedY) * width + (flipsX ? width - 1 - storedX : storedX)) *
        channels;
      for (let channel = 0; channel < channels; channel++) turned[target++] = data[source + channel]!;
    }
  }
  return { ...raster, ...upright, data: turned };
}
