import { TAG } from '../decode/tiff-directory.ts';
import type { TiffDirectory } from './directories.ts';

/** What a slide's file says of how it was scanned; nothing of whose it is. */
export interface SlideMetadata {
  readonly kind: 'aperio' | 'ome' | 'tiff';
  /** Side of a pixel of the full resolution in µm; absent where the file does not say so. */
  readonly micrometresPerPixel?: number;
  /** Of the objective, such as 40. */
  readonly magnification?: number;
}

/** Micrometres in the units of TIFF's resolution: inch and centimetre. */
const RESOLUTION_UNITS: Readonly<Record<number, number>> = { 2: 25_400, 3: 10_000 };
/** Micrometres in OME's units of length. */
const OME_UNITS: Readonly<Record<string, number>> = {
  µm: 1,
  μm: 1,
  um: 1,
  '&#181;m': 1,
  '&#xB5;m': 1,
  nm: 1e-3,
  mm: 1e3,
  cm: 1e4,
  m: 1e6,
};
/** What a pixel of a microscope can be; a resolution beyond is that of a screen or a printer. */
const [FINEST, COARSEST] = [0.01, 20];

/** What the first directory's description and resolution say. */
export async function slideMetadata(first: TiffDirectory): Promise<SlideMetadata> {
  const description = await first.text(TAG.description);
  if (description.startsWith('Aperio')) {
    return {
      kind: 'aperio',
      ...sized(after(description, /\bMPP = ([\d.]+)/)),
      ...magnified(after(description, /\bAppMag = ([\d.]+)/)),
    };
  }
  if (description.includes('<OME')) {
    const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0] ?? '';
    const unit = /\bPhysicalSizeXUnit="([^"]*)"/.exec(pixels)?.[1] ?? 'µm';
    const side = after(pixels, /\bPhysicalSizeX="([\d.eE+-]+)"/);
    return {
      kind: 'ome',
      ...sized(side === undefined ? undefined : side * (OME_UNITS[unit] ?? Number.NaN)),
      ...magnified(after(description, /\bNominalMagnification="([\d.]+)"/)),
    };
  }
  const perUnit = await first.number(TAG.xResolution);
  const unit = RESOLUTION_UNITS[(await first.number(TAG.resolutionUnit)) ?? 2];
  return { kind: 'tiff', ...sized(perUnit && unit && unit / perUnit) };
}

/** Whether a page's description names it a label or a macro photograph: those show names and barcodes. */
export async function isLabelOrMacro(directory: TiffDirectory): Promise<boolean> {
  return /\b(label|macro)\b/i.test(await directory.text(TAG.description));
}

function after(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function sized(side: number | undefined): { micrometresPerPixel?: number } {
  return side !== undefined && side >= FINEST && side <= COARSEST ? { micrometresPerPixel: side } : {};
}

function magnified(times: number | undefined): { magnification?: number } {
  return times !== undefined && times > 0 && times <= 200 ? { magnification: times } : {};
}
