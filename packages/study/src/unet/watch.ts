import type { OutlineNetwork } from '@leukolens/cad';
import type { TrainingSample } from './samples.ts';

/**
 * The mean IoU of nuclei over samples at working size, pixels whose truth is not known left out; probabilities and truth are
 * cut at a half, and 0/0 is 1.
 */
export async function sampleScores(
  network: OutlineNetwork,
  samples: readonly TrainingSample[],
): Promise<number> {
  let sum = 0;
  for (const { image, target, counted } of samples) {
    const { data } = await network.atWorkingSize(image);
    const pixels = image.width * image.height;
    let [both, either] = [0, 0];
    for (let i = 0; i < pixels; i++) {
      if (!counted[i]) continue;
      const [predicted, truth] = [data[i]! > 0.5, target[i]! > 127];
      if (predicted && truth) both++;
      if (predicted || truth) either++;
    }
    sum += either === 0 ? 1 : both / either;
  }
  return sum / samples.length;
}
