import type { FieldTimes } from './field.ts';
import type { FolderTimes } from './folder.ts';
import type { MethodTimes } from './method.ts';
import { NETWORK_PARTS, type NetworkPart, type NetworkTimes } from './network.ts';

/* What was timed, as lines to read. */

export function methodLines({
  images,
  width,
  height,
  ours,
  opencv,
  ratio,
  opencvVersion,
}: MethodTimes): string {
  const beside = (['bilateral', 'method'] as const).flatMap((job) =>
    opencv[job] === undefined
      ? []
      : `  OpenCV ${opencvVersion}, ${job === 'bilateral' ? 'bilateralFilter alone' : 'whole method'}: ${opencv[job].toFixed(2)} ms; ours takes ${ratio[job]!.toFixed(2)} of it`,
  );
  return lines(
    `  handcrafted method: ${ours.toFixed(2)} ms an image, ${images} of ${width}x${height}`,
    ...beside,
  );
}

export function folderLines({ images, rate, speedup }: FolderTimes): string {
  return lines(
    `  folder, ${images} images, decoding and writing included: ${rate[1]!.toFixed(1)} images/s with 1 worker, ${rate[2]!.toFixed(1)} with 2 (${speedup.toFixed(2)} times)`,
  );
}

export function networkLines({ model, width, height, working, rounds, total, parts }: NetworkTimes): string {
  return lines(
    `  network ${model.name}: ${total.toFixed(1)} ms for an image of ${width}x${height}, seen at ${working.width}x${working.height}, median of ${rounds}`,
    ...Object.entries(NETWORK_PARTS).map(
      ([part, what]) => `    ${parts[part as NetworkPart].toFixed(2).padStart(7)} ms  ${what}`,
    ),
  );
}

export function fieldLines({
  side,
  workingSide,
  nuclei,
  seconds,
  megapixelsPerSecond,
  peak,
}: FieldTimes): string {
  return lines(
    `field of ${side}x${side}, seen at ${workingSide}x${workingSide}: ${megapixelsPerSecond.toFixed(2)} megapixels/s, peak ${peak.toFixed(2)} GiB`,
    `  ${seconds.segment.toFixed(1)} s to the mask, ${seconds.measure.toFixed(1)} s to ${nuclei} measured nuclei`,
  );
}

function lines(...each: readonly string[]): string {
  return `${each.join('\n')}\n`;
}
