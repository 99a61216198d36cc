import { expect, test } from 'vitest';
import { clusterPlot, type PlottedCase } from './cluster-plot.ts';

/** Made-up clouds: the golden angle spreads each round its middle. */
function cloud(label: number, [x, y]: readonly [number, number], width: number): PlottedCase[] {
  return Array.from({ length: 60 }, (_, i) => {
    const [angle, away] = [i * 2.399963, width * Math.sqrt(i / 60)];
    const round = (value: number) => Number(value.toFixed(4));
    return { label, x: round(x + away * Math.cos(angle)), y: round(y + away * Math.sin(angle)) };
  });
}
const MIDDLES = [
  [-6, 1],
  [4, 4],
  [5, -5],
] as const;
const panel = (title: string, width: number) => ({
  title,
  cases: MIDDLES.flatMap((middle, label) => cloud(label, middle, width)),
  clusters: MIDDLES.map(([x, y], label) => ({
    label,
    count: 60,
    centre: [x, y] as [number, number],
    deviation: width,
  })),
});

test('three classes, as they are and disturbed, and a new case', async () => {
  const drawn = clusterPlot({
    title: 'Clusters of a made-up classifier',
    subtitle: '180 images that it was not trained on',
    classes: ['early', 'middle', 'late'],
    panels: [
      panel('As they are', 1.5),
      { ...panel('Disturbed', 3), placed: [{ name: 'new.png', x: 0, y: 2 }] },
    ],
  });
  await expect(drawn).toMatchFileSnapshot('goldens/clusters.svg');
});

test('names cannot become markup', () => {
  const drawn = clusterPlot({
    title: '<b>',
    subtitle: '',
    classes: ['<script>x</script>', 'b', 'c'],
    panels: [{ ...panel('one', 1), placed: [{ name: '<img src=x>', x: 0, y: 0 }] }],
  });
  expect(drawn).not.toMatch(/<script>x|<img|<b>/);
});
