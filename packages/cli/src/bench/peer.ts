import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { colourConstancy, magentaSaturation, type RgbImage } from '@leukolens/imaging';

const SCRIPT = fileURLToPath(new URL('../../bench/opencv.py', import.meta.url));

/** What the peer can time: OpenCV's bilateral filter alone, or its whole handcrafted method. */
export type PeerJob = 'bilateral' | 'method';

/** OpenCV in a Python process that holds the same images and times one job over all of them when asked. */
export interface Peer {
  readonly version: string;
  readonly jobs: readonly PeerJob[];
  /** Milliseconds of each image. */
  time(job: PeerJob): Promise<number[]>;
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
  await Promise.all(
    images.flatMap((image, i) => [
      writeFile(join(folder, `${i}.rgb`), image.data),
      writeFile(join(folder, `${i}.ms`), magentaSaturation(colourConstancy(image)).data),
    ]),
  );
  const index = images.map(({ width, height }, i) => ({ name: String(i), width, height }));
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));

  const child = spawn(python, [SCRIPT, folder, ...(reference ? [reference] : [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let trouble = '';
  child.stderr.on('data', (chunk) => {
    trouble += chunk;
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = async () => {
    child.stdin.end();
    await rm(folder, { recursive: true, force: true });
  };
  const hello = await Promise.race([
    answers.next().then(({ value }) => value as string | undefined),
    failure(child),
  ]);
  if (hello === undefined) {
    await end();
    say(`no comparison with OpenCV: ${trouble.trim().split('\n').at(-1) || `${python} does not start`}`);
    return undefined;
  }
  const { opencv, jobs } = JSON.parse(hello);
  return {
    version: opencv,
    jobs,
    async time(job) {
      child.stdin.write(`${job}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`the OpenCV process ended: ${trouble.trim()}`);
      return JSON.parse(value);
    },
    end,
  };
}

function failure(child: ChildProcess): Promise<undefined> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
  });
}
