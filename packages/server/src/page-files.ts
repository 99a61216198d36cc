import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** A file of the page. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Put into the page, so that it computes by this server. */
const MARK = '<meta name="leukolens-server" content="yes" />';

/**
 * A file of the page's folder; undefined where there is none of a kind that the page has, or the path leads out of the folder, be it by
 * a link.
 * @param path as the request has it, decoded, with forward slashes
 */
export async function pageFile(folder: string, path: string): Promise<PageFile | undefined> {
  const name = path.endsWith('/') ? `${path}index.html` : path;
  const type = TYPES[extname(name)];
  // the service worker is for pages that have no server
  if (type === undefined || name.includes('\0') || name === '/sw.js') return undefined;
  const root = await realpath(folder);
  const file = await realpath(join(root, name)).catch(() => undefined);
  if (!file?.startsWith(root + sep)) return undefined;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  if (name !== '/index.html') return { bytes: new Uint8Array(bytes), type };
  const marked = bytes.toString('utf8').replace('<head>', `<head>\n    ${MARK}`);
  return { bytes: new TextEncoder().encode(marked), type };
}
