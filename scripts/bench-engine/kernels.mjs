/*
 * ONNX Runtime's profile, kernel by kernel: what it took, what it had to compute, and what it had to read and write.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = {
  float: 4,
  double: 8,
  int64: 8,
  uint64: 8,
  int32: 4,
  uint32: 4,
  bool: 1,
  uint8: 1,
  int8: 1,
  float16: 2,
};

/** Operators that hand on what they are given under another shape, without a copy. */
const VIEWS = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity', 'Shape']);
const CONVOLUTIONS = new Set(['Conv', 'FusedConv', 'NhwcFusedConv', 'ConvTranspose']);
const PRODUCTS = new Set(['MatMul', 'FusedMatMul', 'Gemm', 'FusedGemm']);
const REDUCTIONS = /^Reduce|Pool$|Softmax$/;
const MOVEMENTS =
  /^(Transpose|Slice|Concat|Pad|Gather|Scatter|Expand|Split|SpaceToDepth|DepthToSpace|Reorder|Tile|Memcpy|ConstantOfShape|Range)/;

/** No vector of channels is longer than ResNet's last, so longer ones are weights seen as vectors. */
const LONGEST_CHANNELS = 2048;

/**
 * The kernels of a profile, the warm-up left out.
 * @param folder holds the profiles that one process wrote; the largest is the network's
 * @returns { runs, seconds (of all runs), kernels: [{ operator, kind, seconds, flops (or undefined), bytes, elements }] }
 */
export async function readKernels(folder, warmUp = 2) {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const events = JSON.parse(await readFile(paths[sizes.indexOf(Math.max(...sizes))], 'utf8'));
  const runs = events
    .filter(({ name }) => name === 'model_run')
    .sort((a, b) => a.ts - b.ts)
    .slice(warmUp);
  const kernels = events
    .filter(({ cat, name, ts }) => cat === 'Node' && name.endsWith('_kernel_time') && ts >= runs[0].ts)
    .map(kernelOf);
  return { runs: runs.length, seconds: runs.reduce((sum, { dur }) => sum + dur, 0) / 1e6, kernels };
}

function kernelOf({ dur, args }) {
  const tensors = (described) =>
    (described ?? []).map((each) => {
      const [[type, shape]] = Object.entries(each);
      return { shape, bytes: size(shape) * (BYTES[type] ?? 4) };
    });
  const inputs = tensors(args.input_type_shape);
  const outputs = tensors(args.output_type_shape);
  const operator = args.op_name;
  const kind = kindOf(operator, inputs, outputs);
  const computes = kind === 'convolution' || kind === 'matrix product';
  const moved = [...inputs, ...outputs].reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    operator,
    kind,
    seconds: dur / 1e6,
    flops: computes ? flopsOf(operator, inputs, outputs) : 0,
    bytes: VIEWS.has(operator) ? 0 : moved,
    elements: size(outputs[0]?.shape ?? []),
  };
}

function kindOf(operator, [first, second], [y]) {
  if (CONVOLUTIONS.has(operator)) {
    // one product per element: scale and shift of each channel, written as a convolution
    return second && size(second.shape.slice(1)) === 1 ? 'elementwise' : 'convolution';
  }
  if (PRODUCTS.has(operator)) {
    // a row times a column
    const single = y.shape.length > 2 && size(y.shape.slice(-2)) === 1;
    return single ? 'reduction' : 'matrix product';
  }
  if (REDUCTIONS.test(operator)) return 'reduction';
  if (VIEWS.has(operator) || MOVEMENTS.test(operator)) return 'data movement';
  const vector = y?.shape.length === 1 && y.shape[0] > LONGEST_CHANNELS && first?.shape.length <= 1;
  return vector ? 'optimiser' : 'elementwise';
}

/** Undefined where a profile leaves out the kernels of a convolution, having packed them before the first run. */
function flopsOf(operator, [a, b], [y]) {
  if (CONVOLUTIONS.has(operator)) {
    const walked = operator === 'ConvTranspose' ? a : y;
    return b && 2 * size(walked.shape) * size(b.shape.slice(1));
  }
  if (!PRODUCTS.has(operator)) return 0;
  if (!b) return 2 * size(y.shape) * a.shape.at(-1);
  // (m k) (k n) (m n) = (m n k)², whichever operand is transposed; a batch of both counts once too often
  const both = a.shape.length > 2 && b.shape.length > 2 ? size(b.shape.slice(0, -2)) : 1;
  return 2 * Math.sqrt((size(a.shape) * size(b.shape) * size(y.shape)) / both);
}

function size(shape) {
  return shape.reduce((product, length) => product * length, 1);
}
