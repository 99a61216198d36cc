/** What slides that are read here are called. */
const EXTENSION = /\.(svs|tiff?|btf|tf8)$/i;

/** Whether a file is called like a slide, or begins like a TIFF or BigTIFF. @param head gives its first bytes, 4 or more */
export async function looksLikeSlide(name: string, head: () => Promise<Uint8Array>): Promise<boolean> {
  if (EXTENSION.test(name)) return true;
  const [a, b, c, d] = await head().catch(() => []);
  if (a === 0x49 && b === 0x49) return (c === 42 || c === 43) && d === 0;
  return a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43);
}
