import type { ImageResult } from '@leukolens/cad';
import { MEASUREMENT_COLUMNS } from '@leukolens/imaging';
import { csvLine } from './csv.ts';

/** Stands in every row's last column, `use`: tables travel without the folder they were made in. */
const USE = 'research only';

type Records = Iterable<ImageResult> | AsyncIterable<ImageResult>;

/** `images.csv`: a line an image, those that failed too. Comes line by line. */
export async function* imagesCsv(records: Records): AsyncGenerator<string> {
  yield csvLine([
    'image',
    'width_px',
    'height_px',
    'nuclei',
    'nucleus_area_fraction',
    'warnings',
    'error',
    'use',
  ]);
  for await (const { image, width, height, nuclei, warnings, error } of records) {
    yield csvLine([
      image,
      width ?? undefined,
      height ?? undefined,
      nuclei?.count,
      nuclei?.areaFraction,
      warnings.join('; '),
      error ?? undefined,
      USE,
    ]);
  }
}

/** `nuclei.csv`: a line a nucleus, a column a measurement; those in µm are empty where no pixel size is known. */
export async function* nucleiCsv(records: Records): AsyncGenerator<string> {
  yield csvLine(['image', ...MEASUREMENT_COLUMNS.map(({ csv }) => csv), 'use']);
  for await (const { image, nuclei } of records) {
    for (const nucleus of nuclei?.objects ?? []) {
      yield csvLine([image, ...MEASUREMENT_COLUMNS.map(({ key }) => nucleus[key]), USE]);
    }
  }
}
