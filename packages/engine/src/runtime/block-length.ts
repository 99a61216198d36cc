import { GraphWriter } from '../onnx/emitter.ts';
import { encodeModel } from '../onnx/messages.ts';
import type { Runtime } from './runtime.ts';

const DOMAIN = 'com.microsoft.nchwc';
const CHANNELS = 16;
const known = new WeakMap<Runtime['ort']['InferenceSession'], Promise<number>>();

/**
 * How many channels a block of the runtime's blocked layout has, 0 where it has none. Processors differ and ONNX Runtime
 * does not tell, so that a small picture is put into that layout and its order looked at, once per runtime.
 */
export function blockLength(runtime: Runtime): Promise<number> {
  if (runtime.device !== 'cpu') return Promise.resolve(0);
  const { InferenceSession } = runtime.ort;
  let answer = known.get(InferenceSession);
  if (!answer) {
    answer = probe(runtime);
    known.set(InferenceSession, answer);
  }
  return answer;
}

async function probe({ device, ort, options }: Runtime): Promise<number> {
  const writer = new GraphWriter(device, 0);
  const blocks = writer.node('ReorderInput', ['x'], {}, DOMAIN);
  // what is in blocks is called a picture still; adding zero hands out its elements as they lie
  writer.handOut(writer.node('Add', [blocks, writer.constant('float32', [0], [])]), 'y');
  const dimensions = [1, CHANNELS, 2, 2].map((value) => ({ value }));
  const type = { tensor: { element: 1, shape: { dimensions } } };
  const bytes = encodeModel({
    version: 9,
    graph: {
      name: 'probe',
      nodes: writer.nodesFor(['y']),
      initializers: writer.initializers,
      inputs: [{ name: 'x', type }],
      outputs: [{ name: 'y', type }],
    },
    operatorSets: [
      { domain: '', version: 20 },
      { domain: DOMAIN, version: 1 },
    ],
  });
  try {
    const session = await ort.InferenceSession.create(bytes, { ...options, logSeverityLevel: 4 });
    const channelOfElement = Float32Array.from({ length: 4 * CHANNELS }, (_, i) => Math.floor(i / 4));
    const { y } = await session.run({ x: new ort.Tensor('float32', channelOfElement, [1, CHANNELS, 2, 2]) });
    await session.release();
    const order = Array.from(y?.data as Float32Array);
    // channels count up within a block, then the next pixel begins with channel 0 again
    const block = order.indexOf(0, 1);
    const expected = order.map((_, i) => (i % block) + block * Math.floor(i / (4 * block)));
    return block >= 8 && expected.every((channel, i) => channel === order[i]) ? block : 0;
  } catch {
    return 0;
  }
}
