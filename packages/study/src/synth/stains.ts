/** Red, green and blue. */
export type Rgb = readonly [number, number, number];

/**
 * A stain and the camera that saw it. Light that passes is light0 · exp(-Σ concentration · dye) by the Beer-Lambert
 * law, with natural-logarithm optical densities. Concentration 1 is the ordinary amount: the body of a red cell, an
 * eosinophil's granule, chromatin, a lymphoblast's cytoplasm. A slightly negative density stands for a camera whose
 * colour correction makes that channel brighter than the clear field.
 */
export interface Stain {
  /** What the stain is modelled on, for documentation. */
  readonly look: string;
  /** 8-bit colour of the clear field; above 255 where the photograph is overexposed. */
  readonly light: Rgb;
  /** Stained haemoglobin of red cells. */
  readonly haemoglobin: Rgb;
  /** Eosin on acidophilic granules and neutral cytoplasm: pink to orange. */
  readonly eosin: Rgb;
  /** Azure and eosin on chromatin (the Romanowsky effect): purple. */
  readonly azure: Rgb;
  /** Methylene blue on ribonucleic acid: basophilic cytoplasm, blue. */
  readonly methylene: Rgb;
  /** Red cells: how much of the body and of a thin dark rim is seen, in concentrations of haemoglobin. */
  readonly redCell: { readonly body: number; readonly rim: number };
  /** Contrast of chromatin texture, 1 as in well-focused film photographs. */
  readonly texture: number;
  /** Bluish seam along the inside of the nucleus's edge, in concentrations of methylene. */
  readonly seam: number;
  /** Half-width of the edges, in µm. */
  readonly edge: number;
  /** Camera sharpening: how much of the difference from a blurred copy is added, and the blur's SD in µm. */
  readonly sharpening: { readonly amount: number; readonly deviation: number };
  /** Large-scale stain on the glass, in concentrations of methylene. */
  readonly veil: number;
  /** Relative standard deviation of the lamp from field to field: its brightness, and each channel's own. */
  readonly lamp: readonly [number, number];
  /** How much of uneven light reaches each channel: less blue gives bluish corners. */
  readonly shading: Rgb;
  /** Lateral colour error in µm: red is shifted to the right by this, blue to the left. */
  readonly aberration: number;
}

/** The stains by name. Colours were set by eye and by mean colours of public photographs; no image is part of this. */
export const stains = {
  yellow: {
    look: 'rapid stain under a yellow lamp, overexposed: nearly invisible red cells, maroon nuclei',
    light: [275, 257, 158],
    haemoglobin: [0.25, 0.4, 0.25],
    eosin: [0.3, 0.75, 0.42],
    azure: [0.68, 1.7, 0.5],
    methylene: [0.7, 0.7, 0.12],
    redCell: { body: 0.1, rim: 0.7 },
    texture: 0.65,
    seam: 0.75,
    edge: 0.35,
    sharpening: { amount: 1.3, deviation: 0.5 },
    veil: 0.06,
    lamp: [0.02, 0.018],
    shading: [1, 1, 1],
    aberration: 0.26,
  },
  bright: {
    look: 'the same rapid stain on a white field: dark violet nuclei, lilac cytoplasm',
    light: [285, 275, 280],
    haemoglobin: [0.12, 0.35, 0.16],
    eosin: [0.3, 0.8, 0.5],
    azure: [0.98, 2.5, 0.72],
    methylene: [0.65, 0.85, 0.35],
    redCell: { body: 0.12, rim: 0.7 },
    texture: 0.65,
    seam: 0.7,
    edge: 0.35,
    sharpening: { amount: 1.3, deviation: 0.5 },
    veil: 0.08,
    lamp: [0.02, 0.01],
    shading: [1, 1, 1],
    aberration: 0.26,
  },
  pink: {
    look: 'May-Grünwald-Giemsa, sharp and saturated: cream field, salmon red cells, deep violet nuclei',
    light: [250, 225, 200],
    haemoglobin: [0.23, 0.44, 0.25],
    eosin: [0.21, 0.86, 0.58],
    azure: [0.9, 1.6, 0.38],
    methylene: [0.6, 0.5, 0.12],
    redCell: { body: 1, rim: 0.12 },
    texture: 1.05,
    seam: 0.15,
    edge: 0.14,
    sharpening: { amount: 0.6, deviation: 0.25 },
    veil: 0.01,
    lamp: [0.03, 0.015],
    shading: [1, 1, 1],
    aberration: 0,
  },
  grey: {
    look: 'faded colours of a video camera: grey-green field, dull red cells, blue-violet nuclei',
    light: [199, 202, 196],
    haemoglobin: [0.1, 0.25, 0.2],
    eosin: [0.06, 0.36, 0.16],
    azure: [0.35, 0.62, -0.06],
    methylene: [0.32, 0.24, 0.0],
    redCell: { body: 1, rim: 0.15 },
    texture: 0.8,
    seam: 0.25,
    edge: 0.24,
    sharpening: { amount: 0.5, deviation: 0.3 },
    veil: 0.03,
    lamp: [0.01, 0.008],
    shading: [1, 1, 1],
    aberration: 0.03,
  },
  olive: {
    look: 'dim lamp, Wright stain: olive field, brown red cells, dark purple nuclei',
    light: [162, 157, 145],
    haemoglobin: [0.12, 0.29, 0.24],
    eosin: [0.14, 0.72, 0.56],
    azure: [0.6, 1.3, 0.16],
    methylene: [0.42, 0.36, 0.02],
    redCell: { body: 1, rim: 0.12 },
    texture: 1.1,
    seam: 0.3,
    edge: 0.22,
    sharpening: { amount: 0.4, deviation: 0.25 },
    veil: 0.01,
    lamp: [0.08, 0.03],
    shading: [1, 1, 1],
    aberration: 0.03,
  },
  blue: {
    look: 'alkaline buffer: white field with cyan cast, slate-blue red cells, violet nuclei',
    light: [252, 262, 256],
    haemoglobin: [0.46, 0.38, 0.13],
    eosin: [0.06, 0.3, 0.02],
    azure: [0.5, 0.78, 0.03],
    methylene: [0.5, 0.55, 0.05],
    redCell: { body: 1, rim: 0.1 },
    texture: 0.75,
    seam: 0.15,
    edge: 0.35,
    sharpening: { amount: 0.7, deviation: 0.5 },
    veil: 0.06,
    lamp: [0.015, 0.01],
    shading: [1, 0.75, 0.25],
    aberration: 0.05,
  },
  pale: {
    look: 'understained: white field, thin grey rings of red cells, pale pink-lilac nuclei',
    light: [262, 264, 258],
    haemoglobin: [0.36, 0.3, 0.18],
    eosin: [0.04, 0.25, 0.0],
    azure: [0.18, 0.45, 0.0],
    methylene: [0.12, 0.2, 0.0],
    redCell: { body: 0.9, rim: 0.15 },
    texture: 0.75,
    seam: 0.15,
    edge: 0.4,
    sharpening: { amount: 0.7, deviation: 0.5 },
    veil: 0.04,
    lamp: [0.015, 0.006],
    shading: [1, 1, 0.4],
    aberration: 0.05,
  },
} as const satisfies Record<string, Stain>;

/** Name of a stain. */
export type StainName = keyof typeof stains;

/** The names, in order. */
export const stainNames = Object.keys(stains) as [StainName, ...StainName[]];
