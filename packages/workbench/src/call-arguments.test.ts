import { expect, test } from 'vitest';
import { callArguments, isCall } from './call-arguments.ts';

const settings = { method: 'unet', split: false };

test('arguments as the page sends them are let in; a file comes as bytes', async () => {
  const [id, name, file] = callArguments('read', ['1', 'a.png', Uint8Array.of(1, 2)]);
  expect([id, name, await file.arrayBuffer()]).toEqual(['1', 'a.png', Uint8Array.of(1, 2).buffer]);
  expect(callArguments('analyze', ['1', settings])).toEqual(['1', settings]);
  expect(callArguments('split', [new Uint16Array(6), 3, 2, 1])[0]).toHaveLength(6);
  expect(callArguments('exportFiles', [[{ id: '1' }], [], settings, ['masks']])[3]).toEqual(['masks']);
});

test.each([
  ['read', ['1', 'a.png'], 'read: argument list: Too small'],
  ['read', ['1', 'a.png', 'bytes'], 'read: argument 2: expected bytes'],
  ['read', ['1', 7, new Uint8Array(1)], 'read: argument 1'],
  ['analyze', ['1', { ...settings, method: 'magic' }], 'analyze: argument 1.method'],
  ['analyze', ['1', { ...settings, micrometresPerPixel: -1 }], 'argument 1.micrometresPerPixel'],
  ['stage', ['1', 'photograph'], 'stage: argument 1'],
  ['split', [new Uint16Array(5), 3, 2, 1], 'expected a label for each pixel'],
  ['exportFiles', [[], [], settings, ['secrets']], 'argument 3.0'],
  ['forget', 'all', 'forget: argument list'],
] as const)('%s %j is refused', (name, given, message) => {
  expect(() => callArguments(name, given)).toThrow(message);
});

test('what is inherited is no call', () => {
  expect([isCall('read'), isCall('constructor'), isCall('write')]).toEqual([true, false, false]);
});
