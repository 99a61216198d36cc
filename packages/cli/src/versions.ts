import sharp from 'sharp';

/** Versions of what results depend on besides this program. */
export function libraryVersions(): Record<string, string> {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    sharp: sharp.versions.sharp,
    libvips: sharp.versions.vips,
  };
}
