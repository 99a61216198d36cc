import { type ImageExplanation, type ImageResult, MAP_METHODS, mapAt } from '@leukolens/cad';
import { encodeJpeg, type LabelImage, type RgbImage, resizeRgb } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { dataUrl } from '@leukolens/report';
import { mapOverlay } from '@leukolens/report/figures';
import { imagePage } from '@leukolens/report/pages';
import type { MapFile } from './map-files.ts';
import { pagePath } from './output.ts';

/** Longest side of the pictures of a page, and side of the small picture of the list, pixels. */
const PAGE_SIDE = 640;
const LIST_SIDE = 80;
const LIST_QUALITY = 70;

/** An image's page of the report, and its small picture. */
export async function pageFiles(
  out: string,
  record: ImageResult,
  image: RgbImage,
  labels: LabelImage,
  explanation: ImageExplanation | undefined,
  coverage: number | undefined,
): Promise<MapFile[]> {
  const shown = within(image, PAGE_SIDE);
  const maps = new Map<string, string>();
  for (const [layer, ofLayer] of explanation?.maps ?? []) {
    for (const method of MAP_METHODS) {
      const over = mapOverlay(shown, mapAt(ofLayer[method], shown.width, shown.height));
      maps.set(`${method}-${layer}`, await url(over));
    }
  }
  const page = imagePage({ record, photograph: await url(shown), labels, maps, coverage });
  return [
    { path: pagePath(out, record.image), content: page },
    {
      path: pagePath(out, record.image, '.jpg'),
      content: await encodeJpeg(within(image, LIST_SIDE), sharpCodec, LIST_QUALITY),
    },
  ];
}

/** An image no larger than a side. */
function within(image: RgbImage, side: number): RgbImage {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const scaled = (length: number) => Math.max(1, Math.round(scale * length));
  return resizeRgb(image, scaled(image.width), scaled(image.height));
}

async function url(image: RgbImage): Promise<string> {
  return dataUrl(await encodeJpeg(image, sharpCodec), 'image/jpeg');
}
