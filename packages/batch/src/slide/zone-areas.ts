import { CELL, type TissueMap, ZONES } from '@leukolens/cad';
import { common, type Region } from '@leukolens/imaging';

/** How much of a slide lies in which zone, in pixels: cells at its right and lower edge are smaller than others. */
export class ZoneAreas {
  readonly #map: Pick<TissueMap, 'columns' | 'zones'>;
  readonly #slide: Region;

  constructor(
    map: Pick<TissueMap, 'columns' | 'zones'>,
    { width, height }: { readonly width: number; readonly height: number },
  ) {
    this.#map = map;
    this.#slide = { left: 0, top: 0, width, height };
  }

  /** Of each zone, its share of the slide, 0 to 1. */
  get shares(): Record<string, number> {
    const { width, height } = this.#slide;
    return Object.fromEntries(
      ZONES.map((name, zone) => [name, this.#within(this.#slide, zone) / (width * height)]),
    );
  }

  /** Pixels that are read. */
  get read(): number {
    return this.#within(this.#slide, READ);
  }

  /** Of a tile, the pixels that are read in some parts; parts may reach beyond it, and not overlap. */
  readIn(tile: Region, parts: readonly Region[]): number {
    return parts.reduce((sum, part) => sum + this.#within(common(tile, part), READ), 0);
  }

  #within({ left, top, width, height }: Region, zone: number): number {
    let sum = 0;
    for (let row = Math.floor(top / CELL); row * CELL < top + height; row++) {
      for (let column = Math.floor(left / CELL); column * CELL < left + width; column++) {
        if (this.#map.zones[row * this.#map.columns + column] !== zone) continue;
        const cell = { left: column * CELL, top: row * CELL, width: CELL, height: CELL };
        const part = common(cell, { left, top, width, height });
        sum += part.width * part.height;
      }
    }
    return sum;
  }
}

const READ = ZONES.indexOf('read');
