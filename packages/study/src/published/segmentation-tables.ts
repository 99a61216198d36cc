import type { DatasetName } from '../datasets/registry.ts';
import type { CitationKey } from './citations.ts';

/** A row of a published table, as printed: percentages but for `iou`, which is a share; absent where '-' is printed. */
export interface QuotedRow {
  readonly dataset: DatasetName;
  readonly method: string;
  /** Whose method it is. All numbers are as the paper of Diaz Resendiz et al. prints them. */
  readonly citation: CitationKey;
  /** Tables of that paper that print the row. */
  readonly tables: readonly number[];
  readonly accuracy?: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity?: number;
  readonly dice: number;
  readonly iou: number;
  /** How many test images are stated; absent in Tables 2 and 3. */
  readonly images?: number;
  /** What cannot be right in the print. */
  readonly footnote?: string;
}

type PrintedRow = [
  method: string,
  citation: CitationKey,
  accuracy: number | null,
  precision: number,
  recall: number,
  specificity: number | null,
  dice: number,
  iou: number,
  images?: number,
  footnote?: string,
];

const EXCHANGED =
  'recall and specificity seem exchanged in the print: its Dice follows from the printed specificity as recall';
const ABOVE_MEAN = 'a Dice above the mean of precision and recall cannot be';
const TOO_MANY = '300 test images are printed, but ALL-IDB2 has 260';

/**
 * Tables 2, 3 and 4 of Diaz Resendiz et al. 2023: segmentation of nuclei. Where Table 4 as we have it names no data
 * set, the set is told by the number of test images and by the Dice values that the paper's introduction quotes.
 */
export const quotedSegmentation: readonly QuotedRow[] = [
  ...rows(
    'leukemia',
    [3],
    [
      ['Proposed HM', 'diaz-resendiz-2023', 97.96, 82.43, 97.63, 97.7, 89.01, 0.806],
      ['Proposed DEEP', 'diaz-resendiz-2023', 98.3, 85.82, 95.81, 98.3, 90.02, 0.823],
    ],
  ),
  ...rows(
    'leukemia',
    [2, 3],
    [['Proposed Ensemble', 'diaz-resendiz-2023', 98.5, 88.32, 95.03, 98.59, 91.16, 0.84]],
  ),
  ...rows(
    'cellavision',
    [4],
    [
      ['Vogado et al.', 'vogado-2016', 98.77, 97.88, 99.75, 89.39, 93.22, 0.873, 100, EXCHANGED],
      ['Makem & Tiedeu', 'makem-tiedeu-2020', 99.37, 97.37, 96.97, null, 97.06, 0.945, 100],
      ['CPNNHSV', 'garcia-lamont-2022', 99.2, 94.86, 97.31, 99.41, 96.31, 0.929, 100, ABOVE_MEAN],
      ['Makem et al.', 'makem-2022', 99.43, 97.31, 97.6, 99.61, 97.35, 0.95, 100],
      ['LDS-NET', 'haider-2022', null, 98.48, 95.91, null, 97.18, 0.945, 20],
      ['LDAS-NET', 'haider-2022', null, 99.09, 97.11, null, 98.09, 0.963, 20],
      ['Proposed Ensemble', 'diaz-resendiz-2023', 99.32, 97.08, 97.88, 99.57, 97.4, 0.951, 100],
    ],
  ),
  ...rows(
    'jtsc',
    [4],
    [
      ['Vogado et al.', 'vogado-2016', 97.13, 93.55, 98.99, 83.18, 87.68, 0.781, 300, EXCHANGED],
      ['Makem & Tiedeu', 'makem-tiedeu-2020', 97.29, 91.01, 93.12, null, 90.79, 0.843, 300],
      ['VarRGB', 'garcia-lamont-2022', 98.38, 91.1, 96.29, 98.68, 93.88, 0.885, 300, ABOVE_MEAN],
      ['Makem et al.', 'makem-2022', 97.79, 93.64, 97.6, 98.43, 93.17, 0.884, 300],
      ['Mayala & Haugsøen', 'mayala-haugsoen-2022', null, 94.89, 95.3, 99.31, 94.81, 0.903, 300],
      ['LDS-NET', 'haider-2022', null, 98.85, 92.39, null, 95.56, 0.917, 60],
      ['LDAS-NET', 'haider-2022', null, 94.42, 98.36, null, 96.35, 0.931, 60],
      ['Proposed Ensemble', 'diaz-resendiz-2023', 99.03, 96.38, 96.09, 99.5, 96.1, 0.926, 300],
    ],
  ),
  ...rows(
    'bloodseg',
    [4],
    [
      ['Vogado et al.', 'vogado-2016', 99.15, 80.51, 94.51, 99.3, 86.46, 0.761, 367],
      ['Makem & Tiedeu', 'makem-tiedeu-2020', 99.63, 92.99, 97.06, null, 94.75, 0.902, 367],
      ['Makem et al.', 'makem-2022', 97.67, 91.27, 96.93, 97.82, 93.48, 0.883, 367],
      ['Proposed Ensemble', 'diaz-resendiz-2023', 99.62, 95.57, 96.3, 99.81, 95.78, 0.92, 367],
    ],
  ),
  ...rows(
    'raabin-wbc',
    [4],
    [
      ['U-Net ++', 'zhou-2018', null, 95.98, 98.73, null, 97.19, 0.945, 250],
      ['Attention U-Net', 'oktay-2018', null, 94.78, 98.5, null, 96.33, 0.929, 250],
      [
        'Mask R-CNN',
        'he-2020',
        null,
        8.59,
        96.8,
        null,
        91.98,
        0.852,
        250,
        `${ABOVE_MEAN}; a precision near 87.6 would go with it`,
      ],
      ['Mousavi et al.', 'mousavi-2021', null, 93.62, 98.27, null, 95.42, 0.912, 250],
      ['Tavakoli et al.', 'tavakoli-2021', null, 99.72, 95.26, null, 96.75, 0.936, 250],
      [
        'Proposed Ensemble',
        'diaz-resendiz-2023',
        98.99,
        97.38,
        94.71,
        99.65,
        94.83,
        0.923,
        1145,
        'Dice and IoU do not go together: an IoU of 0.923 goes with a Dice near 96.0, as do the precision and recall',
      ],
    ],
  ),
  ...rows(
    'all-idb2',
    [4],
    [
      ['Vogado et al.', 'vogado-2016', 98.59, 91.24, 98.09, 98.62, 94.17, 0.89, 300, TOO_MANY],
      ['Proposed Ensemble', 'diaz-resendiz-2023', 98.51, 93.45, 97.14, 98.6, 95.14, 0.91, 300, TOO_MANY],
    ],
  ),
];

function rows(dataset: DatasetName, tables: readonly number[], printed: readonly PrintedRow[]): QuotedRow[] {
  return printed.map(
    ([method, citation, accuracy, precision, recall, specificity, dice, iou, images, footnote]) => ({
      dataset,
      method,
      citation,
      tables,
      ...(accuracy !== null && { accuracy }),
      precision,
      recall,
      ...(specificity !== null && { specificity }),
      dice,
      iou,
      ...(images !== undefined && { images }),
      ...(footnote !== undefined && { footnote }),
    }),
  );
}
