/** Rows of the paper's Tables 5, 6 and 7, as printed, in percent; Tables 5 and 6 print accuracy alone. */
export interface QuotedClassification {
  readonly method: string;
  readonly table: 5 | 6 | 7;
  readonly accuracy: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** What each of the tables is of. */
export const QUOTED_TABLES: Readonly<Record<QuotedClassification['table'], string>> = {
  5: 'validation images of ten random folds',
  6: 'validation images, beside other works',
  7: 'held-out images, disturbed by noise',
};

/** The paper's classification figures; Table 7's two lower rows are its claim that whole images are classified worse. */
export const quotedClassification: readonly QuotedClassification[] = [
  { table: 5, method: 'Segmented, Mish, Medium', accuracy: 99.99 },
  { table: 5, method: 'Not segmented, ReLU, Medium', accuracy: 99.97 },
  { table: 5, method: 'Segmented, Mish, Linear', accuracy: 99.97 },
  { table: 5, method: 'Not segmented, ReLU, Linear', accuracy: 99.97 },
  { table: 6, method: 'Random forest (Ochoa-Montiel et al.)', accuracy: 97.08 },
  { table: 6, method: 'LeNet (Ochoa-Montiel et al.)', accuracy: 98.36 },
  { table: 6, method: 'AlexNet (Ochoa-Montiel et al.)', accuracy: 99.98 },
  { table: 6, method: 'Proposed Method', accuracy: 99.99 },
  { table: 7, method: 'Segmented, Mish, Medium', accuracy: 100, precision: 100, recall: 100, f1: 100 },
  { table: 7, method: 'Segmented, ReLU, Medium', accuracy: 98.5, precision: 98.6, recall: 98.5, f1: 98.5 },
  {
    table: 7,
    method: 'Not segmented, ReLU, Linear',
    accuracy: 89.4,
    precision: 89.7,
    recall: 89.4,
    f1: 89.4,
  },
  {
    table: 7,
    method: 'Not segmented, Mish, Medium',
    accuracy: 80.3,
    precision: 87.6,
    recall: 80.3,
    f1: 80.3,
  },
];
