import type { SmearOptions } from './options.ts';

/** A synthetic field that ships as a demonstration. */
export interface SampleSmear {
  /** File name without its extension. */
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly description: string;
  readonly options: SmearOptions;
}

/** The shipped samples: small fields of every stain and cell type, ordinary ones and hard ones. */
export function sampleSmears(): SampleSmear[] {
  return [
    {
      name: 'normal-pink',
      description: 'Ordinary blood, sharp and saturated: one of each common white cell.',
      options: {
        width: 640,
        height: 480,
        seed: 'normal-pink',
        stain: 'pink',
        nucleusDiameter: 58,
        cells: ['neutrophil', 'neutrophil', 'lymphocyte', 'monocyte', 'eosinophil', 'basophil', 'band'],
        redCells: { density: 0.5, overlap: 0.2, pallor: 0.6 },
        platelets: 3,
        noise: 0.7,
        defocus: 0.4,
      },
    },
    {
      name: 'neutrophils-grey',
      description: 'Two neutrophils among rouleaux under a faded video camera.',
      options: {
        width: 640,
        height: 480,
        seed: 'neutrophils-grey',
        stain: 'grey',
        nucleusDiameter: 112,
        cells: [
          { type: 'neutrophil', x: 210, y: 260, lobes: 4 },
          { type: 'neutrophil', x: 470, y: 170, lobes: 3 },
        ],
        redCells: { density: 0.65, overlap: 0.3, rouleaux: 0.4, pallor: 0.75 },
        dust: 1,
        noise: 1,
        defocus: 1.2,
        unevenLight: { strength: 0.08, direction: 215, vignette: 0.05 },
        chromaSoftness: 1.5,
      },
    },
    {
      name: 'leukaemia-blue',
      description: 'A marrow full of lymphoblasts, many touching, with a burned-in scale bar.',
      options: {
        width: 448,
        height: 448,
        seed: 'leukaemia-blue',
        stain: 'blue',
        nucleusDiameter: 30,
        cells: [
          ...Array<'lymphoblast'>(22).fill('lymphoblast'),
          'haematogone',
          'haematogone',
          'smudge',
          'smudge',
        ],
        contact: 0.45,
        overlap: 0.03,
        redCells: { density: 0.45, overlap: 0.35, rouleaux: 0.2, pallor: 0.9, crenated: 0.05 },
        platelets: 0.3,
        noise: 0.8,
        defocus: 0.9,
        unevenLight: { vignette: 0.1 },
        scaleBar: 'black',
      },
    },
    {
      name: 'leukaemia-pale',
      description: 'Understained lymphoblasts: little contrast, bluish corners.',
      options: {
        width: 224,
        height: 224,
        seed: 'leukaemia-pale',
        stain: 'pale',
        nucleusDiameter: 20,
        cells: Array<'lymphoblast'>(7).fill('lymphoblast'),
        contact: 0.3,
        redCells: { density: 0.4, overlap: 0.35, rouleaux: 0.25, pallor: 0.9 },
        platelets: 0.3,
        noise: 0.8,
        defocus: 0.8,
        unevenLight: { vignette: 0.12 },
        chromaSoftness: 1,
      },
    },
    {
      name: 'lymphoblast-olive',
      description:
        'One lymphoblast close up under a dim lamp, with nucleoli and a thin rim of blue cytoplasm.',
      options: {
        width: 257,
        height: 257,
        seed: 'lymphoblast-olive',
        stain: 'olive',
        nucleusDiameter: 92,
        cells: [{ type: 'lymphoblast', x: 128, y: 128 }],
        redCells: { density: 0.6, overlap: 0.25, pallor: 0.6 },
        noise: 1,
        defocus: 0.8,
        unevenLight: { strength: 0.1, direction: 320 },
      },
    },
    {
      name: 'granulocytes-yellow',
      description:
        'Rapid stain under a yellow lamp: overexposed, red cells nearly invisible, colour fringes.',
      options: {
        width: 360,
        height: 240,
        seed: 'granulocytes-yellow',
        stain: 'yellow',
        nucleusDiameter: 44,
        cells: [
          { type: 'neutrophil', x: 62, y: 120 },
          { type: 'eosinophil', x: 180, y: 112 },
          { type: 'monocyte', x: 298, y: 126 },
        ],
        redCells: { density: 0.3, overlap: 0.1, pallor: 0.3 },
        noise: 0.8,
        defocus: 1.2,
        chromaSoftness: 1,
      },
    },
    {
      name: 'lymphocytes-bright',
      description: 'Rapid stain on a white field: dark violet lymphocytes, three of them in contact.',
      options: {
        width: 320,
        height: 240,
        seed: 'lymphocytes-bright',
        stain: 'bright',
        nucleusDiameter: 42,
        cells: ['lymphocyte', 'lymphocyte', 'lymphocyte', 'lymphocyte', 'neutrophil'],
        contact: 0.7,
        redCells: { density: 0.35, overlap: 0.1, pallor: 0.3 },
        noise: 0.7,
        defocus: 1.1,
        chromaSoftness: 1,
      },
    },
    {
      name: 'hard-overstained',
      description: 'Made to be hard: overstained, out of focus, uneven light, precipitate and dust.',
      options: {
        width: 480,
        height: 360,
        seed: 'hard-overstained',
        stain: 'pink',
        stainStrength: 1.5,
        nucleusDiameter: 52,
        cells: 9,
        blastShare: 0.4,
        contact: 0.4,
        overlap: 0.25,
        redCells: { density: 0.8, overlap: 0.5, rouleaux: 0.3 },
        platelets: 5,
        precipitate: 40,
        dust: 6,
        defocus: 2.6,
        unevenLight: { strength: 0.35, direction: 40, vignette: 0.2 },
        noise: 4,
        chromaSoftness: 1.5,
      },
    },
  ];
}
