import { type Analysis, mapAt } from '@leukolens/cad';
import { encodeJpeg, type ImageCodec, type RgbImage, resizeRgb } from '@leukolens/imaging';
import { dataUrl } from '../data-url.ts';
import { mapOverlay } from '../figures/map-overlay.ts';
import { imagePage } from './image-page.ts';

/** Longest side of the pictures of a page, and side of the small picture of the list, pixels. */
const PAGE_SIDE = 640;
const LIST_SIDE = 80;
const LIST_QUALITY = 70;

/**
 * An image's page of the report, and its small picture for the list, a JPEG file.
 * @param coverage the share of prediction sets that hold the true class, where the classifier promises one
 */
export async function pageOf(
  image: RgbImage,
  { record, labels, explanation }: Analysis,
  coverage: number | undefined,
  codec: ImageCodec,
): Promise<{ readonly page: string; readonly small: Uint8Array }> {
  const url = async (picture: RgbImage) => dataUrl(await encodeJpeg(picture, codec), 'image/jpeg');
  const shown = within(image, PAGE_SIDE);
  const maps = new Map<string, string>();
  for (const { method, layer } of record.maps) {
    const found = explanation?.maps.get(layer)?.[method];
    if (found === undefined) continue;
    const map = mapAt(found, shown.width, shown.height);
    maps.set(`${method}-${layer}`, await url(mapOverlay(shown, map)));
  }
  return {
    page: imagePage({ record, photograph: await url(shown), labels, maps, coverage }),
    small: await encodeJpeg(within(image, LIST_SIDE), codec, LIST_QUALITY),
  };
}

/** An image no larger than a side. */
function within(image: RgbImage, side: number): RgbImage {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const scaled = (length: number) => Math.max(1, Math.round(scale * length));
  return resizeRgb(image, scaled(image.width), scaled(image.height));
}
