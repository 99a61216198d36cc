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

/** The same of what networks run on, which is loaded for those alone who run them. */
export async function networkVersions(): Promise<Record<string, string>> {
  const { offeredDevices } = await import('@leukolens/engine/node');
  return { onnxruntime: offeredDevices().version };
}
