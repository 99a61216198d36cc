import type { ImageResult, MapResult, ModelDescription } from '@leukolens/cad';

/** Pixels as a canvas takes them: RGBA, four bytes a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The layer whose maps are made of every image, as `analyze` does; those of others are made when they are looked at. */
export const PAGE_LAYER = 'layer3';

/** A map over the photograph, and what is told of it. */
export interface PictureOfMap extends Picture {
  readonly map: MapResult;
}

/** What the page can look at besides the photograph, on the way to the nuclei. */
export const STAGES = {
  photograph: 'Photograph',
  colourConstant: 'Colour constancy',
  magentaSaturation: 'Magenta × saturation',
  handcrafted: 'Handcrafted mask',
  unet: 'U-Net mask',
  cells: 'U-Net cells',
  ensemble: 'Both agree',
} as const;
export type Stage = keyof typeof STAGES;

/** How nuclei can be found. */
export const METHODS = ['unet', 'handcrafted', 'and', 'object'] as const;

/** How images are analysed, as the page lets it be chosen. */
export interface PageSettings {
  readonly method: (typeof METHODS)[number];
  /** Side of a pixel in µm; unknown where absent. */
  readonly micrometresPerPixel?: number | undefined;
  /** Whether nuclei that touch are parted. */
  readonly split: boolean;
}

/** What a started pipeline says of itself. */
export interface Started {
  /** Threads that networks compute with; 1 where the page is not isolated. */
  readonly threads: number;
  /** Whether the page itself computes, or the program that serves it. */
  readonly place: 'page' | 'program';
  /** Whether files are decoded by libvips, as the command decodes them, or by the browser. */
  readonly codec: 'libvips' | 'browser';
  /** What the self-checks found, a line each. */
  readonly findings: readonly string[];
  readonly passed: boolean;
}

/** Networks that the page has, beside the one that outlines. */
export interface LoadedModels {
  readonly models: readonly ModelDescription[];
}

/** What was found in an image. */
export interface Found {
  readonly record: ImageResult;
  /** Every nucleus drawn with its number, [height, width]. */
  readonly labels: Uint16Array<ArrayBuffer>;
  /** The nuclei's outlines as SVG path data, in pixels. */
  readonly outlines: readonly { readonly label: number; readonly path: string }[];
}

/** An exported file. */
export interface ExportedFile {
  /** Its path in the folder of the results, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What an image's exports can be, as in the command's folder; and the images themselves with a list of their masks, to train on. */
export const EXPORT_PARTS = ['masks', 'labels', 'overlays', 'geojson', 'maps', 'report', 'training'] as const;
export type ExportPart = (typeof EXPORT_PARTS)[number];

/** An image's record, and its correction where there is one. */
export interface ExportedImage {
  readonly id: string;
  /** Side of its pixels where it has one of its own, whatever the settings say. */
  readonly micrometresPerPixel?: number | undefined;
  /** Its nuclei where a hand corrected them: 1 inside. Others are found again, unless they are at hand. */
  readonly mask?: Uint8Array<ArrayBuffer> | undefined;
}

/** What the worker can be asked for; every call is answered once, in the order asked. */
export interface Calls {
  start(): Started;
  /** The networks that are not needed for the first nuclei; loaded when first asked for. */
  loadClassifiers(): LoadedModels;
  /** Reads a file, which then goes by its id. */
  read(id: string, name: string, file: Blob): Picture & { readonly notes: readonly string[] };
  analyze(id: string, settings: PageSettings): Found;
  /** The same for nuclei that were corrected: 1 inside, [height, width]. */
  analyzeMask(id: string, settings: PageSettings, mask: Uint8Array<ArrayBuffer>): Found;
  stage(id: string, stage: Exclude<Stage, 'photograph'>): Picture;
  /** METHOD-LAYER of a map of the class that was last found, of whatever layer. */
  map(id: string, key: string): PictureOfMap;
  /** The nuclei with one of them parted where its neck is narrow; 1 inside. */
  split(
    labels: Uint16Array<ArrayBuffer>,
    width: number,
    height: number,
    label: number,
  ): Uint8Array<ArrayBuffer>;
  /** The same files as the command leaves of these images, and of the run. */
  exportFiles(
    images: readonly ExportedImage[],
    failed: readonly ImageResult[],
    settings: PageSettings,
    parts: readonly ExportPart[],
  ): ExportedFile[];
  /** The clusters of the classifier's test images with the image among them, as SVG; undefined where it knows none. */
  clusters(id: string): string | undefined;
  forget(id: string): void;
}

export type Call = keyof Calls;

export interface Request<Name extends Call = Call> {
  readonly id: number;
  readonly call: Name;
  readonly args: Parameters<Calls[Name]>;
}

/** Stops what was asked for, if it is not done yet. */
export interface Cancel {
  readonly cancel: number;
}

export type Response =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string; readonly aborted: boolean }
  /** Bytes of models fetched so far. */
  | { readonly progress: { readonly loaded: number } };
