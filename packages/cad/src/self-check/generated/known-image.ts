export const KNOWN_IMAGE_BASE64 = '';
export const KNOWN_MASK_SHA256 = '';
export const KNOWN_NUCLEI = 0;
