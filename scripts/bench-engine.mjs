/**
 * Times the engine's networks beside PyTorch's, by turns, each in a process of its own (two pools of threads that spin at
 * once would ruin both), and shows the machine's limits:
 *   node scripts/built.mjs scripts/bench-engine.mjs --reference FOLDER [--case NAME]... [--rounds N] [--json FILE]
 *   node scripts/built.mjs scripts/bench-engine.mjs --profile FILE [--case NAME]...
 * FOLDER holds the reference program networks.py; without it, or without PyTorch in --python (Debian's), only ours are
 * timed. --profile writes the roofline as Markdown instead: every case's kernels against the machine's peaks.
 * JSON goes to FILE, or to standard output where FILE is `-`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { CASES, findCase } from './bench-engine/cases.mjs';
import { readKernels } from './bench-engine/kernels.mjs';
import { peaksOf } from './bench-engine/peaks.mjs';
import { QUIET, untilQuiet, watchOthers } from './bench-engine/quiet.mjs';
import { markdown, roofline, table } from './bench-engine/roofline.mjs';

const { values: options } = parseArgs({
  options: {
    reference: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
    case: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});

/** What the roofline's columns mean, for its readers. */
const COLUMNS =
  'Times are of one run, kernel by kernel as ONNX Runtime measures them. GFLOP: a multiplication and an addition are ' +
  'two; of all, as counted from the graph. GB: what the kernels read and write by their shapes. Least ms: GFLOP at the ' +
  'peak of a matrix product or GB at the speed of a copy, whichever takes longer; kernels are faster than that where ' +
  "their tensors stay in the processor's cache. Optimiser: elementwise kernels over whole weights.";

const cases = options.case?.map(chosen) ?? CASES;
const say = (line) => process.stderr.write(`${line}\n`);
const path = (name) => fileURLToPath(new URL(`bench-engine/${name}`, import.meta.url));

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  gigabytes: Math.round(totalmem() / 1e9),
  threads: Number(options.threads),
  node: process.version,
  onnxruntime: createRequire(path('../../packages/engine/'))('onnxruntime-node/package.json').version,
};

if (options.profile === undefined) await compare();
else await profileAll(options.profile);

/** The case of a name; ends the program where there is none. */
function chosen(name) {
  try {
    return findCase(name);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

/** What a program prints, from JSON. */
async function printed(program, words) {
  // a BLAS has threads of its own, which PyTorch does not count
  const env = { ...process.env, OPENBLAS_NUM_THREADS: options.threads };
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 2 ** 26, env });
  return JSON.parse(stdout);
}

/** Times a case once others leave the machine alone, and says where they don't: the figures are worth little then. */
async function timed(name, program, words) {
  await untilQuiet();
  const others = watchOthers();
  const result = await printed(program, words);
  const busy = others(result.processorSeconds);
  if (busy > QUIET) say(`${name}: others took ${(100 * busy).toFixed(0)} % of the machine meanwhile`);
  return { ...result, busy };
}

function ours(name, ...words) {
  return timed(name, process.execPath, [path('ours.mjs'), name, options.threads, ...words]);
}

/** PyTorch's time for a case; undefined, with the reason said, where it cannot be had. */
async function theirs(each) {
  try {
    return await timed(each.name, options.python, [
      path('theirs.py'),
      options.reference,
      options.threads,
      JSON.stringify(each),
    ]);
  } catch (error) {
    const reason = `${error.stderr || error.message}`.trim().split('\n').at(-1);
    say(`no comparison with PyTorch: ${reason}`);
    return undefined;
  }
}

/** Times every case on both sides, round by round, and prints the table. */
async function compare() {
  if (options.reference === undefined) say('no comparison with PyTorch: no --reference given');
  let torch;
  let comparable = options.reference !== undefined;
  const times = new Map(cases.map(({ name }) => [name, { ours: [], theirs: [], busy: [] }]));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const each of cases) {
      const { name } = each;
      const own = await ours(name);
      times.get(name).ours.push(median(own.milliseconds));
      times.get(name).busy.push(own.busy);
      const other = comparable ? await theirs(each) : undefined;
      comparable = other !== undefined;
      if (!other) continue;
      torch = `PyTorch ${other.torch} with ${other.blas}`;
      times.get(name).theirs.push(other.milliseconds);
      times.get(name).busy.push(other.busy);
      say(`${name}: ${median(own.milliseconds).toFixed(1)} ms, PyTorch ${other.milliseconds.toFixed(1)} ms`);
    }
  }
  const results = cases.map(({ name, title, target }) => {
    const { ours, theirs, busy } = times.get(name);
    const compared = theirs.length > 0 && {
      theirs: median(theirs),
      ratio: median(theirs.map((time, round) => ours[round] / time)),
    };
    // busy: the share of the machine that others took meanwhile, at worst
    return { name, title, target, ours: median(ours), ...compared, busy: Math.max(...busy) };
  });
  if (options.json !== undefined) {
    const text = `${JSON.stringify({ machine: { ...machine, ...(torch && { torch }) }, results }, null, 2)}\n`;
    if (options.json === '-') process.stdout.write(text);
    else await writeFile(options.json, text);
  }
  if (options.json === '-') return;
  const rows = results.map(({ title, ours, theirs, ratio, target }) => [
    title,
    ours.toFixed(1),
    theirs?.toFixed(1) ?? '',
    ratio?.toFixed(2) ?? '',
    target.toFixed(2),
  ]);
  console.log(markdown('case | ours, ms | PyTorch, ms | ratio | target', rows).join('\n'));
  console.log(`\n${described(machine, torch)}`);
}

/** Runs every case with ONNX Runtime's profiler on and writes the roofline. */
async function profileAll(file) {
  const scratch = await mkdtemp(join(tmpdir(), 'bench-engine-'));
  const kernelsOf = async (name) => {
    const folder = join(scratch, name);
    await mkdir(folder);
    const counted = await ours(name, join(folder, 'profile'));
    say(`${name}: ${median(counted.milliseconds).toFixed(1)} ms, profiled`);
    return { ...counted, read: await readKernels(folder) };
  };
  try {
    const [product, copy] = [await kernelsOf('peak-product'), await kernelsOf('peak-copy')];
    const peaks = peaksOf(product.read.kernels, copy.read.kernels);
    const tables = [];
    for (const { name, title } of cases) {
      const { flops, read } = await kernelsOf(name);
      tables.push(table({ title, flops, profile: roofline(read, flops, peaks) }, peaks));
    }
    const limits =
      `Peaks on this machine: ${(peaks.flops / 1e9).toFixed(0)} GFLOP/s (matrix product of 2048³), ` +
      `${(peaks.bytes / 1e9).toFixed(1)} GB/s (copy of 256 MiB, reading and writing counted). ${described(machine)}`;
    await writeFile(file, `${[limits, COLUMNS, ...tables].join('\n\n')}\n`);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function described({ processor, cores, gigabytes, threads, node, onnxruntime }, torch) {
  return (
    `${processor}, ${cores} cores, ${gigabytes} GB; ${threads} threads; Node ${node}, ONNX Runtime ${onnxruntime}` +
    `${torch ? `, ${torch}` : ''}.`
  );
}

/** The middle value; of an even number the mean of the two in the middle. */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
