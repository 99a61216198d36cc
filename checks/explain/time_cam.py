"""Milliseconds that pytorch-grad-cam's way of explaining takes: for each of four methods a forward and a backward pass of its own, at
one layer of torchvision's ResNet-50, one image of 224 x 224. Prints the median. Debian packages: python3-torch, python3-torchvision."""

import sys
import time

import torch
import torchvision

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
network = torchvision.models.resnet50(weights=None, num_classes=4).eval()
kept = {}


def keep(_module, _given, values):
    kept["values"] = values
    values.register_hook(lambda gradient: kept.__setitem__("gradient", gradient))


network.layer3.register_forward_hook(keep)
image = torch.randn(1, 3, 224, 224)


def explained(method):
    logits = network(image)
    network.zero_grad()
    logits[0, logits.argmax()].backward()
    values, gradient = kept["values"].detach(), kept["gradient"]
    if method == "hirescam":
        return (values * gradient).sum(1)
    if method == "gradcam":
        weights = gradient.mean((2, 3), keepdim=True)
    elif method == "xgradcam":
        total = values.sum((2, 3), keepdim=True)
        weights = (gradient * values / (total + 1e-7)).sum((2, 3), keepdim=True)
    else:
        square, cube = gradient**2, gradient**3
        total = values.sum((2, 3), keepdim=True)
        alpha = square / (2 * square + total * cube + 1e-6)
        weights = (gradient.clamp(min=0) * torch.where(gradient != 0, alpha, torch.zeros(()))).sum((2, 3), keepdim=True)
    return (weights * values).sum(1)


times = []
for _ in range(9):
    begun = time.perf_counter()
    for method in ("gradcam", "gradcam++", "hirescam", "xgradcam"):
        explained(method)
    times.append(1000 * (time.perf_counter() - begun))
print(sorted(times)[len(times) // 2])
