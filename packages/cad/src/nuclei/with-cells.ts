import { cellAreas, type LabelImage, labelObjects, type Mask, mask } from '@leukolens/imaging';
import type { NucleusResult } from '../results.ts';
import type { NucleiAndCells } from '../segment/segmenter.ts';

/**
 * Nuclei with the size of their cells. A cell that reaches the image's border has none: how much of it lies beyond is not known. The
 * cell of a nucleus that was found but is not among them, deleted by hand, say, is not given to its neighbours.
 * @param labels in which the nuclei's numbers are theirs
 * @param found undefined where cells are not known
 */
export function withCells(
  objects: readonly NucleusResult[],
  labels: LabelImage,
  found: NucleiAndCells | undefined,
): readonly NucleusResult[] {
  if (found === undefined) return objects;
  const areas = cellAreas(labels, objects.length, found.cells, leftOut(found.nuclei, labels));
  return objects.map((nucleus) => {
    const { area, touchesBorder } = areas[nucleus.label - 1]!;
    if (touchesBorder) return nucleus;
    return {
      ...nucleus,
      cellArea: area,
      ...(nucleus.areaUm2 !== undefined && { cellAreaUm2: (area * nucleus.areaUm2) / nucleus.area }),
      nucleusToCell: nucleus.area / area,
    };
  });
}

/** The found nuclei that meet none of those that are labelled. */
function leftOut(found: Mask, labels: LabelImage): Mask {
  const objects = labelObjects(found).data;
  const met = new Set<number>();
  objects.forEach((object, i) => {
    if (labels.data[i]! > 0) met.add(object);
  });
  return mask(
    found.width,
    found.height,
    Uint8Array.from(objects, (object) => (object > 0 && !met.has(object) ? 1 : 0)),
  );
}
