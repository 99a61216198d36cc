import type { ImageIdentity, PartDigests } from '../parts.ts';
import { ALL_IDB2 } from './all-idb2.ts';
import { ARIA_ALL } from './aria-all.ts';
import { BLOODSEG } from './bloodseg.ts';
import { CELLAVISION } from './cellavision.ts';
import { JTSC } from './jtsc.ts';
import { PBC } from './pbc.ts';

/** The digests of one distribution of a set, as `partDigests` gives them. */
export interface KnownDigests {
  /** Which distribution they are of, for the user. */
  readonly distribution: string;
  readonly identity: ImageIdentity;
  readonly parts: PartDigests;
}

const LOSSLESS = 'pixels of the published images; a lossless copy in another format is the same';

/** The known digests of a set; undefined where there are none. */
export function knownDigests(name: string): KnownDigests | undefined {
  switch (name) {
    case 'jtsc':
      return { distribution: LOSSLESS, identity: 'pixels', parts: partsOf(JTSC) };
    case 'cellavision':
      return { distribution: LOSSLESS, identity: 'pixels', parts: partsOf(CELLAVISION) };
    case 'all-idb2':
      return { distribution: LOSSLESS, identity: 'pixels', parts: partsOf(ALL_IDB2) };
    case 'bloodseg':
      return {
        distribution: 'JPEG files and masks of the copy this was developed with',
        identity: 'bytes',
        parts: partsOf(BLOODSEG),
      };
    case 'aria-all':
      return {
        distribution: 'JPEG files of 60 of the 80 blocks of neighbouring images, by class and block',
        identity: 'bytes',
        parts: partsOf(ARIA_ALL),
      };
    case 'pbc':
      return {
        distribution: '400 JPEG files of each class, reduced to 160 x 160 px, by class',
        identity: 'bytes',
        parts: partsOf(PBC),
      };
    default:
      return undefined;
  }
}

/** Lines of a part's name and its digests, as `digestLines` writes them. */
function partsOf(lines: string): PartDigests {
  const rows = lines.trim().split('\n');
  return new Map(rows.map((row) => row.split(' ')).map(([part, ...digests]) => [part!, digests]));
}

/** Digests as the text that the files beside this one hold. */
export function digestLines(parts: PartDigests): string {
  return [...parts].map(([part, digests]) => `${[part, ...digests].join(' ')}\n`).join('');
}
