import { describe, expect, test } from 'vitest';
import type { DataType } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import { input, type Tensor } from '../graph/tensor.ts';
import * as ops from './index.ts';

const of = (shape: readonly (number | string)[], dtype?: DataType): Tensor => input('x', shape, dtype);
const picture = of([2, 3, 8, 6]);

/** Who refuses, what, and which words the message has, besides the operation's name. */
type Refusal = readonly [operation: string, what: string, build: () => unknown, words: readonly string[]];

const binary = { ...ops } as const;
const BROADCASTING = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'greaterOrEqual', 'equal'] as const;

const pairs: Refusal[] = BROADCASTING.flatMap((name): Refusal[] => [
  [name, 'shapes', () => binary[name](of([2, 3]), of([4])), ['[2, 3] and [4]', 'broadcast']],
  [name, 'open axes', () => binary[name](of(['batch', 3]), of(['n', 3])), ['[batch, 3] and [n, 3]']],
  [name, 'dtypes', () => binary[name](of([2]), of([2, 1], 'int64')), ['[2] and [2, 1]', 'float32 and int64']],
]);

const masks = BROADCASTING.filter((name) => name !== 'equal').map(
  (name): Refusal => [
    name,
    'masks',
    () => binary[name](of([2], 'bool'), of([1], 'bool')),
    ['[2] and [1]', 'bool and bool'],
  ],
);

const REAL = ['exp', 'log', 'sqrt', 'sigmoid', 'tanh', 'relu', 'mish', 'mishGate', 'step'] as const;
const unaries: Refusal[] = REAL.map((name) => [
  name,
  'whole numbers',
  () => binary[name](of([2, 3], 'int64')),
  ['[2, 3]', 'int64'],
]);

const choices: Refusal[] = [
  ['and', 'shapes', () => ops.and(of([2, 3], 'bool'), of([4], 'bool')), ['[2, 3] and [4]']],
  ['and', 'numbers', () => ops.and(of([2, 3]), of([3])), ['[2, 3] and [3]', 'bool']],
  ['where', 'a mask of numbers', () => ops.where(of([2]), of([3]), of([1])), ['[2] and [3] and [1]', 'bool']],
  ['where', 'shapes', () => ops.where(of([2], 'bool'), of([3]), of([1])), ['[2] and [3] and [1]']],
  [
    'where',
    'dtypes',
    () => ops.where(of([2], 'bool'), of([2]), of([1], 'int32')),
    ['[2] and [2] and [1]', 'float32 and int32'],
  ],
  [
    'where',
    'a choice of masks',
    () => ops.where(of([2], 'bool'), of([3], 'bool'), of([1], 'bool')),
    ['[3] and [1]', 'bool and bool'],
  ],
  ['neg', 'masks', () => ops.neg(of([2], 'bool')), ['[2]', 'bool']],
  ['abs', 'masks', () => ops.abs(of([2], 'bool')), ['[2]', 'bool']],
  ['power', 'whole numbers', () => ops.power(of([2], 'int64'), 2), ['[2]', 'int64']],
  ['power', 'whole numbers, even to 0', () => ops.power(of([2], 'int64'), 0), ['[2]', 'int64']],
  ['clamp', 'whole numbers', () => ops.clamp(of([2], 'int64'), 0, 1), ['[2]', 'int64']],
  ['clamp', 'bounds the wrong way round', () => ops.clamp(of([2]), 1, 0), ['1 and 0']],
  ['clamp', 'a bound that is no number', () => ops.clamp(of([2]), 0, Number.NaN), ['0 and NaN']],
];

const reductions: Refusal[] = [
  ...(['sum', 'mean'] as const).flatMap((name): Refusal[] => [
    [name, 'an axis too far', () => binary[name](of([2, 3]), { axes: [2] }), ['axis 2', '2 axes']],
    [name, 'an axis too far back', () => binary[name](of([2, 3]), { axes: [-3] }), ['axis -3', '2 axes']],
    [name, 'half an axis', () => binary[name](of([2, 3]), { axes: [0.5] }), ['axis 0.5']],
    [name, 'an axis twice', () => binary[name](of([2, 3]), { axes: [1, -1] }), ['[1,-1]', 'twice']],
    [name, 'an axis of a scalar', () => binary[name](of([]), { axes: [0] }), ['axis 0', '0 axes']],
    [name, 'masks', () => binary[name](of([2], 'bool')), ['[2]', 'bool']],
  ]),
  ['mean', 'whole numbers', () => ops.mean(of([2], 'int64')), ['[2]', 'int64']],
  ['logSoftmax', 'an axis too far', () => ops.logSoftmax(of([2, 3]), 2), ['axis 2', '2 axes']],
  ['logSoftmax', 'a scalar', () => ops.logSoftmax(of([])), ['axis -1', '0 axes']],
  ['logSoftmax', 'whole numbers', () => ops.logSoftmax(of([2], 'int64')), ['[2]', 'int64']],
  ['expand', 'another length', () => ops.expand(of([2, 3]), [2, 4]), ['[2, 3]', '[2, 4]']],
  ['expand', 'half a length', () => ops.expand(of([2, 1]), [2, 1.5]), ['[2, 1]', '[2, 1.5]']],
  ['expand', 'fewer axes', () => ops.expand(of([1, 3]), [3]), ['[1, 3]', '[3]']],
];

const shapes: Refusal[] = [
  ['reshape', 'another count', () => ops.reshape(of([2, 3]), [5]), ['[2, 3]', '[5]']],
  ['reshape', 'negative lengths', () => ops.reshape(of([4]), [-2, -2]), ['[4]', '[-2, -2]']],
  ['reshape', 'fractional lengths', () => ops.reshape(of([3]), [1.5, 2]), ['[3]', '[1.5, 2]']],
  ['reshape', 'an open axis lost', () => ops.reshape(of(['batch', 3]), [3]), ['[batch, 3]', '[3]']],
  ['transpose', 'an axis missing', () => ops.transpose(of([2, 3, 4]), [1, 0]), ['[2, 3, 4]', '[1,0]']],
  ['transpose', 'an axis twice', () => ops.transpose(of([2, 3]), [0, 0]), ['[2, 3]', '[0,0]']],
  ['concat', 'shapes', () => ops.concat([of([2, 3]), of([3, 3])], 1), ['[2, 3] and [3, 3]']],
  ['concat', 'ranks', () => ops.concat([of([2, 3]), of([2])], 1), ['[2, 3] and [2]']],
  [
    'concat',
    'dtypes',
    () => ops.concat([of([2]), of([3], 'int32')], 0),
    ['[2] and [3]', 'float32 and int32'],
  ],
  ['concat', 'an axis too far', () => ops.concat([of([2]), of([2])], 1), ['axis 1', '1 axes']],
  ['concat', 'an open axis', () => ops.concat([of(['n', 3]), of(['n', 3])], 0), ['[n, 3] and [n, 3]']],
  ['slice', 'beyond the end', () => ops.slice(of([2, 3]), { axis: 1, from: 1, to: 4 }), ['[2, 3]', '1..4']],
  [
    'slice',
    'before the start',
    () => ops.slice(of([2, 3]), { axis: 1, from: -1, to: 2 }),
    ['[2, 3]', '-1..2'],
  ],
  ['slice', 'nothing', () => ops.slice(of([2, 3]), { axis: 1, from: 1, to: 1 }), ['[2, 3]', '1..1']],
  [
    'slice',
    'half an element',
    () => ops.slice(of([4]), { axis: 0, from: 0.5, to: 2.5 }),
    ['[4]', '0.5..2.5'],
  ],
  ['slice', 'an axis too far', () => ops.slice(of([4]), { axis: 1, from: 0, to: 1 }), ['axis 1', '1 axes']],
  ['pad', 'an axis too far', () => ops.pad(of([4]), [{ axis: 1, before: 1, after: 0 }]), ['[4]', 'axis 1']],
  [
    'pad',
    'less than nothing',
    () => ops.pad(of([4]), [{ axis: 0, before: -1, after: 2 }]),
    ['[4]', 'negative'],
  ],
  [
    'pad',
    'less than nothing on one side alone',
    () => ops.pad(of([4]), [{ axis: 0, before: -1, after: 0 }]),
    ['[4]', '-1 and 0'],
  ],
  [
    'pad',
    'half an element',
    () => ops.pad(of([4]), [{ axis: 0, before: 0.5, after: 0 }]),
    ['[4]', '0.5 and 0'],
  ],
  [
    'pad',
    'an axis twice',
    () =>
      ops.pad(
        of([4]),
        [1, 2].map((before) => ({ axis: 0, before, after: 0 })),
      ),
    ['[4]', 'twice', '[0,0]'],
  ],
];

const products: Refusal[] = [
  ['matmul', 'inner sides', () => ops.matmul(of([2, 3]), of([4, 5])), ['[2, 3] and [4, 5]']],
  ['matmul', 'leading axes', () => ops.matmul(of([2, 3, 4]), of([5, 4, 2])), ['[2, 3, 4] and [5, 4, 2]']],
  ['matmul', 'a vector', () => ops.matmul(of([3]), of([3, 2])), ['[3] and [3, 2]']],
  [
    'matmul',
    'dtypes',
    () => ops.matmul(of([2, 3]), of([3, 2], 'int32')),
    ['[2, 3] and [3, 2]', 'float32 and int32'],
  ],
  ['conv', 'channels', () => ops.conv(picture, of([4, 2, 3, 3])), ['[2, 3, 8, 6] and [4, 2, 3, 3]']],
  [
    'conv',
    'a kernel too large',
    () => ops.conv(picture, of([4, 3, 3, 7])),
    ['[2, 3, 8, 6] and [4, 3, 3, 7]'],
  ],
  ['conv', 'three axes', () => ops.conv(of([3, 8, 6]), of([4, 3, 3, 3])), ['[3, 8, 6]']],
  ['conv', 'open sides', () => ops.conv(of([2, 3, 'h', 6]), of([4, 3, 3, 3])), ['[2, 3, h, 6]']],
  [
    'conv',
    'dtypes',
    () => ops.conv(picture, of([4, 3, 3, 3], 'int32')),
    ['[2, 3, 8, 6] and [4, 3, 3, 3]', 'float32 and int32'],
  ],
  [
    'conv',
    'stride 0',
    () => ops.conv(picture, of([4, 3, 3, 3]), { stride: 0 }),
    ['stride', '0', 'at least 1'],
  ],
  [
    'conv',
    'padding -1',
    () => ops.conv(picture, of([4, 3, 3, 3]), { padding: [0, -1] }),
    ['padding', '[0,-1]'],
  ],
  ['conv', 'dilation 0.5', () => ops.conv(picture, of([4, 3, 3, 3]), { dilation: 0.5 }), ['dilation', '0.5']],
  [
    'convTranspose',
    'channels',
    () => ops.convTranspose(picture, of([4, 2, 3, 3]), { size: [10, 8] }),
    ['[2, 3, 8, 6] and [4, 2, 3, 3]'],
  ],
  [
    'convTranspose',
    'a size it does not reach',
    () => ops.convTranspose(picture, of([3, 2, 3, 3]), { size: [11, 8] }),
    ['[2, 3, 8, 6] and [3, 2, 3, 3]', '11,8'],
  ],
  [
    'convTranspose',
    'half a size',
    () => ops.convTranspose(picture, of([3, 2, 3, 3]), { size: [10.5, 8] }),
    ['size', '[10.5,8]'],
  ],
  [
    'convTranspose',
    'dtypes',
    () => ops.convTranspose(picture, of([3, 2, 3, 3], 'int32'), { size: [10, 8] }),
    ['[2, 3, 8, 6] and [3, 2, 3, 3]', 'float32 and int32'],
  ],
  [
    'convWeightGradient',
    'half a kernel',
    () => ops.convWeightGradient(picture, of([2, 4, 6, 4]), { kernel: [3, 2.5] }),
    ['kernel', '[3,2.5]'],
  ],
  [
    'convWeightGradient',
    'dtypes',
    () => ops.convWeightGradient(picture, of([2, 4, 6, 4], 'int64'), { kernel: [3, 3] }),
    ['[2, 3, 8, 6] and [2, 4, 6, 4]', 'float32 and int64'],
  ],
  [
    'convWeightGradient',
    'batches',
    () => ops.convWeightGradient(picture, of([1, 4, 6, 4]), { kernel: [3, 3] }),
    ['[2, 3, 8, 6] and [1, 4, 6, 4]'],
  ],
  [
    'convWeightGradient',
    'positions',
    () => ops.convWeightGradient(picture, of([2, 4, 8, 6]), { kernel: [3, 3] }),
    ['[2, 3, 8, 6] and [2, 4, 8, 6]', '6,4'],
  ],
];

const channels = of([3]);
const normalisations: Refusal[] = [
  [
    'channelAffine',
    'dtypes',
    () => ops.channelAffine(picture, channels, of([3], 'int32')),
    ['[2, 3, 8, 6] and [3] and [3]', 'float32 and float32 and int32'],
  ],
  [
    'channelAffine',
    'a vector of another length',
    () => ops.channelAffine(picture, channels, of([6])),
    ['[2, 3, 8, 6] and [3] and [6]'],
  ],
  [
    'channelAffine',
    'a vector with more axes',
    () => ops.channelAffine(picture, of([3, 1, 1]), channels),
    ['[2, 3, 8, 6] and [3, 1, 1] and [3]'],
  ],
  [
    'channelAffine',
    'no picture',
    () => ops.channelAffine(of([2, 3]), channels, channels),
    ['[2, 3] and [3]'],
  ],
  [
    'channelCombine',
    'pictures of two shapes',
    () => ops.channelCombine(picture, of([2, 3, 8, 1]), channels, channels, channels),
    ['[2, 3, 8, 6] and [2, 3, 8, 1] and [3] and [3] and [3]'],
  ],
  [
    'channelDot',
    'shapes',
    () => ops.channelDot(picture, of([1, 3, 8, 6])),
    ['[2, 3, 8, 6] and [1, 3, 8, 6]'],
  ],
  [
    'channelVariance',
    'a mean of another length',
    () => ops.channelVariance(picture, of([2])),
    ['[2, 3, 8, 6] and [2]'],
  ],
  [
    'batchNormalise',
    'a vector of another length',
    () => ops.batchNormalise(picture, channels, channels, channels, of([1]), 1e-5),
    ['[2, 3, 8, 6] and [3] and [3] and [3] and [1]'],
  ],
];

const two = { kernel: 2, stride: 2 };

/** The rule of the operation that made `y`, with a gradient that `gradients` would refuse. */
function ruleOf(y: Tensor, dy: Tensor): unknown {
  const { origin } = y;
  if (origin.kind !== 'operation') return undefined;
  return origin.operation.gradient({ dy, inputs: origin.inputs, attributes: origin.attributes, y });
}
const poolings: Refusal[] = [
  ...(['maxPool', 'averagePool'] as const).flatMap((name): Refusal[] => [
    [name, 'a window too large', () => binary[name](picture, { kernel: 9 }), ['[2, 3, 8, 6]', '9,9']],
    [
      name,
      'padding beyond half',
      () => binary[name](picture, { kernel: 3, padding: 2 }),
      ['[2, 3, 8, 6]', 'half'],
    ],
    [name, 'a window of 0', () => binary[name](picture, { kernel: 0 }), ['kernel', '0']],
    [name, 'whole numbers', () => binary[name](of([2, 3, 8, 6], 'int64'), two), ['[2, 3, 8, 6]', 'int64']],
    [name, 'two axes', () => binary[name](of([8, 6]), two), ['[8, 6]']],
  ]),
  [
    'maxPoolGradient',
    'a dy of another shape',
    () => ruleOf(ops.maxPool(picture, two), of([2, 3, 4, 4])),
    ['[2, 3, 8, 6] and [2, 3, 4, 4]', '[2,3,4,3]'],
  ],
  [
    'averagePoolGradient',
    'a dy of another shape',
    () => ruleOf(ops.averagePool(picture, two), of([2, 3, 4, 4])),
    ['[2, 3, 4, 4]', '4,3', '8,6'],
  ],
];

const randoms: Refusal[] = [
  ['keepMask', 'a float key', () => ops.keepMask(of([]), [3], 0.5), ['[]', 'int32']],
  ['keepMask', 'two keys', () => ops.keepMask(of([2], 'int32'), [3], 0.5), ['[2]', 'int32 scalar']],
  ['keepMask', 'half a length', () => ops.keepMask(of([], 'int32'), [2.5], 0.5), ['[2.5]']],
  ['keepMask', 'keeping nothing', () => ops.keepMask(of([], 'int32'), [3], 0), ['keep 0']],
  ['keepMask', 'keeping more than all', () => ops.keepMask(of([], 'int32'), [3], 1.5), ['keep 1.5']],
];

const REFUSALS = [
  ...pairs,
  ...masks,
  ...unaries,
  ...choices,
  ...reductions,
  ...shapes,
  ...products,
  ...normalisations,
  ...poolings,
  ...randoms,
];

describe.each(REFUSALS)('%s refuses, while the graph is built:', (operation, what, build, words) => {
  test(what, () => {
    expect(build).toThrow(GraphError);
    expect(build).toThrow(operation);
    for (const word of words) expect(build).toThrow(word);
  });
});

test('every operation that can be misused is among them', () => {
  const refusing = new Set(REFUSALS.map(([operation]) => operation));
  const names = Object.values(ops.OPERATIONS).flatMap((family) => family.map(({ name }) => name));
  // casts fit everything; the choice of a maximum is only reached by its gradient's gradient
  expect(names.filter((name) => !refusing.has(name))).toEqual(['cast', 'maxPoolSelect']);
});
