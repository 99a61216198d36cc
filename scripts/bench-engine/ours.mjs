/*
 * Times one case in a process of its own: node ours.mjs CASE THREADS [PROFILE]
 * Prints { milliseconds: [...], processorSeconds, flops, kinds } as JSON. With PROFILE, ONNX Runtime writes what each of its kernels took
 * into files whose names begin so.
 */
import { nodeRuntime } from '../../packages/engine/dist/node.js';
import { findCase, start, trace } from './cases.mjs';
import { countFlops } from './flops.mjs';
import { PEAKS } from './peaks.mjs';

const WARM_UP = 2;
const [name, threads, profile] = process.argv.slice(2);
const peak = PEAKS[name];
const traced = peak ? peak.trace() : trace(findCase(name));
const runtime = nodeRuntime({ threads: Number(threads) });
if (profile) Object.assign(runtime.options, { enableProfiling: true, profileFilePrefix: profile });

const { once, release } = await start(traced, runtime);
const milliseconds = [];
for (let i = -WARM_UP; i < (peak ?? findCase(name)).repeats; i++) {
  const begun = performance.now();
  await once();
  if (i >= 0) milliseconds.push(performance.now() - begun);
}
await release();
const { user, system } = process.cpuUsage();
const processorSeconds = (user + system) / 1e6;
process.stdout.write(
  `${JSON.stringify({ milliseconds, processorSeconds, ...countFlops(traced.program, traced.pictures) })}\n`,
);
