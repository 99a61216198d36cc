import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { input, Model, mish, resnet50, unet } from '@leukolens/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportOnnx } from '../../packages/engine/src/onnx/export.ts';
import { python, withoutPython } from '../shared.ts';

const SCRIPT = fileURLToPath(new URL('programs/check_onnx.py', import.meta.url));
const reason = withoutPython('onnx');
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)("exported networks, by Debian's onnx checker", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'export-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What the checker says of a network's file. */
  async function checked(trace: (model: Model) => ReturnType<typeof unet>) {
    const model = new Model('inference');
    const program = { outputs: { logits: trace(model) } };
    const weights = model.initial(1);
    const path = join(folder, 'network.onnx');
    await writeFile(path, exportOnnx(program, weights, { properties: { use: 'research only' } }));
    const count = [...weights.values()].reduce((sum, values) => sum + values.length, 0);
    return { ...JSON.parse(await python([SCRIPT, path])), weights: count };
  }

  test('ResNet-50, with an open batch axis', async () => {
    const { inputs, outputs, domains, metadata, constants, weights } = await checked(({ root }) =>
      resnet50(root, input('x', ['batch', 3, 224, 224]), {
        classes: 3,
        activation: mish,
        hidden: [1024, 512],
      }),
    );
    expect([inputs, outputs]).toEqual([{ x: ['batch', 3, 224, 224] }, { logits: ['batch', 3] }]);
    expect(domains).toEqual(['']);
    expect(metadata).toEqual({ use: 'research only' });
    expect(constants).toBeGreaterThanOrEqual(weights);
  });

  test('U-Net', async () => {
    const { inputs, outputs, domains } = await checked(({ root }) =>
      unet(root, input('x', [4, 3, 256, 256])),
    );
    expect([inputs, outputs]).toEqual([{ x: [4, 3, 256, 256] }, { logits: [4, 1, 256, 256] }]);
    expect(domains).toEqual(['']);
  });
});
