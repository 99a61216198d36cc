import { type ImageCodec, type VipsModule, vipsCodec } from '@leukolens/imaging';
import Vips from 'wasm-vips';
import vipsUrl from 'wasm-vips/vips.wasm?url';
import { browserCodec } from './browser-codec.ts';

/** libvips where the page may share memory, and so the pixels that the command gets; else the browser's own decoder. */
export async function startCodec(): Promise<{ codec: ImageCodec; name: 'libvips' | 'browser' }> {
  if (!self.crossOriginIsolated) return { codec: browserCodec, name: 'browser' };
  const vips = await Vips({
    dynamicLibraries: [],
    locateFile: () => vipsUrl,
    preRun: (module: { ENV: Record<string, string> }) => {
      module.ENV.VIPS_WARNING = '0';
    },
  } as Parameters<typeof Vips>[0]);
  return { codec: vipsCodec(vips as unknown as VipsModule), name: 'libvips' };
}
