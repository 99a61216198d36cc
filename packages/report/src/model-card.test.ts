import { classifierDesignSchema, designSchema, type OutlineModelDescription } from '@leukolens/cad';
import { expect, test } from 'vitest';
import { designLine, modelCard } from './model-card.ts';

const description: OutlineModelDescription = {
  schemaVersion: 1,
  kind: 'outline',
  name: 'small',
  notice: 'Research use only.',
  design: designSchema.parse({ channels: [8, 16], strides: [2], scale: { kind: 'nucleus', diameter: 32 } }),
  weights: { sha256: 'ab'.repeat(32), storage: 'float16' },
  training: {
    software: { name: 'LeukoLens', version: '0.1.0' },
    data: [{ name: 'jtsc', images: 300, sha256: 'cd'.repeat(32), terms: 'academic use' }],
    recipe: { epochs: 3 },
    seed: 7,
    from: 'larger',
  },
  figures: [{ data: 'jtsc', images: 30, iou: 0.93456, how: '10-fold cross-validation' }],
  limits: ['Platelets come out as nuclei.', 'Tried on two stains.'],
};

test('a card says what the model is, its data with terms, its figures with their source, and its limits', () => {
  expect(modelCard(description)).toBe(`# small

**Research use only.**

U-Net of 8-16 channels, strides 2, instance norm, mish; outlines nucleus; sees the colours as they are, resized so that the median nucleus measures 32 pixels across; weights in float16. SHA-256 of the weights: ${'ab'.repeat(32)}.

## Trained on

| data | images | terms | SHA-256 of the files |
| --- | --- | --- | --- |
| jtsc | 300 | academic use | ${'cd'.repeat(32)} |

By LeukoLens 0.1.0, seed 7, from larger. model.json holds the recipe.

## Figures

| data | images | mean IoU | how it was measured |
| --- | --- | --- | --- |
| jtsc | 30 | 0.9346 | 10-fold cross-validation |

## Limits

- Platelets come out as nuclei.
- Tried on two stains.
`);
});

test('what is missing is said', () => {
  const card = modelCard({ ...description, figures: [], limits: [] });
  expect(card).toContain('## Figures\n\nNone were measured.');
  expect(card).toContain('## Limits\n\nNone are recorded.');
});

test.each([
  [{ kind: 'factor', factor: 1 }, "at the image's own size"],
  [{ kind: 'factor', factor: 0.5 }, "at 0.5 times the image's size"],
  [{ kind: 'square', side: 256 }, 'resized to 256 x 256 pixels'],
] as const)('the scale %j reads: %s', (scale, words) => {
  expect(designLine({ ...description, design: { ...description.design, scale } })).toContain(words);
});

test('text of a stranger stays text', () => {
  const card = modelCard({
    ...description,
    limits: ['<img src=x onerror=alert(1)>\u001b[2J\n# new | `code`'],
  });
  expect(card).toContain('- \\<img src=x onerror=alert(1)\\> \\[2J # new \\| \\`code\\`');
});

test('a classifier is told by its network, what it tells apart and what it sees, with its figures', () => {
  const { kind: _, design: __, figures: ___, ...common } = description;
  const card = modelCard({
    ...common,
    kind: 'classifier',
    name: 'stages',
    design: classifierDesignSchema.parse({
      network: 'resnet18',
      narrowing: 2,
      classes: ['early', 'late'],
      side: 112,
      colours: 'density',
      scale: { kind: 'shorterSide', length: 116 },
    }),
    temperature: 1.25,
    figures: [
      {
        data: 'slides',
        images: 40,
        accuracy: 0.95,
        macroF1: 0.9312,
        coverage: 0.97,
        setSize: 1.25,
        how: 'clean',
      },
      { data: 'slides', images: 40, accuracy: 0.5, macroF1: 0.5, how: 'swapped' },
    ],
  });
  expect(card).toContain(
    "ResNet-18 of 1/2 of its channels, linear head, relu; tells early, late; sees the nuclei alone in optical densities against the image's own background, 112 x 112 pixels, resized so that the shorter side measures 116 pixels, the middle cut out; temperature 1.250; weights in float16.",
  );
  expect(card).toContain(
    '| data | images | accuracy | macro F1 | sets hold | set size | how it was measured |',
  );
  expect(card).toContain('| slides | 40 | 0.9500 | 0.9312 | 0.9700 | 1.2500 | clean |');
  expect(card).toContain('| slides | 40 | 0.5000 | 0.5000 | - | - | swapped |');
});

test('a classifier that sees one stain says so', () => {
  const { kind: _, design: __, figures: ___, ...common } = description;
  const line = designLine({
    ...common,
    kind: 'classifier',
    design: classifierDesignSchema.parse({
      classes: ['early', 'late'],
      side: 112,
      stain: 'common',
      scale: { kind: 'field', length: 112, smallest: 8 },
      nuclei: { reduction: 1.4, stain: 'common' },
    }),
    temperature: 1,
    figures: [],
  });
  expect(line).toContain(
    'sees the nuclei alone in its colours after all are given one stain, 112 x 112 pixels',
  );
  expect(line).toContain(
    'by the handcrafted method at 1/1.4 of that size, in the stain given to all; not calibrated',
  );
});
