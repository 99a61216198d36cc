/** Bytes turned into text at a time: `String.fromCharCode` takes its arguments from the stack. */
const CHUNK = 0x8000;

/** A file as a `data:` URL, so that a page shows it without fetching anything. */
export function dataUrl(bytes: Uint8Array, type: 'image/png' | 'image/jpeg'): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return `data:${type};base64,${btoa(binary)}`;
}
