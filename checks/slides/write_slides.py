"""Slides as scanners and tifffile write them, and their pixels: write_slides.py FOLDER. Needs numpy, tifffile."""
import json
import pathlib
import sys

import numpy
import tifffile

folder = pathlib.Path(sys.argv[1])
rng = numpy.random.default_rng(1)
width, height = 1500, 1100
y, x = numpy.mgrid[0:height, 0:width]
full = numpy.stack([200 * x / width, 200 * y / height, 128 + 90 * numpy.sin((x + y) / 60)], -1)
full = numpy.clip(full + rng.normal(0, 6, full.shape), 0, 255).astype(numpy.uint8)


def halved(image):
    h, w = (image.shape[0] // 2) * 2, (image.shape[1] // 2) * 2
    parts = image[:h, :w].reshape(h // 2, 2, w // 2, 2, 3).astype(float)
    return parts.mean((1, 3)).round().astype(numpy.uint8)


levels = [full, halved(full), halved(halved(full))]
for number, level in enumerate(levels):
    level.tofile(folder / f'level-{number}.rgb')
json.dump([[level.shape[1], level.shape[0]] for level in levels], open(folder / 'levels.json', 'w'))

label = numpy.full((200, 300, 3), 77, numpy.uint8)

# as Aperio's scanners: full, thumbnail in strips, levels, label and macro in strips
APERIO = 'Aperio Image Library v12.0.15\n1500x1100 [0,0 1500x1100] (256x256) |AppMag = 40|MPP = 0.2499|Patient = Nobody'
with tifffile.TiffWriter(folder / 'aperio.svs', bigtiff=True) as tif:
    options = dict(photometric='rgb', metadata=None)
    tif.write(full, tile=(256, 256), compression='zlib', description=APERIO, **options)
    tif.write(levels[2], description='Aperio thumbnail', **options)
    tif.write(levels[1], tile=(256, 256), compression='zlib', description=APERIO, subfiletype=1, **options)
    tif.write(levels[2], tile=(256, 256), compression='zlib', description=APERIO, subfiletype=1, **options)
    tif.write(label, description='Aperio\nlabel 300x200', subfiletype=1, **options)
    # a label that is tiled and has the slide's proportions
    tif.write(levels[2][::2, ::2], tile=(64, 64), description='Aperio\nmacro 187x137', subfiletype=9, **options)

# OME-TIFF with its levels as sub-directories
with tifffile.TiffWriter(folder / 'pyramid.ome.tif', bigtiff=False, ome=True) as tif:
    meta = {'axes': 'YXS', 'PhysicalSizeX': 500.0, 'PhysicalSizeXUnit': 'nm', 'PhysicalSizeY': 500.0, 'PhysicalSizeYUnit': 'nm'}
    options = dict(photometric='rgb', tile=(128, 192), compression='zlib')
    tif.write(full, subifds=2, metadata=meta, **options)
    for level in levels[1:]:
        tif.write(level, subfiletype=1, metadata=None, **options)

# big-endian, uncompressed, with a predictor, without a pyramid; resolution in centimetres
tifffile.imwrite(folder / 'motorola.tif', full, byteorder='>', tile=(512, 512), photometric='rgb', metadata=None,
                 resolution=(20000, 20000), resolutionunit='CENTIMETER')
tifffile.imwrite(folder / 'predictor.tif', full, tile=(256, 256), photometric='rgb', metadata=None, compression='zlib',
                 predictor=True)
# what is not read
tifffile.imwrite(folder / 'grey16.tif', full[..., 0].astype(numpy.uint16) * 256, tile=(256, 256), metadata=None)
tifffile.imwrite(folder / 'strips.tif', full, photometric='rgb', metadata=None)
tifffile.imwrite(folder / 'planes.tif', numpy.moveaxis(full, -1, 0), tile=(256, 256), photometric='rgb',
                 planarconfig='separate', metadata=None)
