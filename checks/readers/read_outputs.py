"""Reads what `leukolens segment` wrote with other people's programs and prints what it finds wrong, a line each.

    python3 read_outputs.py IMAGES OUT
Pillow reads images, masks, labels and overlays; scikit-image measures the label image; shapely reads the outlines, checks that
they are valid and measures them; Python's own csv and json modules read the tables. Needs python3-pil, python3-skimage, python3-shapely.
"""
import csv
import json
import os
import sys

import numpy as np
from PIL import Image
from shapely.geometry import shape
from skimage.measure import label, regionprops

images, out = sys.argv[1:]
problems = 0


def check(true, *words):
    global problems
    if not true:
        problems += 1
        print(*words)


def close(a, b, relative=1e-9):
    return abs(a - b) <= relative * max(1, abs(a), abs(b))


def read(folder, name):
    return np.asarray(Image.open(os.path.join(out, folder, name + ".png")))


results = json.load(open(os.path.join(out, "results.json"), encoding="utf-8"))
tables = {name: list(csv.DictReader(open(os.path.join(out, name + ".csv"), encoding="utf-8", newline=""))) for name in ("images", "nuclei")}
check("Research use only" in results["notice"], "results.json does not say what it is for")
check(len(tables["images"]) == len(results["results"]), "images.csv has another number of images")
check(all(row["use"] == "research only" for rows in tables.values() for row in rows), "a table does not say what it is for")
nuclei = {}
for row in tables["nuclei"]:
    nuclei.setdefault(row["image"], []).append(row)

for record in results["results"]:
    name = record["image"]
    original = np.asarray(Image.open(os.path.join(images, name)).convert("RGB"))
    mask, labels, overlay = read("masks", name), read("labels", name), read("overlays", name)
    check(mask.dtype == np.uint8 and set(np.unique(mask)) <= {0, 255}, name, "mask is not 0 and 255")
    check(((labels > 0) == (mask > 0)).all(), name, "labels and mask differ")
    check((label(mask > 0, connectivity=2).astype(int) == labels.astype(int)).all(), name, "objects are numbered otherwise")
    check(overlay.shape == original.shape and (overlay == original)[mask == 0].all(), name, "overlay changes what lies outside")
    cyan = (overlay == (0, 255, 255)).all(2)
    check((overlay == original).all(2)[~cyan].all(), name, "overlay changes more than the outlines")

    regions = regionprops(labels.astype(np.int32))
    rows = nuclei.get(name, [])
    check(len(regions) == len(rows) == record["nuclei"]["count"], name, "number of nuclei differs")
    features = json.load(open(os.path.join(out, "geojson", name + ".geojson"), encoding="utf-8"))["features"]
    check(len(features) == len(rows), name, "number of features differs")
    for region, row, feature in zip(regions, rows, features):
        for column, value in {
            "area_px2": region.area, "area_convex_px2": region.convex_area, "perimeter_px": region.perimeter,
            "perimeter_crofton_px": region.perimeter_crofton, "equivalent_diameter_px": region.equivalent_diameter_area,
            "centroid_x_px": region.centroid[1], "centroid_y_px": region.centroid[0], "solidity": region.solidity,
        }.items():
            check(close(float(row[column]), value), name, region.label, column, row[column], "scikit-image:", value)
        check(close(float(row["eccentricity"]), region.eccentricity, 1e-6), name, region.label, "eccentricity", row["eccentricity"], region.eccentricity)
        inside = original[labels == region.label].astype(float)
        for i, colour in enumerate(("red", "green", "blue")):
            check(close(float(row[colour + "_mean"]), inside[:, i].mean()), name, colour, "mean")
            check(close(float(row[colour + "_sd"]), inside[:, i].std(), 1e-6), name, colour, "SD")
        outline = shape(feature["geometry"])
        check(outline.is_valid, name, region.label, "outline is not valid")
        check(outline.area == region.area, name, region.label, "outline's area", outline.area, region.area)
        top, left, bottom, right = region.bbox
        check(outline.bounds == (left, top, right, bottom), name, region.label, "outline's bounds", outline.bounds, region.bbox)
print(f"{len(results['results'])} images and {len(tables['nuclei'])} nuclei read, {problems} problems")
