import {
  adam,
  compile,
  crossEntropy,
  input,
  Model,
  mish,
  relu,
  resnet50,
  startTraining,
  trainingStep,
  unet,
  unifiedFocal,
} from '../../packages/engine/dist/index.js';

const CLASSES = 3;

/** Networks as peer/networks.py has them: the same layers, sizes and losses. */
const NETWORKS = [
  {
    network: 'resnet',
    activation: '-relu',
    title: 'ResNet-50, ReLU, linear head, 224²',
    side: 224,
    targets: { train: 1, inference: 0.8 },
  },
  {
    network: 'resnet',
    activation: '-mish',
    title: 'ResNet-50, Mish, medium head, 224²',
    side: 224,
    targets: { train: 0.9, inference: 0.55 },
  },
  {
    network: 'unet',
    activation: '',
    title: 'U-Net, strides 2, 2, 2, 2, 256²',
    side: 256,
    targets: { train: 0.6, inference: 0.6 },
  },
];

/** What is timed, by name: `resnet-train-relu`, `unet-inference-1`; target is the most of PyTorch's time. */
export const CASES = NETWORKS.flatMap(({ network, activation, title, side, targets }) => [
  {
    name: `${network}-train${activation}`,
    title: `${title}: training step, batch 8`,
    network: network + activation,
    side,
    training: true,
    batch: 8,
    repeats: 3,
    target: targets.train,
  },
  ...[
    { batch: 8, repeats: 5 },
    { batch: 1, repeats: 9 },
  ].map(({ batch, repeats }) => ({
    name: `${network}-inference${activation}-${batch}`,
    title: `${title}: inference, batch ${batch}`,
    network: network + activation,
    side,
    training: false,
    batch,
    repeats,
    target: targets.inference,
  })),
]);

/** The case of that name; throws with the names there are. */
export function findCase(name) {
  const found = CASES.find((each) => each.name === name);
  if (found) return found;
  throw new Error(`no case is named '${name}'; there are ${CASES.map((each) => each.name).join(', ')}`);
}

const NETWORK = {
  'resnet-relu': (root, x) => resnet50(root, x, { classes: CLASSES, activation: relu }),
  'resnet-mish': (root, x) => resnet50(root, x, { classes: CLASSES, activation: mish, hidden: [1024, 512] }),
  unet: (root, x) => unet(root, x, { strides: [2, 2, 2, 2], dropout: 0.1 }),
};

/** Pictures of a batch that inference computes at a time, as the product does. */
const AT_ONCE = 2;

/** A case as a program, with something to feed it. */
export function trace({ network, side, training, batch }) {
  const model = new Model(training ? 'training' : 'inference');
  const pictures = training ? batch : 'pictures';
  const logits = NETWORK[network](model.root, input('x', [pictures, 3, side, side]));
  const x = noise(batch * 3 * side * side);
  if (!training) return { model, program: { outputs: { logits } }, feeds: { x }, pictures: batch };
  if (network === 'unet') {
    const target = input('target', [batch, 1, side, side]);
    const loss = unifiedFocal(logits, target, { lambda: 0.5, delta: 0.7, gamma: 1 });
    const mask = noise(batch * side * side).map((value) => (value > 0.4 ? 1 : 0));
    return {
      model,
      program: trainingStep(model, loss, adam({ learningRate: 1e-5 })),
      feeds: { x, target: mask },
    };
  }
  const loss = crossEntropy(logits, input('y', [batch], 'int64'));
  const y = Array.from({ length: batch }, (_, i) => i % CLASSES);
  return { model, program: trainingStep(model, loss, adam({ learningRate: 1e-5 })), feeds: { x, y } };
}

/** A traced case as a function that runs it once, and one that frees it. Inference has its weights folded in. */
export async function start({ model, program, feeds }, runtime) {
  if (model.mode === 'training') {
    const session = await startTraining(program, runtime, { seed: 1 });
    return { once: () => session.step(feeds), release: () => session.release() };
  }
  const session = await compile(program, runtime, { folded: model.initial(1), atOnce: AT_ONCE });
  return { once: () => session.run(feeds), release: () => session.release() };
}

/** Numbers in -1 to 1, always the same. */
function noise(length) {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}
