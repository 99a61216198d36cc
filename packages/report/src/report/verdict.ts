import type { ImageResult } from '@leukolens/cad';
import { counted } from '../counted.ts';
import { escapeMarkup } from '../escape.ts';
import { percent } from './html-page.ts';

type Classification = NonNullable<ImageResult['classification']>;

/** What the classifiers say of an image: the class with its doubts in words, each probability as a bar, the nuclei by class. */
export function verdict(
  { classification, cluster, nuclei }: ImageResult,
  /** The share of prediction sets that hold the true class, where the classifier promises one. */
  coverage: number | undefined,
): string {
  const words = [
    ...(classification ? classWords(classification, coverage) : []),
    ...(cluster ? [clusterWords(cluster)] : []),
    ...cellWords(nuclei),
  ];
  if (words.length === 0) return '';
  const heading = classification ? classHeading(classification) : '';
  const bars = classification ? probabilityBars(classification.probabilities) : '';
  return `<section class="verdict"><div>${heading}${words.map((line) => `<p>${line}</p>`).join('')}</div>${bars}</section>\n`;
}

/** The class, in large only where it may be relied on. */
function classHeading({ label, outOfDistribution }: Classification): string {
  const name = escapeMarkup(label);
  if (!outOfDistribution?.flag) return `<p class="label">${name}</p>`;
  return `<p class="label unreliable">${name}, not to be relied on</p>`;
}

function classWords(
  { label, probabilities, conformalSet, windows }: Classification,
  coverage: number | undefined,
): string[] {
  const lines = [`The most probable class, with a probability of ${percent(probabilities[label]!)}.`];
  if (conformalSet && coverage !== undefined) {
    const set = conformalSet.map((name) => `<b>${escapeMarkup(name)}</b>`);
    lines.push(
      set.length === 1
        ? `Prediction set: ${set[0]} alone.`
        : `Not settled between ${set.slice(0, -1).join(', ')} and ${set.at(-1)}.`,
      `<span class="quiet">Sets hold the true class for ${percent(coverage)} of images like those that the classifier was tested on.</span>`,
    );
  }
  if (windows > 1) lines.push(`<span class="quiet">Mean over ${windows} windows.</span>`);
  return lines;
}

function clusterWords({ nearest, distances }: NonNullable<ImageResult['cluster']>): string {
  const shown = Object.entries(distances).map(
    ([name, distance]) => `${escapeMarkup(name)} ${distance === null ? '-' : distance.toFixed(1)}`,
  );
  return `Nearest cluster: <b>${escapeMarkup(nearest)}</b> <span class="quiet">(distance in its deviations: ${shown.join(', ')})</span>.`;
}

function cellWords(nuclei: ImageResult['nuclei']): string[] {
  const byClass = nuclei?.byClass ?? {};
  const looked = Object.values(byClass).reduce((sum, { count }) => sum + count, 0);
  return Object.entries(byClass).map(
    ([
      name,
      {
        count,
        share,
        interval: [low, high],
      },
    ]) =>
      `<b>${escapeMarkup(name)}</b>: ${count} of ${counted(looked, 'nucleus', 'nuclei')}${looked < nuclei!.count ? ' like those learned' : ''}, ${percent(share)} <span class="quiet">(95 % interval ${percent(low)} to ${percent(high)})</span>`,
  );
}

function probabilityBars(probabilities: Classification['probabilities']): string {
  const rows = Object.entries(probabilities).map(
    ([name, share]) =>
      `<span>${escapeMarkup(name)}</span><i style="--share: ${(100 * share).toFixed(1)}%"></i><span>${share.toFixed(3)}</span>`,
  );
  return `<div class="bars" role="group" aria-label="probabilities">${rows.join('')}</div>`;
}
