import type { ExportedFile } from '@leukolens/workbench';
import { type Zippable, zip } from 'fflate';

/** Hands a file to the browser's downloads. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // the download has its own hold on the blob by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Files as one ZIP; what is compressed already is stored. */
export async function saveZip(files: readonly ExportedFile[], name: string): Promise<void> {
  const entries: Zippable = {};
  for (const { path, bytes } of files) {
    entries[path] = [bytes, { level: /\.(png|jpg)$/.test(path) ? 0 : 6, mtime: '2000-01-01T00:00:00' }];
  }
  const packed = await new Promise<Uint8Array>((resolve, reject) => {
    zip(entries, (error, data) => (error ? reject(error) : resolve(data)));
  });
  save(new Blob([packed as Uint8Array<ArrayBuffer>], { type: 'application/zip' }), name);
}
