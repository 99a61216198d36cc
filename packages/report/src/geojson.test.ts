import { nucleiOf } from '@leukolens/cad';
import { type Mask, mask, type Polygon, rasterize, rgbImage } from '@leukolens/imaging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nucleiGeoJson } from './geojson.ts';

const masks = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
  .chain(([width, height]) =>
    fc
      .array(fc.boolean(), { minLength: width * height, maxLength: width * height })
      .map((inside): Mask => mask(width, height, Uint8Array.from(inside, Number))),
  );

const collection = (region: Mask, name = 'a.png') => {
  const image = rgbImage(region.width, region.height);
  const { labels, objects } = nucleiOf(image, region);
  return JSON.parse(nucleiGeoJson(name, labels, objects));
};

describe('nucleiGeoJson', () => {
  test('its polygons, drawn again, are the mask exactly', () => {
    fc.assert(
      fc.property(masks, (region) => {
        const polygons = collection(region).features.flatMap(
          ({ geometry }: { geometry: { type: string; coordinates: unknown } }) =>
            (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Polygon[],
        );
        expect(rasterize(polygons, region.width, region.height)).toEqual(region);
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  test('a nucleus is a feature as QuPath reads it', () => {
    const square = mask(4, 3, Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0));
    const { type, leukolens, features } = collection(square, '<b>=1.png');
    expect(type).toBe('FeatureCollection');
    expect(leukolens).toMatchObject({
      image: '<b>=1.png',
      notice: expect.stringContaining('Research use only'),
    });
    expect(features).toHaveLength(1);
    const [{ geometry, properties }] = features;
    expect(geometry.type).toBe('Polygon');
    const [ring] = geometry.coordinates;
    expect(ring).toHaveLength(5);
    expect(ring[0]).toEqual(ring[4]);
    expect(new Set(ring.map(String))).toEqual(new Set(['1,0', '3,0', '3,2', '1,2']));
    expect(properties).toMatchObject({ objectType: 'annotation', classification: { name: 'Nucleus' } });
    expect(properties.measurements['Area (px²)']).toBe(4);
  });
});
