import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ZOOM_SCRIPT, ZOOM_SCRIPT_SHA256 } from './zoom-script.ts';

test('the hash by which reports admit the script is that of the script', () => {
  expect(createHash('sha256').update(ZOOM_SCRIPT).digest('base64')).toBe(ZOOM_SCRIPT_SHA256);
});
