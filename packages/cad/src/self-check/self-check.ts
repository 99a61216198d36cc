import { type ImageCodec, type Mask, readImage } from '@leukolens/imaging';
import { nucleiOf } from '../nuclei/nuclei.ts';
import { Handcrafted } from '../segment/handcrafted.ts';
import { KNOWN_IMAGE_BASE64, KNOWN_MASK_SHA256, KNOWN_NUCLEI } from './generated/known-image.ts';

export interface SelfCheck {
  readonly passed: boolean;
  /** What was found, in one line. */
  readonly finding: string;
}

/**
 * Reads and segments a known synthetic smear with the codec at hand and compares the mask, pixel by pixel, and the
 * number of nuclei with what they were when the image was made: a decoder or an engine that computes otherwise on
 * this machine shows up before it is relied on.
 */
export async function selfCheck(codec: ImageCodec): Promise<SelfCheck> {
  const bytes = Uint8Array.from(atob(KNOWN_IMAGE_BASE64), (c) => c.charCodeAt(0));
  const { image } = await readImage(bytes, codec);
  const mask = new Handcrafted().segmentNow(image);
  const count = nucleiOf(image, mask).objects.length;
  const hash = await maskSha256(mask);
  const passed = hash === KNOWN_MASK_SHA256 && count === KNOWN_NUCLEI;
  const finding = passed
    ? `a known image gives the known mask and its ${count} nuclei`
    : `a known image gives ${count} nuclei (expected ${KNOWN_NUCLEI}), mask ${hash.slice(0, 12)} (expected ${KNOWN_MASK_SHA256.slice(0, 12)}): do not rely on results of this machine`;
  return { passed, finding };
}

/** SHA-256 of a mask's bytes, 0 and 1, in hexadecimal. */
export async function maskSha256(mask: Mask): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', mask.data.slice());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
