import { type ImageExplanation, type MapMethod, mapAt } from '@leukolens/cad';
import {
  encodeJpeg,
  encodePng,
  type ImageCodec,
  type Mask,
  type RgbImage,
  resizeRgb,
  rgbImage,
} from '@leukolens/imaging';
import { dataUrl } from '../data-url.ts';
import { mapFileName } from '../map-file-name.ts';
import { explanationPanel, type PanelMap } from './explanation-panel.ts';
import { mapOverlay } from './map-overlay.ts';

/** Longest side of the pictures in a panel, pixels: it is looked at on a screen, and keeps its size at that. */
const PANEL_SIDE = 400;

/** A file of an image's folder of maps. */
export interface MapFigure {
  readonly file: string;
  readonly content: Uint8Array | string;
}

/** The pictures of an explanation: each map over the image, and a panel for each layer (the paper's Figures 8 to 10). */
export async function* mapFigures(
  name: string,
  image: RgbImage,
  { classification, nuclei: seen, target, maps }: ImageExplanation,
  classes: readonly string[],
  methods: readonly MapMethod[],
  codec: ImageCodec,
): AsyncGenerator<MapFigure> {
  // a panel is looked at, not measured: JPEG takes a third of the time and a tenth of the room
  const url = async (picture: RgbImage) => dataUrl(await encodeJpeg(picture, codec), 'image/jpeg');
  const scale = Math.min(1, PANEL_SIDE / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) =>
    Math.max(1, Math.round(scale * side)),
  ) as [number, number];
  const small = resizeRgb(image, width, height);
  const nuclei = resizeRgb(nucleiAlone(image, seen), width, height);
  for (const [layer, ofLayer] of maps) {
    const shown: Partial<Record<MapMethod, PanelMap>> = {};
    for (const method of methods) {
      const map = ofLayer[method];
      const over = mapOverlay(image, mapAt(map, image.width, image.height));
      yield { file: mapFileName(method, layer), content: await encodePng(over, codec) };
      const { range, supported } = map;
      const picture = await url(mapOverlay(small, mapAt(map, width, height)));
      shown[method] = { picture, range, supported };
    }
    const content = explanationPanel({
      title: name,
      image: await url(small),
      nuclei: await url(nuclei),
      width,
      height,
      layer,
      target: classes[target]!,
      maps: shown,
      probabilities: classes
        .map((each, i) => ({ name: each, probability: classification.probabilities[i]! }))
        .sort((a, b) => b.probability - a.probability),
    });
    yield { file: mapFileName('panel', layer), content };
  }
}

/** The image with all but its nuclei black: what a classifier of segmented images sees. */
function nucleiAlone(image: RgbImage, mask: Mask): RgbImage {
  const result = rgbImage(image.width, image.height);
  mask.data.forEach((inside, i) => {
    if (inside) result.data.set(image.data.subarray(3 * i, 3 * i + 3), 3 * i);
  });
  return result;
}
