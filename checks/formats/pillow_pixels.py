"""The pixels that Pillow gives for image files, by the rules that LeukoLens follows too.

usage: python3 pillow_pixels.py DATA_FOLDER OUT_FOLDER < NAMES
One file name a line on standard input. Writes OUT_FOLDER/N.rgb for the N-th name (8-bit RGB, row by row) and prints
one JSON object that maps each name to {"index", "width", "height"} or {"error"}.

- The first frame or page.
- The EXIF orientation is applied. In Pillow 9.4 loading a TIFF does so already and leaves the tag in place, so that
  exif_transpose would turn it twice.
- 16-bit grey (modes I, I;16, I;16B): value >> 8, or >> (bits - 8) where a TIFF states 9 to 15 bits. Pillow itself does the
  same to 16-bit RGB.
- Alpha, a transparent palette entry or a transparent colour: laid over white, (c a + 255 (255 - a)) / 255, rounded to
  the nearest.
- CMYK by Image.convert('RGB'), without a profile. Embedded profiles are not applied.
- Planar 16-bit TIFF, which Pillow 9.4 reads as if it had 8 bits: by tifffile, value >> 8.
"""

import json
import sys
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None
BITS_PER_SAMPLE, PLANAR_CONFIGURATION, SEPARATE = 258, 284, 2


def over_white(rgba):
    colour = rgba[..., :3].astype(np.int64)
    alpha = rgba[..., 3:].astype(np.int64)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def grey_of_16_bits(image, bits):
    samples = np.asarray(image).astype(np.int64)
    grey = np.clip(samples >> (bits - 8), 0, 255).astype(np.uint8)
    transparent = image.info.get("transparency")
    if transparent is not None:
        grey[samples == transparent] = 255
    return np.repeat(grey[..., None], 3, axis=2)


def is_planar_16_bit(image):
    tags = getattr(image, "tag_v2", {})
    return tags.get(PLANAR_CONFIGURATION) == SEPARATE and max(tags.get(258, (8,))) == 16


def rgb_pixels(path):
    image = Image.open(path)
    bits = max(getattr(image, "tag_v2", {}).get(BITS_PER_SAMPLE, (16,)))
    if is_planar_16_bit(image):
        return (np.moveaxis(tifffile.imread(path), 0, 2) >> 8).astype(np.uint8)
    if image.format == "TIFF":
        image = image.copy()
    else:
        image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "I;16", "I;16B"):
        return grey_of_16_bits(image, bits)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        return over_white(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"))


def main(data_folder, out_folder):
    results = {}
    for index, name in enumerate(sys.stdin.read().split("\n")):
        try:
            pixels = rgb_pixels(Path(data_folder, name))
        except Exception as error:
            results[name] = {"error": f"{type(error).__name__}: {error}"}
            continue
        Path(out_folder, f"{index}.rgb").write_bytes(np.ascontiguousarray(pixels).tobytes())
        results[name] = {"index": index, "width": pixels.shape[1], "height": pixels.shape[0]}
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
