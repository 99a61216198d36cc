import { availableParallelism, cpus, totalmem } from 'node:os';
import { runtimeFor } from '@leukolens/batch';
import { NOTICE, networkCheck, SOFTWARE, selfCheck } from '@leukolens/cad';
import { createKernels } from '@leukolens/imaging';
import { command } from '../command.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { libraryVersions } from '../versions.ts';
import { writeJson } from '../write-json.ts';

/** One thing looked at: undefined where it is neither good nor bad. */
interface Finding {
  readonly subject: string;
  readonly works: boolean | undefined;
  readonly finding: string;
}

export const doctor = command({
  name: 'doctor',
  summary: 'say what is installed and what works here; check a known image and a known network',
  options: { json: JSON_OPTION },
  notes: ['Exit code: 0 all works, 1 something does not.'],
  examples: ['leukolens doctor', 'leukolens doctor --json'],
  async run({ json }) {
    const findings = [
      program(),
      machine(),
      await libraries(),
      kernels(),
      await devices(),
      await knownImage(),
      await knownNetwork(),
    ];
    await writeJson({ software: SOFTWARE, notice: NOTICE, findings }, json);
    if (json !== true) {
      for (const { subject, works, finding } of findings) {
        const sign = works === undefined ? ' ' : works ? '+' : '!';
        process.stdout.write(`${sign} ${subject.padEnd(12)}${finding}\n`);
      }
    }
    return findings.some(({ works }) => works === false) ? 1 : 0;
  },
});

function program(): Finding {
  const finding = `${SOFTWARE.name} ${SOFTWARE.version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return { subject: 'program', works: undefined, finding };
}

function machine(): Finding {
  const memory = Math.round(totalmem() / 2 ** 30);
  const finding = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB of memory`;
  return { subject: 'machine', works: undefined, finding };
}

async function libraries(): Promise<Finding> {
  try {
    const { sharp, libvips } = await libraryVersions();
    const finding = `BMP, PNG, JPEG, TIFF, WebP, GIF (sharp ${sharp}, libvips ${libvips})`;
    return { subject: 'images', works: true, finding };
  } catch (error) {
    return { subject: 'images', works: false, finding: `sharp does not load: ${firstLine(error)}` };
  }
}

function kernels(): Finding {
  try {
    createKernels();
    return { subject: 'kernels', works: true, finding: 'WebAssembly with SIMD' };
  } catch (error) {
    return {
      subject: 'kernels',
      works: false,
      finding: `WebAssembly with SIMD is missing: ${firstLine(error)}`,
    };
  }
}

/** What ONNX Runtime offers. Of webgpu it tells that it was built in, not whether a graphics card is there. */
async function devices(): Promise<Finding> {
  try {
    const { offeredDevices } = await import('@leukolens/engine/node');
    const { version, devices } = offeredDevices();
    const webgpu = devices.includes('webgpu')
      ? 'webgpu is built in, whether a graphics card takes it was not tried'
      : 'without webgpu';
    const cpu = devices.includes('cpu') ? 'cpu' : 'no cpu';
    const finding = `${cpu}; ${webgpu} (ONNX Runtime ${version})`;
    return { subject: 'devices', works: devices.includes('cpu'), finding };
  } catch (error) {
    return {
      subject: 'devices',
      works: undefined,
      finding: `onnxruntime-node does not load, so that networks run by WebAssembly, several times slower: ${firstLine(error)}`,
    };
  }
}

async function knownNetwork(): Promise<Finding> {
  try {
    const { passed, finding } = await networkCheck(await runtimeFor('the network'));
    return { subject: 'network', works: passed, finding };
  } catch (error) {
    return { subject: 'network', works: false, finding: firstLine(error) };
  }
}

async function knownImage(): Promise<Finding> {
  try {
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { passed, finding } = await selfCheck(sharpCodec);
    return { subject: 'self-check', works: passed, finding };
  } catch (error) {
    return { subject: 'self-check', works: false, finding: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0]!;
}
