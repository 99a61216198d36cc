"""Times one case of bench-engine with PyTorch, as the reference program networks.py times its own.

    python3 theirs.py REFERENCE THREADS CASE

REFERENCE is the folder that holds networks.py, CASE a JSON object with network, side, training, batch and repeats. Prints
{"torch": version, "blas": name, "milliseconds": median, "processorSeconds": own}. Needs python3-torch and python3-torchvision, and libopenblas0-pthread:
Debian's PyTorch computes transposed convolutions through the system's BLAS, and the reference one, which is there without it,
takes the U-Net's time six times over.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

reference, threads, case = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
sys.path.insert(0, reference)
import networks  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(0)
batch, side = case["batch"], case["side"]
if case["network"] == "unet":
    model = networks.unet(strides=(2, 2, 2, 2), dropout=0.1)
    x, target = torch.rand(batch, 3, side, side), (torch.rand(batch, 1, side, side) > 0.7).float()
    loss = lambda: networks.unified_focal_loss(model(x), target)  # noqa: E731
else:
    head, activation = ("linear", nn.ReLU) if case["network"] == "resnet-relu" else ("medium", nn.Mish)
    model = networks.resnet50(head=head, act=activation)
    x, target = torch.randn(batch, 3, side, side), torch.randint(0, 3, (batch,))
    loss = lambda: F.cross_entropy(model(x), target)  # noqa: E731

if case["training"]:
    model.train()
    optimiser = torch.optim.Adam(model.parameters(), 1e-5)

    def once():
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()

    seconds = networks._time(once, case["repeats"])
else:
    model.eval()
    with torch.no_grad():
        seconds = networks._time(lambda: model(x), case["repeats"])


def blas():
    """The BLAS that is loaded, where the system tells."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read()
    except OSError:
        return "unknown BLAS"
    return next((name for name in ("OpenBLAS", "MKL", "BLIS") if "lib" + name.lower() in loaded), "reference BLAS")


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "blas": blas(),
            "milliseconds": 1e3 * seconds,
            "processorSeconds": time.process_time(),
        }
    )
)
