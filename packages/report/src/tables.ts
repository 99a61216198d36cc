import { type ImageResult, isUnlike, type NucleusResult } from '@leukolens/cad';
import { MEASUREMENT_COLUMNS } from '@leukolens/imaging';
import { csvLine } from './csv.ts';

/** Stands in every row's last column, `use`: tables travel without the folder they were made in. */
const USE = 'research only';

type Records = Iterable<ImageResult> | AsyncIterable<ImageResult>;

/** What `nuclei.csv` takes of a record: of a slide, a part at a time. */
export interface MeasuredNuclei {
  readonly image: string;
  readonly nuclei: { readonly objects: readonly NucleusResult[] } | null;
}

/**
 * `images.csv`: a line an image, those that failed too. Comes line by line.
 * @param classes of the classifier, where there was one: its verdict and a probability for each are columns, too
 * @param cells classes of the classifier of single nuclei, where there was one: how many are of each, and their share with its interval,
 *   of the nuclei that are like those it was trained on, and how many are unlike
 */
export async function* imagesCsv(
  records: Records,
  classes: readonly string[] = [],
  cells: readonly string[] = [],
): AsyncGenerator<string> {
  yield csvLine([
    'image',
    'width_px',
    'height_px',
    'nuclei',
    'nucleus_area_fraction',
    ...(classes.length > 0
      ? [
          'class',
          ...classes.map((name) => `probability ${name}`),
          'prediction set',
          'out of distribution',
          'nearest cluster',
        ]
      : []),
    ...cells.flatMap((name) => [name, `share ${name}`, `share ${name} low`, `share ${name} high`]),
    ...(cells.length > 0 ? ['unlike nuclei'] : []),
    'warnings',
    'error',
    'use',
  ]);
  for await (const record of records) {
    const { image, width, height, nuclei, classification, cluster, warnings, error } = record;
    yield csvLine([
      image,
      width ?? undefined,
      height ?? undefined,
      nuclei?.count,
      nuclei?.areaFraction,
      ...(classes.length > 0
        ? [
            classification?.label,
            ...classes.map((name) => classification?.probabilities[name]),
            classification?.conformalSet?.join(' or '),
            flagged(classification?.outOfDistribution?.flag),
            cluster?.nearest,
          ]
        : []),
      ...cells.flatMap((name) => {
        const found = nuclei?.byClass?.[name];
        return [found?.count, found?.share, found?.interval[0], found?.interval[1]];
      }),
      ...(cells.length > 0 ? [unlikeCount(nuclei?.objects)] : []),
      warnings.join('; '),
      error ?? undefined,
      USE,
    ]);
  }
}

/**
 * `nuclei.csv`: a line a nucleus, a column a measurement; those in µm are empty where no pixel size is known, those of
 * the cell where the method does not outline cells or the image's border cuts it.
 * @param maps METHOD-LAYER of the maps that were made: the share of each that lies on the nucleus is a column, too
 * @param cells classes of the classifier of single nuclei, where there was one: the probability of each is a column, too, and whether
 *   the nucleus is unlike those that it was trained on
 */
export async function* nucleiCsv(
  records: Iterable<MeasuredNuclei> | AsyncIterable<MeasuredNuclei>,
  maps: readonly string[] = [],
  cells: readonly string[] = [],
): AsyncGenerator<string> {
  yield csvLine([
    'image',
    ...MEASUREMENT_COLUMNS.map(({ csv }) => csv),
    'cell_area_px2',
    'cell_area_um2',
    'nucleus_to_cell_ratio',
    ...cells.map((name) => `probability ${name}`),
    ...(cells.length > 0 ? ['unlike'] : []),
    ...maps.map((map) => `share of ${map}`),
    'use',
  ]);
  for await (const { image, nuclei } of records) {
    for (const nucleus of nuclei?.objects ?? []) {
      yield csvLine([
        image,
        ...MEASUREMENT_COLUMNS.map(({ key }) => nucleus[key]),
        nucleus.cellArea,
        nucleus.cellAreaUm2,
        nucleus.nucleusToCell,
        ...cells.map((name) => nucleus.classes?.[name]),
        ...(cells.length > 0 ? [unlikeWord(nucleus)] : []),
        ...maps.map((map) => nucleus.mapShares?.[map]),
        USE,
      ]);
    }
  }
}

/** How many nuclei are unlike those learned; undefined where that is not known. */
function unlikeCount(nuclei: readonly NucleusResult[] = []): number | undefined {
  return nuclei.some(({ unfamiliarity }) => unfamiliarity !== undefined)
    ? nuclei.filter(isUnlike).length
    : undefined;
}

/** Whether a nucleus is unlike those that the classifier of single nuclei was trained on; undefined where that is not known. */
function unlikeWord(nucleus: NucleusResult): string | undefined {
  return flagged(nucleus.unfamiliarity === undefined ? undefined : isUnlike(nucleus));
}

function flagged(flag: boolean | undefined): string | undefined {
  return flag === undefined ? undefined : flag ? 'yes' : 'no';
}
