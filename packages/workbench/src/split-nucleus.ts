import { labelImage, splitTouching } from '@leukolens/imaging';

/**
 * A mask with one of its nuclei parted where its neck is narrow; 1 inside. Whoever asks knows that it is several nuclei: half of what
 * would be a part by itself will do.
 * @param labels every nucleus drawn with its number, [height, width]
 */
export function splitNucleus(
  labels: Uint16Array,
  width: number,
  height: number,
  label: number,
): Uint8Array<ArrayBuffer> {
  const one = Uint16Array.from(labels, (each) => (each === label ? 1 : 0));
  const area = one.reduce((sum, inside) => sum + inside, 0);
  const asked = { referenceArea: area, partArea: 0.1, neck: 0.9, partSolidity: 0.6 };
  const parts = splitTouching(labelImage(width, height, one), asked).data;
  return Uint8Array.from(labels, (each, i) => {
    if (each !== label) return each === 0 ? 0 : 1;
    const [x, own] = [i % width, parts[i]!];
    const before = [i - width, i - width - 1, i - width + 1, i - 1];
    // where two parts meet, one of them gives way, or they would be one object again
    const meets = before.some(
      (other) =>
        other >= 0 && Math.abs((other % width) - x) <= 1 && parts[other]! !== 0 && parts[other]! !== own,
    );
    return meets ? 0 : 1;
  });
}
