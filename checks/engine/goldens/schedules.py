"""Learning rates of torch.optim.lr_scheduler, for cases [[name, learning rate, options], ...] and metrics [...], both as JSON.

Prints one list of rates per case: the first, then the one after each metric, of which schedules by time take the number only.
"""
import json
import sys
import warnings

import torch

warnings.simplefilter("ignore")


def rates(metrics, name, rate, options):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule = getattr(torch.optim.lr_scheduler, name)(optimiser, **options)
    found = [optimiser.param_groups[0]["lr"]]
    for metric in metrics:
        schedule.step(*([metric] if name == "ReduceLROnPlateau" else []))
        found.append(optimiser.param_groups[0]["lr"])
    return found


print(json.dumps([rates(json.loads(sys.argv[2]), *case) for case in json.loads(sys.argv[1])]))
