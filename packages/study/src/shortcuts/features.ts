import { IMAGE_STATISTICS, type ImageStatistics } from '@leukolens/cad';

/** What a reader of shortcuts goes by, and the statistics that say it. */
export const SHORTCUTS = {
  /** The colours of the nuclei: the stain. */
  'colour-only': named((name) => /^nuclei .*(ness)( spread)?$/.test(name)),
  /** The colours and the texture of all that is not nucleus: the slide. */
  'background-only': named((name) => name.startsWith('background')),
  /** The colours of the bottom right corner as published, where a scale bar may be burned in. */
  'corner-only': named((name) => /^background .*(ness)( spread)?$/.test(name)),
  /** How grained the nuclei are and how sharp their rims, once all wear one stain: the focus and the camera, and chromatin, too. */
  'sharpness-only': named((name) => name.startsWith('nuclei texture') || name === 'rim step'),
  /** How many nuclei there are, and how large. */
  'count-and-size': named((name) => ['count', 'area share', 'diameter', 'diameter spread'].includes(name)),
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** What a reader's results are called, in tables and names of files; `refit`: one trained on what was held back, too. */
export function shortcutMethod(shortcut: Shortcut, refit = false): string {
  return refit ? `${shortcut}-refit` : shortcut;
}

/** Of an image's statistics those that a shortcut goes by. */
export function shortcutFeatures(statistics: ImageStatistics, shortcut: Shortcut): number[] {
  return SHORTCUTS[shortcut].map((index) => statistics[index]!);
}

function named(wanted: (name: string) => boolean): readonly number[] {
  return IMAGE_STATISTICS.flatMap((name, index) => (wanted(name) ? [index] : []));
}
