import { availableParallelism, cpus, totalmem } from 'node:os';
import { NOTICE, SOFTWARE, selfCheck } from '@leukolens/cad';
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
  summary: 'say what is installed and what works here; check a known image against its known result',
  options: { json: JSON_OPTION },
  notes: ['Exit code: 0 all works, 1 something does not.'],
  examples: ['leukolens doctor', 'leukolens doctor --json'],
  async run({ json }) {
    const findings = [program(), machine(), await libraries(), kernels(), devices(), await known()];
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

function devices(): Finding {
  return {
    subject: 'devices',
    works: undefined,
    finding: 'cpu; this version has no networks, so it needs no webgpu',
  };
}

async function known(): Promise<Finding> {
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
