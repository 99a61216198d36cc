import { GraphError } from '../graph/errors.ts';
import { RANDOM } from '../graph/model.ts';
import { leavesOf, type Program } from '../graph/program.ts';
import { elementCount, fixedShape, formatShape } from '../graph/shape.ts';
import { lower } from './lower.ts';

export interface ExportOptions {
  /** Written into the file's metadata for its readers: what the model is for, its classes. Default none. */
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * A program with its weights as the bytes of an .onnx file, for any runtime that reads operator set 20: standard
 * operators only, weights as constants of the file, and the batch axis open where the program's inputs leave it open.
 * @param program traced with `new Model('inference')`: it changes no state
 * @param weights a value for every state of the program, by name; others are left out
 * @throws GraphError where the program is one of training, or a weight is missing or of another length
 */
export function exportOnnx(
  program: Program,
  weights: ReadonlyMap<string, Float32Array>,
  { properties = {} }: ExportOptions = {},
): Uint8Array {
  const { inputs, states } = leavesOf(program);
  const moving = program.updates?.size ?? 0;
  if (moving > 0 || inputs.some(({ name }) => name === RANDOM)) {
    const received = moving > 0 ? `changes ${moving} states` : 'draws random numbers';
    throw new GraphError(
      `exportOnnx: the program ${received}; expected one of inference: trace it with Model('inference')`,
    );
  }
  const folded = new Map<string, Float32Array>();
  for (const { name, tensor } of states) {
    const shape = fixedShape(tensor.shape, `state '${name}'`);
    const values = weights.get(name);
    if (values?.length !== elementCount(shape)) {
      const received = values ? `${values.length} elements` : 'no value';
      throw new GraphError(
        `exportOnnx: '${name}' received ${received}; expected ${elementCount(shape)} for ${formatShape(shape)}`,
      );
    }
    folded.set(name, values);
  }
  // what is written for webgpu is standard ONNX throughout; for processors it has operators of ONNX Runtime's own
  return lower(program, { device: 'webgpu', folded, properties }).bytes;
}
