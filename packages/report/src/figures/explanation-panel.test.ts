import { deflateSync } from 'node:zlib';
import { MAP_METHODS, type MapMethod } from '@leukolens/cad';
import { pngFile, rgbImage } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import { type ExplanationPanel, explanationPanel, type PanelMap } from './explanation-panel.ts';
import { MAP_COLOURS, mapOverlay } from './map-overlay.ts';

/** A grey picture with a dark disc, and a map that rises towards it. */
const SIDE = 40;
const distance = (i: number) => Math.hypot((i % SIDE) - 26, Math.floor(i / SIDE) - 14);
const picture = rgbImage(
  SIDE,
  SIDE,
  Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (distance(Math.floor(i / 3)) < 9 ? 90 : 225)),
);
const WHOLE = [{ left: 0, top: 0, width: SIDE, height: SIDE }];
const map = Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.max(0, 1 - distance(i) / 16));

function url({ width, height, data }: typeof picture): string {
  // uncompressed, so that the bytes are the same with every version of zlib
  const png = pngFile({ width, height, channels: 3, data }, (bytes) => deflateSync(bytes, { level: 0 }));
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

function panel(changes: Partial<ExplanationPanel> = {}): ExplanationPanel {
  const shown: PanelMap = {
    picture: url(mapOverlay(picture, { data: map, looked: WHOLE, supported: true })),
    range: [-0.0123, 0.456],
    supported: true,
  };
  const nothing: PanelMap = {
    picture: url(mapOverlay(picture, { data: map, looked: WHOLE, supported: false })),
    range: [-3.21, -0.1],
    supported: false,
  };
  const maps = Object.fromEntries(MAP_METHODS.map((method, i) => [method, i === 3 ? nothing : shown]));
  return {
    title: 'field-7.png',
    image: url(picture),
    nuclei: url(picture),
    width: SIDE,
    height: SIDE,
    layer: 'layer3',
    target: 'Early pre-B',
    maps: maps as Record<MapMethod, PanelMap>,
    probabilities: [
      { name: 'Early pre-B', probability: 0.871 },
      { name: 'Benign', probability: 0.129 },
    ],
    ...changes,
  };
}

describe('explanationPanel', () => {
  test('image, nuclei, probabilities and four maps, one of them without evidence', async () => {
    await expect(explanationPanel(panel())).toMatchFileSnapshot('goldens/explanation-panel.svg');
  });

  test('names cannot become markup, and nothing is fetched', () => {
    const evil = '</text><script>alert(1)</script>';
    const drawn = explanationPanel(panel({ title: evil, target: evil, layer: evil }));
    expect(drawn).not.toContain('<script>');
    for (const image of [
      'https://example.org/a.png',
      'data:image/svg+xml;base64,AAAA',
      'data:image/png;base64,"',
    ]) {
      expect(() => explanationPanel({ ...({} as ExplanationPanel), ...panelOf(image) })).toThrow(
        'expected a data: URL',
      );
    }
    function panelOf(image: string) {
      const empty: PanelMap = { picture: image, range: [0, 1], supported: true };
      return {
        title: 'a',
        image,
        nuclei: image,
        width: 1,
        height: 1,
        layer: 'layer4',
        target: 'b',
        maps: Object.fromEntries(MAP_METHODS.map((method) => [method, empty])) as Record<MapMethod, PanelMap>,
        probabilities: [],
      };
    }
  });
});

describe('mapOverlay', () => {
  test('colours run from dark blue to yellow, and lightness rises', () => {
    const lightness = MAP_COLOURS.map(([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b);
    expect(lightness.every((value, i) => i === 0 || value >= lightness[i - 1]! - 1)).toBe(true);
    expect(MAP_COLOURS[0]![2]).toBeGreaterThan(MAP_COLOURS[0]![0]);
    expect(MAP_COLOURS[255]![0]).toBeGreaterThan(200);
  });

  test('six parts colour to four of grey; without evidence grey alone', () => {
    const one = rgbImage(1, 1, Uint8Array.of(100, 100, 100));
    const [r, g, b] = MAP_COLOURS[255]!;
    const mixed = [r, g, b].map((level) => Math.round(0.6 * level + 40));
    const map = { data: Float32Array.of(1), looked: WHOLE };
    expect([...mapOverlay(one, { ...map, supported: true }).data]).toEqual(mixed);
    expect([...mapOverlay(one, { ...map, supported: false }).data]).toEqual([100, 100, 100]);
  });

  test('what was not looked at stays grey, beside a window that reaches beyond the picture', () => {
    const three = rgbImage(3, 1, new Uint8Array(9).fill(100));
    const looked = [{ left: 2, top: -1, width: 4, height: 4 }];
    const shown = mapOverlay(three, { data: new Float32Array(3), looked, supported: true });
    const [r, g, b] = MAP_COLOURS[0]!;
    const mixed = [r, g, b].map((level) => Math.round(0.6 * level + 40));
    expect([...shown.data]).toEqual([100, 100, 100, 100, 100, 100, ...mixed]);
  });
});
