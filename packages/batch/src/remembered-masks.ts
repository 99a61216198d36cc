import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MethodSettings, Segmenter } from '@leukolens/cad';
import { type Mask, mask, type RgbImage } from '@leukolens/imaging';
import { writeWhole } from './atomic.ts';

/**
 * A segmenter that keeps its masks in a folder, by the pixels that they were found in: many trainings see the same images, and
 * finding nuclei takes longer than looking at them.
 * @param settings that decide the masks; others have other files
 */
export class RememberedMasks implements Segmenter {
  readonly name: string;
  readonly #inner: Segmenter;
  readonly #folder: string;
  readonly #settings: string;
  #made = false;

  constructor(inner: Segmenter, folder: string, settings: MethodSettings) {
    this.name = inner.name;
    this.#inner = inner;
    this.#folder = folder;
    this.#settings = JSON.stringify(settings);
  }

  async segment(image: RgbImage): Promise<Mask> {
    const { width, height, data } = image;
    const key = createHash('sha256').update(`${this.#settings} ${width} ${height} `).update(data);
    const file = join(this.#folder, `${key.digest('hex')}.bits`);
    const bits = await readFile(file).catch(() => undefined);
    if (bits?.length === Math.ceil((width * height) / 8)) return unpacked(bits, width, height);
    const found = await this.#inner.segment(image);
    if (!this.#made) await mkdir(this.#folder, { recursive: true });
    this.#made = true;
    await writeWhole(file, packed(found));
    return found;
  }
}

function packed({ data }: Mask): Uint8Array {
  const bits = new Uint8Array(Math.ceil(data.length / 8));
  data.forEach((inside, i) => {
    bits[i >> 3]! |= inside << (i & 7);
  });
  return bits;
}

function unpacked(bits: Uint8Array, width: number, height: number): Mask {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return mask(width, height, data);
}
