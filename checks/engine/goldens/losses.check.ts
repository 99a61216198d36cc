import { compile, gradients, input, unifiedFocal } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { attributes, Golden, gradientShare, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

interface Case {
  readonly lam: number;
  readonly delta: number;
  readonly gamma: number;
}

/** Logits up to ±200 among them, and an image without foreground. */
describe.skipIf(reason !== undefined)('loss-unified-focal', () => {
  const cases = reason ? [] : (attributes('loss-unified-focal').cases as readonly Case[]);

  test('has its eight cases', () => {
    expect(cases.length).toBe(8);
  });

  test.each(cases.map(({ lam, delta, gamma }, i) => [i, { lambda: lam, delta, gamma }] as const))(
    'case %i: %j',
    async (i, options) => {
      const golden = new Golden('loss-unified-focal');
      const logits = input('logits', golden.shape('logits'));
      const target = input('target', golden.shape('target'));
      const loss = unifiedFocal(logits, target, options);
      const [gradient = loss] = gradients(loss, [logits]);
      const session = await compile({ outputs: { loss, gradient } }, nodeRuntime());
      const results = await session.run({
        logits: golden.float32('logits'),
        target: golden.float32('target'),
      });
      await session.release();
      const errors = {
        loss: worst(results.loss.data, golden.float32(`loss.${i}`)),
        gradient: worst(results.gradient.data, golden.float32(`grad.${i}`)),
      };
      console.log(`loss-unified-focal ${i}: ${JSON.stringify(errors)}`);
      expect(errors.loss).toBeLessThanOrEqual(1e-5);
      expect(errors.gradient).toBeLessThanOrEqual(1e-5);
      // the gradients themselves are small: 1e-5 alone would say little
      expect(gradientShare(results.gradient.data, golden.float32(`grad.${i}`))).toBeLessThanOrEqual(1);
    },
  );
});
