"""Writes PyTorch files into a folder, and beside each what is in it as NAME.json: dtype, shape and bytes (hex) by name."""

import json
import os
import sys
from collections import OrderedDict

import torch

FLOATS = ["float64", "float32", "float16", "bfloat16"]
INTEGERS = ["int64", "int32", "int16", "int8", "uint8"]


def raw(tensor):
    """The elements' bytes, row-major; bfloat16 has no numpy type, so its bits go through int16."""
    whole = tensor.detach().clone(memory_format=torch.contiguous_format)
    bits = whole.view(torch.int16) if whole.dtype == torch.bfloat16 else whole
    return bits.numpy().tobytes().hex()


def described(tensors):
    return {
        name: {"dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "bytes": raw(value)}
        for name, value in tensors.items()
    }


def every_dtype():
    tensors = OrderedDict()
    for name in FLOATS:
        special = torch.tensor([0.0, -0.0, float("inf"), float("nan"), 1e-40])
        tensors[name] = torch.cat([torch.randn(20), special]).to(getattr(torch, name)).reshape(5, 5)
    for name in INTEGERS:
        tensors[name] = torch.arange(-8, 10).to(getattr(torch, name)).reshape(3, 6)
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    return tensors


def views():
    whole = torch.randn(6, 8, 4)
    return {
        "whole": whole,
        "turned": whole.permute(2, 0, 1),
        "stepped": whole[1::2, ::3, 1],
        "row": whole[3],
        "end": whole.reshape(-1)[-5:],
        "channels_last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "transposed_integers": torch.arange(12).reshape(3, 4).t(),
        "parameter": torch.nn.Parameter(whole[0].t()),
        "one_row_expanded": torch.randn(1, 7).expand(1, 7),
    }


def network():
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.Linear(8, 4))
    return net.state_dict()


class Malicious:
    """What unpickling this file would run: it leaves a file behind."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


def main(folder):
    torch.manual_seed(5)
    net = network()
    optimiser = {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 1e-4, "params": [0]}]}
    objects = {
        "dtypes": every_dtype(),
        "views": views(),
        "network": net,
        "checkpoint": {"epoch": 4, "state_dict": net, "optimizer": optimiser, "best": 0.97},
        "nested": {"nets": {"other": {"w": torch.zeros(1)}, "ours": net}, "tags": ("a", 1, None)},
    }
    formats = {
        "zip": {},
        "zip4": {"pickle_protocol": 4},
        "legacy": {"_use_new_zipfile_serialization": False},
        "legacy4": {"_use_new_zipfile_serialization": False, "pickle_protocol": 4},
    }
    for name, saved in objects.items():
        tensors = net if name in ("checkpoint", "nested") else saved
        for kind, options in formats.items():
            path = os.path.join(folder, f"{name}.{kind}.pth")
            torch.save(saved, path, **options)
            with open(path + ".json", "w") as file:
                json.dump(described(tensors), file)
    for kind, options in formats.items():
        mark = os.path.join(folder, "mark")
        torch.save({"w": torch.zeros(2), "x": Malicious(mark)}, os.path.join(folder, f"malicious.{kind}"), **options)
        torch.save(torch.nn.Linear(2, 2), os.path.join(folder, f"module.{kind}"), **options)


main(sys.argv[1])
