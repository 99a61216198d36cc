"""Checks .onnx files by the reference checker, shapes included.

    python3 check_onnx.py FILE...

Prints a JSON object per file: its inputs, outputs, operators, domains and metadata. Needs python3-onnx. Debian's release 1.12
knows operator set 17; the only operator written here whose form is newer is a reduction that takes its axes as an input,
which is brought to the old form, axes as an attribute, in memory.
"""
import json
import sys

import onnx
from onnx import checker, helper, numpy_helper

KNOWN_SET, KNOWN_VERSION = 17, 8
REDUCTIONS = {"ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL2", "ReduceLogSumExp"}


def as_known(model):
    """The model in the last operator set and file version that the installed checker knows."""
    if onnx.defs.onnx_opset_version() >= model.opset_import[0].version:
        return model
    constants = {each.name: each for each in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in REDUCTIONS and len(node.input) == 2:
            axes = numpy_helper.to_array(constants[node.input.pop()])
            node.attribute.append(helper.make_attribute("axes", axes.tolist()))
    model.opset_import[0].version = KNOWN_SET
    model.ir_version = KNOWN_VERSION
    return model


def values(infos):
    return {
        each.name: [d.dim_param or d.dim_value for d in each.type.tensor_type.shape.dim] for each in infos
    }


for path in sys.argv[1:]:
    model = onnx.load(path)
    described = {
        "inputs": values(model.graph.input),
        "outputs": values(model.graph.output),
        "operators": sorted({node.op_type for node in model.graph.node}),
        "domains": sorted({node.domain for node in model.graph.node} | {each.domain for each in model.opset_import}),
        "metadata": {each.key: each.value for each in model.metadata_props},
        "constants": sum(numpy_helper.to_array(each).size for each in model.graph.initializer),
    }
    checker.check_model(as_known(model), full_check=True)
    print(json.dumps(described))
