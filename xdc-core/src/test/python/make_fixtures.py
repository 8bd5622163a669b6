#!/usr/bin/python3
"""Makes the reference files of LayerParityTest, NetworkParityTest and TorchCheckpointTest with PyTorch.

    /usr/bin/python3 xdc-core/src/test/python/make_fixtures.py

Made with Debian 12's python3-torch 1.13.1, and kinds-current.pth, all that a PyTorch 2.x makes here,
with 2.13.0. The files are zip or pre-1.6 checkpoints of torch.save.
"""

import collections
import pathlib

import torch
from torch import nn

from networks import AudioResNet, R2Plus1D, randomise

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "dev" / "xdc" / "weights"
generator = torch.Generator().manual_seed(1)


def random(*shape):
    return torch.randn(*shape, generator=generator)


def layers():
    """One case for each kind of layer: input, weights and output."""
    cases = {}

    def case(name, layer, x, **parameters):
        for parameter, value in parameters.items():
            cases[f"{name}/{parameter}"] = value
        cases[f"{name}/in"] = x
        cases[f"{name}/out"] = layer(x)

    def convolution(name, function, x, weight, stride, padding, bias=None):
        parameters = {"weight": weight} if bias is None else {"weight": weight, "bias": bias}
        case(name, lambda v: function(v, weight, bias, stride, padding), x, **parameters)

    conv3d, conv2d = nn.functional.conv3d, nn.functional.conv2d
    picture = random(2, 3, 4, 7, 6)
    convolution("stem", conv3d, random(2, 3, 2, 9, 10), random(4, 3, 1, 7, 7), (1, 2, 2), (0, 3, 3))
    convolution("spatial", conv3d, picture, random(5, 3, 1, 3, 3), (1, 1, 1), (0, 1, 1))
    convolution("spatial_stride", conv3d, picture, random(5, 3, 1, 3, 3), (1, 2, 2), (0, 1, 1))
    convolution("temporal", conv3d, picture, random(5, 3, 3, 1, 1), (1, 1, 1), (1, 0, 0))
    convolution("temporal_stride", conv3d, picture, random(5, 3, 3, 1, 1), (2, 1, 1), (1, 0, 0))
    convolution("shortcut", conv3d, picture, random(5, 3, 1, 1, 1), (2, 2, 2), (0, 0, 0))
    sound = random(2, 1, 9, 8)
    convolution("sound", conv2d, sound, random(4, 1, 3, 3), 1, 1, random(4))
    convolution("sound_stem", conv2d, sound, random(4, 1, 7, 7), 2, 3)
    case("max_pool", lambda v: nn.functional.max_pool2d(v, 3, 2, 1), random(2, 3, 9, 8))
    case("average", lambda v: v.mean((2, 3, 4)), picture)
    case("maximum", lambda v: v.amax((2, 3, 4)), picture)

    norm = randomise(nn.BatchNorm3d(3, eps=1e-3), 2)
    before = {key: value.clone() for key, value in norm.state_dict().items()}
    case("norm_inference", norm.eval(), picture, **{k: v for k, v in before.items() if v.dim()})
    case("norm_training", norm.train(), picture, **{k: v for k, v in before.items() if v.dim()})
    cases["norm_training/mean_after"] = norm.running_mean.clone()
    cases["norm_training/var_after"] = norm.running_var.clone()
    return {name: value.detach().clone() for name, value in cases.items()}


def networks():
    """Small whole networks: their state dicts, and what they make of a batch in both modes."""
    results = {"video/in": random(3, 3, 4, 16, 16), "audio/in": random(2, 1, 40, 100)}
    made = {
        "video_xdc": R2Plus1D(1, 2, per_block=False),
        "video_torchvision": R2Plus1D(1, 2, per_block=True),
        "audio_a": AudioResNet(1, 2, "A"),
        "audio_b": AudioResNet(1, 2, "B"),
    }
    for seed, (name, network) in enumerate(made.items()):
        x = results[f"{name[:5]}/in"]
        randomise(network, 10 + seed)
        legacy = name == "video_xdc"  # as the published weights come
        torch.save(network.state_dict(), OUT / f"{name}.pth", _use_new_zipfile_serialization=not legacy)
        with torch.no_grad():
            results[f"{name}/inference"] = network.eval()(x)
            results[f"{name}/training"] = network.train()(x)
            last = [v for k, v in network.state_dict().items() if k.endswith("running_var")][-1]
            results[f"{name}/var_after"] = last.clone()
    return results


def kinds():
    """Every element type, windows with offsets and strides, shared storages, scalars, empty ones."""
    numbers = torch.arange(24, dtype=torch.float32)
    return {
        "f64": torch.tensor([1.5, -2.25], dtype=torch.float64),
        "f32": torch.tensor([[1.5, -2.25], [3.0, 1e-30]]),
        "f16": torch.tensor([1.5, -2.25, 65504.0, 6e-8], dtype=torch.float16),
        "bf16": torch.tensor([1.5, -2.25, 3e38, 1e-30], dtype=torch.bfloat16),
        "i64": torch.tensor([1, -(2**40)]),
        "i32": torch.tensor([1, -(2**30)], dtype=torch.int32),
        "i16": torch.tensor([1, -(2**14)], dtype=torch.int16),
        "i8": torch.tensor([1, -100], dtype=torch.int8),
        "u8": torch.tensor([1, 200], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(7),
        "empty": torch.zeros(0, 3),
        "transposed": numbers.reshape(4, 6).t(),
        "window": numbers.reshape(4, 6)[1:3, 2:5],
        "expanded": torch.tensor([1.0, 2.0, 3.0, 4.0]).reshape(4, 1)[:2],
        "parameter": nn.Parameter(torch.tensor([4.0, 5.0])),
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if not torch.__version__.startswith("1."):
        torch.save(kinds(), OUT / "kinds-current.pth", pickle_protocol=4)  # its default is 2
        return
    torch.save(layers(), OUT / "layers.pth")
    torch.save(networks(), OUT / "networks.pth")
    torch.save(kinds(), OUT / "kinds.pth")
    torch.save(kinds(), OUT / "kinds-stream.pth", _use_new_zipfile_serialization=False)
    parallel = collections.OrderedDict((f"module.{k}", v) for k, v in kinds().items() if k[0] in "fb")
    optimizer = {"state": {}, "param_groups": [{"lr": 0.01, "betas": (0.9, 0.99), "params": [0, 1], "x": None}]}
    torch.save({"epoch": 3, "state_dict": parallel, "optimizer": optimizer}, OUT / "nested.pth")
    for file in sorted(OUT.glob("*.pth")):
        print(f"{file.stat().st_size:8d} {file.name}")


if __name__ == "__main__":
    main()
