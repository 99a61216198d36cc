import { describe, expect, test } from 'vitest';
import { type FloatTensor, packWeights, unpackWeights } from './quantise.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { seeded } from './testing/seeded.ts';
import { WeightsFileError } from './weights-file-error.ts';

/** Magnitudes from subnormal to 65504, a channel of zeros among them. */
function weights(): Map<string, FloatTensor> {
  const draw = seeded(7);
  const shape = [40, 3, 3, 3];
  const data = Float32Array.from({ length: 40 * 27 }, (_, i) => {
    const channel = Math.floor(i / 27);
    if (channel === 1) return 0;
    const magnitude = channel === 2 ? 65504 : 2 ** (16 - 5 * channel);
    return (draw(2 ** 24) / 2 ** 23 - 1) * magnitude;
  });
  return new Map([
    ['conv.weight', { shape, data }],
    ['conv.bias', { shape: [40], data: data.subarray(0, 40) }],
    ['gain', { shape: [], data: Float32Array.of(1e9) }],
  ]);
}

/** There and back through a file. */
function through(packed: Map<string, StoredTensor>) {
  return unpackWeights(readSafetensors(writeSafetensors(packed)).tensors);
}

test('float32 weights come back as they were', () => {
  expect(through(packWeights(weights(), 'float32'))).toEqual(weights());
});

test('float16 weights are at most half an ulp off; what has one dimension stays', () => {
  const before = weights();
  const after = through(packWeights(before, 'float16'));
  const original = before.get('conv.weight')?.data ?? [];
  after.get('conv.weight')?.data.forEach((value, i) => {
    const ulp = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(original[i]))), -14) - 10);
    expect(Math.abs(value - original[i])).toBeLessThanOrEqual(ulp / 2);
  });
  expect([after.get('conv.bias'), after.get('gain')]).toEqual([before.get('conv.bias'), before.get('gain')]);
});

describe('int8 weights', () => {
  test('are at most half a scale off, in every channel; what has one dimension stays', () => {
    const before = weights();
    const packed = packWeights(before, 'int8');
    expect([...packed.keys()]).toEqual(['conv.weight', 'conv.weight.scale', 'conv.bias', 'gain']);
    const scales = packed.get('conv.weight.scale')?.data ?? [];
    const original = before.get('conv.weight')?.data ?? [];
    const after = through(packed);
    expect(after.get('conv.weight')?.shape).toEqual([40, 3, 3, 3]);
    after.get('conv.weight')?.data.forEach((value, i) => {
      // 2^-17 of a scale is what 127 times it may lose as a float32
      const bound = Number(scales[Math.floor(i / 27)]) * (0.5 + 2 ** -17);
      expect(Math.abs(value - original[i])).toBeLessThanOrEqual(bound);
    });
    expect([after.get('conv.bias'), after.get('gain')]).toEqual([
      before.get('conv.bias'),
      before.get('gain'),
    ]);
  });

  test('round ties to even', () => {
    const data = Float32Array.of(127, 0.5, 1.5, 2.5, -2.5, -127);
    const packed = packWeights(new Map([['w', { shape: [1, 6], data }]]), 'int8');
    expect([...(packed.get('w')?.data ?? [])]).toEqual([127, 0, 2, 2, -2, -127]);
  });

  test('need scales that fit', () => {
    const steps: StoredTensor = { dtype: 'int8', shape: [2, 1], data: Int8Array.of(1, 2) };
    const message = 'tensor "w" is int8 without fitting scales; expected "w.scale" with 2 positive float32';
    const odd: Float32Array[] = [Float32Array.of(1), Float32Array.of(1, -1), Float32Array.of(1, Number.NaN)];
    expect(() => unpackWeights(new Map([['w', steps]]))).toThrow(message);
    for (const data of odd) {
      const scale: StoredTensor = { dtype: 'float32', shape: [data.length], data };
      expect(() =>
        unpackWeights(
          new Map<string, StoredTensor>([
            ['w', steps],
            ['w.scale', scale],
          ]),
        ),
      ).toThrow(message);
    }
  });

  test('leave no other weight the name of their scale', () => {
    const weight = { shape: [1, 1], data: Float32Array.of(1) };
    expect(() =>
      packWeights(
        new Map([
          ['w', weight],
          ['w.scale', weight],
        ]),
        'int8',
      ),
    ).toThrow('rename it');
    expect(through(packWeights(new Map([['w.scale', weight]]), 'int8')).get('w.scale')?.data).toEqual(
      Float32Array.of(1),
    );
  });
});

test('what cannot be narrowed is refused by name', () => {
  const pack = (value: number, as: 'float16' | 'int8') => () =>
    packWeights(new Map([['w', { shape: [1, 2], data: Float32Array.of(0, value) }]]), as);
  expect(pack(Number.NaN, 'int8')).toThrow(
    new WeightsFileError('weight "w" holds NaN; expected finite values, or store it as float32'),
  );
  expect(pack(Infinity, 'float16')).toThrow(
    'weight "w" holds Infinity; expected finite values from -65504 to 65504',
  );
  expect(pack(-70000, 'float16')).toThrow(
    'weight "w" holds -70000; expected finite values from -65504 to 65504',
  );
  expect(pack(1e38, 'int8')).not.toThrow();
});

test('integers are no weights', () => {
  const count: StoredTensor = { dtype: 'int64', shape: [], data: BigInt64Array.of(1n) };
  expect(() => unpackWeights(new Map([['count', count]]))).toThrow(
    'tensor "count" holds int64; expected floats, or int8',
  );
});
