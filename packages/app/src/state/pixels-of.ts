import type { Found } from '@leukolens/workbench';
import { indicesWhere } from './edits.ts';

/** Indices of those pixels of a nucleus for which something holds, rising; none where there is no such nucleus. */
export function pixelsOf(
  { record, labels }: Found,
  label: number,
  holds: (index: number) => boolean,
): Uint32Array<ArrayBuffer> {
  const nucleus = record.nuclei!.objects.find((each) => each.label === label);
  if (!nucleus) return new Uint32Array(0);
  const { boundingBoxX: left, boundingBoxY: top, boundingBoxWidth, boundingBoxHeight } = nucleus;
  const reach = { left, top, right: left + boundingBoxWidth - 1, bottom: top + boundingBoxHeight - 1 };
  const size = { width: record.width!, height: record.height! };
  return indicesWhere(reach, size, (i) => labels[i] === label && holds(i));
}
