#!/usr/bin/python3
"""PyTorch's side of FullSizeParityTest, which runs it: R(2+1)D-18 in both layouts.

    parity.py make DIR    writes weights, clips and PyTorch's features
    parity.py check DIR   loads what Java saved into PyTorch, in strict mode, and compares the features
"""

import json
import pathlib
import sys

import numpy
import torch
import torchvision

from networks import R2Plus1D, randomise


def network(layout):
    """The XDC layout as defined here, the other one as torchvision itself defines it."""
    if layout == "xdc":
        return R2Plus1D(2, 64, per_block=False)
    model = torchvision.models.video.r2plus1d_18()
    model.fc = torch.nn.Identity()
    return model


def read_safetensors(file):
    """Reads the format by hand, as Debian has no package for it."""
    data = file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    state = {}
    for name, info in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in info["data_offsets"])
            dtype = {"F32": numpy.float32, "I64": numpy.int64}[info["dtype"]]
            array = numpy.frombuffer(data[start:end], dtype).reshape(info["shape"])
            state[name] = torch.from_numpy(array.copy())
    return state


def main():
    step, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    torch.set_num_threads(1)
    largest = 0.0
    for seed, layout in enumerate(["xdc", "torchvision"]):
        model = network(layout).eval()
        with torch.no_grad():
            if step == "make":
                randomise(model, seed)
                torch.save(model.state_dict(), folder / f"{layout}.pth")
                clips = torch.randn(2, 3, 8, 112, 112, generator=torch.Generator().manual_seed(seed))
                torch.save({"clips": clips, "features": model(clips)}, folder / f"{layout}-features.pth")
            else:
                model.load_state_dict(read_safetensors(folder / f"{layout}.safetensors"), strict=True)
                made = torch.load(folder / f"{layout}-features.pth")
                difference = (model(made["clips"]) - made["features"]).abs().max()
                largest = max(largest, float(difference / made["features"].abs().max()))
    if step == "make":
        print(f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}")
    else:
        print(f"{largest:.3e}")


if __name__ == "__main__":
    main()
