#!/usr/bin/python3
"""PyTorch's side of FullSizeParityTest, which runs it: the four encoders at full size, and the log-mel spectrogram.

    parity.py make DIR    writes weights, inputs and what PyTorch makes of them
    parity.py check DIR   loads what Java saved into PyTorch, in strict mode, and compares the features
"""

import json
import pathlib
import sys

import numpy
import torch
import torchvision

sys.path.append(str(pathlib.Path(__file__).resolve().parents[4] / "xdc-core" / "src" / "test" / "python"))
from networks import AudioResNet, R2Plus1D, randomise  # noqa: E402

LAYOUTS = ["xdc", "torchvision", "audio_a", "audio_b"]


def network(layout):
    """As defined beside the tests of the core, but for torchvision's layout, which it defines itself."""
    if layout == "xdc":
        return R2Plus1D(2, 64, per_block=False)
    if layout.startswith("audio"):
        return AudioResNet(2, 64, layout[-1].upper())
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


def log_mel(pcm):
    """The paper's spectrogram of 2 s at 16 kHz: 100 frames of 256 samples, 40 mel bands, logarithm above e."""
    hop, size, bands, rate = 320, 256, 40, 16000
    samples = torch.cat([pcm.double() / 32768, torch.zeros(size, dtype=torch.double)])
    window = torch.hann_window(size, periodic=False, dtype=torch.double)
    spectrum = torch.stft(samples, size, hop, window=window, center=False, return_complex=True)
    power = spectrum[: size // 2, :100].abs().square()

    def mel(hertz):
        return 1127 * torch.log1p(hertz / 700)

    edges = torch.linspace(0, 1, bands + 2, dtype=torch.double) * mel(torch.tensor(rate / 2, dtype=torch.double))
    bins = mel(torch.arange(size // 2, dtype=torch.double) * rate / size)
    rising = (bins[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None]) / (edges[2:] - edges[1:-1])[:, None]
    filters = torch.minimum(rising, falling).clamp(min=0)
    energy = 1.0807e9 * (filters / filters.sum(1, keepdim=True)) @ power
    e = torch.tensor(1.0, dtype=torch.double).exp()
    return torch.where(energy > e, energy.clamp(min=1e-300).log(), energy / e).t().float()


def sound(seed):
    """Two seconds of a chirp in noise, the last fifth silent."""
    t = torch.arange(32000, dtype=torch.double) / 16000
    noise = torch.rand(32000, dtype=torch.double, generator=torch.Generator().manual_seed(seed)) - 0.5
    signal = 0.3 * torch.sin(2 * torch.pi * (100 * t + 900 * t * t)) + 0.05 * noise
    signal[25600:] = 0
    return (signal * 32767).round().int()


def make(folder):
    pcm = sound(7)
    made = {"pcm": pcm, "log_mel": log_mel(pcm)}
    for seed, layout in enumerate(LAYOUTS):
        model = randomise(network(layout), seed).eval()
        torch.save(model.state_dict(), folder / f"{layout}.pth")
        generator = torch.Generator().manual_seed(seed)
        if layout.startswith("audio"):
            clips = torch.stack([log_mel(sound(10 + i))[None] for i in range(2)]).transpose(2, 3).contiguous()
        else:
            clips = torch.randn(2, 3, 8, 112, 112, generator=generator)
        made[f"{layout}/clips"] = clips
        made[f"{layout}/inference"] = model(clips)
        made[f"{layout}/training"] = model.train()(clips)
        for name, value in model.state_dict().items():
            if "running" in name:
                made[f"{layout}/after/{name}"] = value.clone()
    torch.save(made, folder / "made.pth")
    print(f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}")


def check(folder):
    made = torch.load(folder / "made.pth")
    largest = 0.0
    for layout in LAYOUTS:
        model = network(layout).eval()
        model.load_state_dict(read_safetensors(folder / f"{layout}.safetensors"), strict=True)
        features = made[f"{layout}/inference"]
        difference = (model(made[f"{layout}/clips"]) - features).abs().max()
        largest = max(largest, float(difference / features.abs().max()))
    print(f"{largest:.3e}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    with torch.no_grad():
        {"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
