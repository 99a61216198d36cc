"""The other side of `leukolens bench`: OpenCV on one thread, timed image by image, images in memory beforehand.

    python3 opencv.py FOLDER [REFERENCE]

FOLDER holds index.json, a list of {"name", "width", "height"}, and for each NAME.rgb and NAME.ms, raw bytes. REFERENCE is
a folder with handcrafted.py, whose segment(rgb) is the whole method. Each line on standard input, "bilateral" or
"method", is answered by one line: the milliseconds of every image, as JSON. Needs python3-opencv, and python3-scipy for the method.
"""
import json
import os
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
folder = sys.argv[1]
images = []
for entry in json.load(open(os.path.join(folder, "index.json"))):
    path = os.path.join(folder, entry["name"])
    shape = (entry["height"], entry["width"])
    images.append((np.fromfile(path + ".rgb", np.uint8).reshape(*shape, 3), np.fromfile(path + ".ms", np.uint8).reshape(shape)))

jobs = {"bilateral": lambda rgb, grey: cv2.bilateralFilter(grey, 9, 50, 50)}
if len(sys.argv) > 2:
    sys.path.insert(0, sys.argv[2])
    import handcrafted

    jobs["method"] = lambda rgb, grey: handcrafted.segment(rgb)

print(json.dumps({"opencv": cv2.__version__, "jobs": sorted(jobs)}), flush=True)
for line in sys.stdin:
    job = jobs[line.strip()]
    times = []
    for image in images:
        start = time.perf_counter()
        job(*image)
        times.append(1e3 * (time.perf_counter() - start))
    print(json.dumps(times), flush=True)
