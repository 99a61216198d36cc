/**
 * Versions of what results depend on besides this program. Rejects where sharp does not load: it is imported only
 * here, so that a machine without its native module can still be asked by `doctor` what is wrong.
 */
export async function libraryVersions(): Promise<Record<string, string>> {
  const { default: sharp } = await import('sharp');
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    sharp: sharp.versions.sharp,
    libvips: sharp.versions.vips,
  };
}
