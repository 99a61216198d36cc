/** What is known of a data set before it is opened, as plain data. */
export interface DatasetDescription {
  readonly name: DatasetName;
  readonly title: string;
  /** What the truth is: masks of nuclei, or a class for each image. */
  readonly task: 'segmentation' | 'classification';
  /** What the images show and what truth there is. */
  readonly holds: string;
  /** How many images were published. */
  readonly images: number;
  readonly imageSize: string;
  /** The classes, where images have one. */
  readonly labels: readonly string[];
  /** Where to get it. */
  readonly published: string;
  /** What to cite. */
  readonly cite: string;
  readonly terms: string;
  /** The ways in which a folder may hold it, one sentence each. */
  readonly layouts: readonly string[];
  /** Images that have the same pixels, as [id, id of the one whose group it joins]. */
  readonly duplicates: readonly (readonly [string, string])[];
  /** Whether the truth marks the central cell alone, so that other nuclei in view are unmarked. */
  readonly centralCellOnly: boolean;
  /** Whether the truth leaves out nuclei that the image's border cuts: no marked object touches it in any image. */
  readonly wholeCellsOnly: boolean;
  /** What a classifier that was trained on it is not, and what its figures do not say, a sentence each. */
  readonly limits?: readonly string[];
}

export type DatasetName =
  | 'jtsc'
  | 'cellavision'
  | 'bloodseg'
  | 'all-idb2'
  | 'raabin-wbc'
  | 'leukemia'
  | 'aria-all'
  | 'pbc';

const LEUKOCYTES = ['neutrophil', 'lymphocyte', 'monocyte', 'eosinophil', 'basophil'];
const MANIFEST = 'manifest.csv with the columns image, mask, maskKind, label, group, block, split';
const PREPARED = 'index.csv with images/ and masks/ (and masks-2/ by another hand)';

/** The data sets known by name: the paper's six, and two for classification. */
export const datasets: readonly DatasetDescription[] = [
  {
    name: 'jtsc',
    title: 'JTSC (Jiangxi Tecom)',
    task: 'segmentation',
    holds:
      'single white blood cells with masks of nucleus and cytoplasm; cell types not checked by an expert',
    images: 300,
    imageSize: '88 to 120 px',
    labels: LEUKOCYTES,
    published: 'https://github.com/zxaoyou/segmentation_WBC ("Dataset 1")',
    cite: 'Zheng et al., Micron 107 (2018) 55-71, doi:10.1016/j.micron.2018.01.010',
    terms: 'GPL-3.0; acknowledge Jiangxi Tecom Science Corporation, China',
    layouts: ['NNN.bmp and NNN.png, in "Dataset 1" or alone', PREPARED, MANIFEST],
    duplicates: [['139', '112']],
    centralCellOnly: false,
    wholeCellsOnly: true,
  },
  {
    name: 'cellavision',
    title: 'CellaVision',
    task: 'segmentation',
    holds: 'single white blood cells with masks of nucleus and cytoplasm',
    images: 100,
    imageSize: '300 x 300 px',
    labels: LEUKOCYTES,
    published: 'https://github.com/zxaoyou/segmentation_WBC ("Dataset 2")',
    cite: 'Zheng et al., Micron 107 (2018) 55-71, doi:10.1016/j.micron.2018.01.010',
    terms: 'GPL-3.0; acknowledge the CellaVision blog',
    layouts: ['NNN.bmp and NNN.png, in "Dataset 2" or alone', PREPARED, MANIFEST],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: true,
  },
  {
    name: 'bloodseg',
    title: 'BloodSeg (SMC_IDB)',
    task: 'segmentation',
    holds: 'fields with one or few white blood cells and masks of nuclei; a second hand also marks cytoplasm',
    images: 367,
    imageSize: '640 x 480 px',
    labels: [],
    published: 'https://github.com/arbackes/White-Blood-Cell-dataset',
    cite: 'Mohamed et al., IEEE SMC 2012, 220-225',
    terms: 'none stated with the masks; all images but three are also in BCCD (MIT)',
    layouts: ['BloodImageSetS6NucSeg/ and BloodImageSetS6NucSeg_masks/', PREPARED, MANIFEST],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: false,
  },
  {
    name: 'all-idb2',
    title: 'ALL-IDB2',
    task: 'segmentation',
    holds:
      'single cells cut from fields, lymphoblast (NNN_1) or normal (NNN_0); masks mark the central cell alone',
    images: 260,
    imageSize: '257 x 257 px, ten images of other sizes',
    labels: ['lymphoblast', 'normal'],
    published:
      'https://scotti.di.unimi.it/all/ (on request); masks: https://github.com/lputzu/ALL-IDB2_masks',
    cite: 'Labati et al., IEEE ICIP 2011, 2089-2092; masks: Di Ruberto et al., Mach. Vis. Appl. 27 (2016)',
    terms: 'images for research, cite; masks MIT',
    layouts: ['ImNNN_{0,1}.tif in img/ and their masks of the same names in gt/', PREPARED, MANIFEST],
    duplicates: [['Im257_0', 'Im223_0']],
    centralCellOnly: true,
    wholeCellsOnly: true,
  },
  {
    name: 'raabin-wbc',
    title: 'Raabin-WBC, nuclei and cytoplasm',
    task: 'segmentation',
    holds: 'single white blood cells of five types with masks of nucleus and cytoplasm',
    images: 1145,
    imageSize: 'about 575 x 575 px',
    labels: LEUKOCYTES,
    published: 'https://raabindata.com/free-data/',
    cite: 'Kouzehkanan et al., Sci. Rep. 12 (2022) 1123, doi:10.1038/s41598-021-04426-x',
    terms: 'as stated on its page',
    layouts: [`${MANIFEST}; docs/datasets/raabin-wbc.md says how to write it`],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: false,
  },
  {
    name: 'leukemia',
    title: 'Leukemia Dataset (Ochoa-Montiel)',
    task: 'segmentation',
    holds: 'acute lymphoblastic leukemia, FAB classes L1, L2 and L3, 217 images each, with masks of nuclei',
    images: 651,
    imageSize: '256 x 320 px',
    labels: ['L1', 'L2', 'L3'],
    published: 'by its authors, on request',
    cite: 'Ochoa-Montiel et al., Res. Comput. Sci. 149 (2020) 271-280',
    terms: 'as agreed with its authors',
    layouts: [`${MANIFEST}; docs/datasets/leukemia.md says how to write it`],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: false,
  },
  {
    name: 'aria-all',
    title: 'Acute Lymphoblastic Leukemia (Aria)',
    task: 'classification',
    holds: 'fields of 89 patients, no patient known by image; scale bar and stain differ by class',
    images: 3256,
    imageSize: '224 x 224 px',
    labels: ['Benign', 'Early', 'Pre', 'Pro'],
    published: 'https://www.kaggle.com/datasets/mehradaria/leukemia, doi:10.34740/KAGGLE/DSV/2175623',
    cite: 'Ghaderzadeh et al., Int. J. Intell. Syst. 37 (2022) 5113-5133, doi:10.1002/int.22753',
    terms: 'as stated on its page',
    layouts: [
      'Original/{Benign,Early,Pre,Pro}/*.jpg',
      '{Benign,Early,Pre,Pro}/*.jpg, with or without index.csv',
      MANIFEST,
    ],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: false,
    limits: [
      'Benign, Early, Pre and Pro are stages of maturation as aria-all names them: no FAB types, and no subtypes, which need immunophenotyping.',
      'No patient of aria-all is known, and stain and background go with the class: only images in the stain and on the slide of another class say how much of a figure is owed to cells.',
    ],
  },
  {
    name: 'pbc',
    title: 'Peripheral Blood Cells (Acevedo)',
    task: 'classification',
    holds: 'single normal blood cells of eight types',
    images: 17092,
    imageSize: '360 x 363 px; 160 x 160 px where prepared',
    labels: [
      'basophil',
      'eosinophil',
      'erythroblast',
      'ig',
      'lymphocyte',
      'monocyte',
      'neutrophil',
      'platelet',
    ],
    published: 'https://data.mendeley.com/datasets/snkd93bnjr/1',
    cite: 'Acevedo et al., Data in Brief 30 (2020) 105474, doi:10.1016/j.dib.2020.105474',
    terms: 'as stated on its page',
    layouts: ['PBC_dataset_normal_DIB/TYPE/*.jpg', 'TYPE/*.jpg, with or without index.csv', MANIFEST],
    duplicates: [],
    centralCellOnly: false,
    wholeCellsOnly: false,
  },
];

/** The description of the set of that name; undefined where the registry has none. */
export function findDataset(name: string): DatasetDescription | undefined {
  return datasets.find((description) => description.name === name);
}
