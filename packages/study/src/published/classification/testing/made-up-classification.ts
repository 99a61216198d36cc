import { CONDITIONS } from '../../../classifier/conditions.ts';
import { type ClassificationResult, classificationResult } from '../../../classifier/result.ts';

/** What a made-up result of three classes shall say. */
export interface MadeUpClassification {
  readonly name: string;
  readonly method: string;
  /** How many of six images are classified rightly: clean, with noise, in another stain, on another slide. */
  readonly right: readonly [number, number, number, number];
  /** Whether there are prediction sets, flags and measured maps, as networks have them. */
  readonly network?: boolean;
}

const CLASSES = ['early', 'pre', 'pro'];

/** Six images, two a class, in every state; the first are right, and the surer the earlier. */
export function madeUpClassification({
  name,
  method,
  right,
  network = false,
}: MadeUpClassification): ClassificationResult {
  const images = Array.from({ length: 6 }, (_, i) => ({ image: `00${i}`, label: i % CLASSES.length }));
  return classificationResult(
    {
      method,
      software: { name: 'LeukoLens', version: '0.1.0', versions: {} },
      data: { name, images: images.length, sha256: '' },
      classes: CLASSES,
      recipe: {},
      segmentation: { method: 'handcrafted' },
      seed: 1,
      folds: { count: 3, sha256: '', guarded: true },
      done: [
        {
          fold: 0,
          train: 12,
          guard: 2,
          calibration: 4,
          test: images.length,
          seconds: 1,
          temperature: 1,
          curve: [],
          ...(network && {
            conformal: { coverage: 0.98, threshold: 0.9 },
            faithfulness: [
              {
                layer: 'layer4',
                method: 'gradcam' as const,
                measures: { pointing: { count: 6, mean: 0.5, interval: [0.2, 0.8] as const } },
              },
              {
                method: 'random' as const,
                measures: { deletion: { count: 6, mean: 0.25, interval: [0, 0.5] as const } },
              },
            ],
          }),
        },
      ],
      calibration: [],
      perImage: CONDITIONS.flatMap((condition, state) =>
        images.map(({ image, label }, i) => {
          const said = i < right[state]! ? label : (label + 1) % CLASSES.length;
          return {
            image,
            fold: 0,
            label,
            condition,
            logits: CLASSES.map((_, k) => (k === said ? 3 - i / 3 : 0)),
            ...(network && { unfamiliarity: 0.5 + i / 8 }),
          };
        }),
      ),
    },
    (image) => image,
  );
}
