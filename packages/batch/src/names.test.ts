import { describe, expect, test } from 'vitest';
import { outputName } from './names.ts';

describe('outputName', () => {
  test('keeps the path and the extension', () => {
    expect(outputName('day 1/smear.tif', '.png')).toBe('day 1/smear.tif.png');
    expect(outputName('a.png', '.png')).not.toBe(outputName('a.jpg', '.png'));
  });

  test('cuts a name of 255 bytes between characters, and keeps two of them apart', () => {
    const long = `${'ü'.repeat(125)}a.png`;
    const other = `${'ü'.repeat(125)}b.png`;
    expect(Buffer.byteLength(long)).toBe(255);
    const name = outputName(long, '.geojson');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^ü+~[0-9a-f]{8}\.geojson$/);
    expect(name).not.toBe(outputName(other, '.geojson'));
  });
});
