import { describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { holdAgainst } from '../fresh-memory.ts';
import { DATA, missing, PEER } from '../shared.ts';

const reason = missing('cv2', 'scipy', 'numpy');
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)('speed, by turns with OpenCV in one run', () => {
  // timings on a shared machine: a slow spell may take one attempt, not three
  const options = { retry: 2 };

  test(
    'the whole method takes at most 2 times the bilateral filter alone; two workers do 1.7 times the work of one',
    options,
    async ({ skip }) => {
      const timed = ['--only', 'handcrafted,folder', '--rounds', '3'];
      const words = ['bench', '--data', DATA, '--reference', PEER, ...timed, '--json'];
      const { code, stdout, stderr } = await leukolens(words);
      expect(code, stderr).toBe(0);
      const { sets } = JSON.parse(stdout);
      for (const { name, method, folder } of sets) {
        console.log(
          `${name}: ${method.ours.toFixed(2)} ms; of OpenCV's filter alone ${method.ratio.bilateral.toFixed(2)}, ` +
            `of its whole method ${method.ratio.method.toFixed(2)}; ${folder.rate[1].toFixed(1)} images/s with one ` +
            `worker, ${folder.rate[2].toFixed(1)} with two (${folder.speedup.toFixed(2)} times)`,
        );
        expect(method.ratio.bilateral).toBeLessThanOrEqual(2);
      }
      // photographs as JPEG; lossless WebP decodes on a thread of libwebp's own, which one worker overlaps already
      const { folder } = sets.find(({ name }: { name: string }) => name === 'bloodseg');
      holdAgainst(
        1.7 / folder.speedup,
        `two workers do ${folder.speedup.toFixed(2)} times the work of one, 1.7 at least`,
        skip,
      );
    },
  );
});
