import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RunError } from '@leukolens/batch';
import { colourConstancy, magentaSaturation, type RgbImage } from '@leukolens/imaging';
import { z } from 'zod';

const SCRIPT = fileURLToPath(new URL('../../bench/opencv.py', import.meta.url));

/** What the peer can time: OpenCV's bilateral filter alone, or its whole handcrafted method. */
const peerJob = z.enum(['bilateral', 'method']);
export type PeerJob = z.infer<typeof peerJob>;

/** The script's first line, and its answer to each job. */
const greeting = z.object({ opencv: z.string(), jobs: z.array(peerJob) });
const milliseconds = z.array(z.number());

/** OpenCV in a Python process that holds the same images and times one job over all of them when asked. */
export interface Peer {
  readonly version: string;
  readonly jobs: readonly PeerJob[];
  /** Milliseconds of each image. Rejects, with the reason, where the process has ended. */
  time(job: PeerJob): Promise<number[]>;
  /** Ends the process and removes its files. */
  end(): Promise<void>;
}

/**
 * Starts the peer on the images; undefined, with the reason said, where Python or OpenCV is missing.
 *
 * @param reference a folder with the reference program's handcrafted.py, for the whole method
 */
export async function startPeer(
  images: readonly RgbImage[],
  python: string,
  reference: string | undefined,
  say: (line: string) => void,
): Promise<Peer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'leukolens-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeImages(images, folder);
  } catch (error) {
    await remove();
    throw error;
  }
  const script = startScript(python, [folder, ...(reference ? [reference] : [])]);
  const end = async () => {
    await script.end();
    await remove();
  };
  try {
    const { opencv, jobs } = greeting.parse(JSON.parse(await script.line()));
    return {
      version: opencv,
      jobs,
      time: async (job) => milliseconds.parse(JSON.parse(await script.line(job))),
      end,
    };
  } catch (error) {
    await end();
    say(`no comparison with OpenCV: ${(error as Error).message}`);
    return undefined;
  }
}

async function writeImages(images: readonly RgbImage[], folder: string): Promise<void> {
  await Promise.all(
    images.flatMap((image, i) => [
      writeFile(join(folder, `${i}.rgb`), image.data),
      writeFile(join(folder, `${i}.ms`), magentaSaturation(colourConstancy(image)).data),
    ]),
  );
  const index = images.map(({ width, height }, i) => ({ name: String(i), width, height }));
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
}

/** The script's process: lines in, lines out. */
function startScript(python: string, words: readonly string[]) {
  const child = spawn(python, [SCRIPT, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  child.stdin.on('error', () => undefined); // a process that has ended is told by its end, below
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${python} does not start: ${error.message}`));
    child.once('close', (code, signal) => {
      const last = complaints.trim().split('\n').at(-1);
      resolve([`${python} ended (${signal ?? `code ${code}`})`, last].filter(Boolean).join(': '));
    });
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** The next line that the script prints, after it was sent `question` if there is one. */
    async line(question?: string): Promise<string> {
      if (question !== undefined) child.stdin.write(`${question}\n`);
      const { value, done } = await answers.next();
      if (done) throw new RunError(await ended);
      return value;
    },
    async end(): Promise<void> {
      child.kill();
      await ended;
    },
  };
}
