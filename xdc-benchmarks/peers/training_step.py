"""One training step and one feature pass in PyTorch, timed: the peer of xdc-benchmarks' StepTimer.

The networks are those of xdc-core, written in four forms of which a user of PyTorch would take the
fastest: 3-d convolutions, the same in the memory format channels_last_3d, that compiled by
torch.compile, and 2-d convolutions over channels-last views. Cross-entropy over 64 classes, SGD with
Nesterov momentum 0.9 and weight decay.
Prints one line: the median milliseconds of a step and of a feature pass, and the most memory in MB:
resident, or that of a GPU on which nothing else runs.
"""

import argparse
import statistics
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

EPSILON = 1e-3


class Conv2dSpatial(nn.Module):
    """(1, k, k) as a 2-d convolution on activations of shape (N, T, H, W, C)."""

    def __init__(self, c_in, c_out, k, stride, stride_time=1):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(c_out, c_in, k, k))
        nn.init.kaiming_normal_(self.weight)
        self.stride, self.padding, self.stride_time = stride, k // 2, stride_time

    def forward(self, x):
        x = x[:, :: self.stride_time]
        n, t, h, w, c = x.shape
        y = x.reshape(n * t, h, w, c).permute(0, 3, 1, 2)
        y = F.conv2d(y, self.weight, None, self.stride, self.padding).permute(0, 2, 3, 1)
        return y.reshape(n, t, *y.shape[1:])


class Conv2dTemporal(nn.Module):
    """(3, 1, 1) as a 2-d convolution with kernel (3, 1)."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(c_out, c_in, 3, 1))
        nn.init.kaiming_normal_(self.weight)
        self.stride = stride

    def forward(self, x):
        n, t, h, w, c = x.shape
        y = x.reshape(n, t, h * w, c).permute(0, 3, 1, 2)
        y = F.conv2d(y, self.weight, None, (self.stride, 1), (1, 0)).permute(0, 2, 3, 1)
        return y.reshape(n, y.shape[1], h, w, -1)


class NormLast(nn.BatchNorm2d):
    def forward(self, x):
        n, t, h, w, c = x.shape
        y = super().forward(x.reshape(n * t, h, w, c).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return y.reshape(n, t, h, w, c)


def spatial(form, c_in, c_out, k, stride, stride_time=1):
    if form == "conv2d":
        return Conv2dSpatial(c_in, c_out, k, stride, stride_time)
    stride3 = (stride_time, stride, stride)
    return nn.Conv3d(c_in, c_out, (1, k, k), stride3, (0, k // 2, k // 2), bias=False)


def temporal(form, c_in, c_out, stride):
    if form == "conv2d":
        return Conv2dTemporal(c_in, c_out, stride)
    return nn.Conv3d(c_in, c_out, (3, 1, 1), (stride, 1, 1), (1, 0, 0), bias=False)


def norm(form, c):
    return NormLast(c, eps=EPSILON) if form == "conv2d" else nn.BatchNorm3d(c, eps=EPSILON)


class Block(nn.Module):
    def __init__(self, form, c_in, c_out, stride):
        super().__init__()
        self.body = nn.Sequential(
            *self.conv(form, c_in, c_out, stride),
            norm(form, c_out),
            nn.ReLU(inplace=True),
            *self.conv(form, c_out, c_out, 1),
            norm(form, c_out),
        )
        self.shortcut = None
        if stride != 1 or c_in != c_out:
            self.shortcut = nn.Sequential(
                spatial(form, c_in, c_out, 1, stride, stride), norm(form, c_out)
            )

    @staticmethod
    def conv(form, c_in, c_out, stride):
        middle = 27 * c_in * c_out // (9 * c_in + 3 * c_out)
        return (
            spatial(form, c_in, middle, 3, stride),
            norm(form, middle),
            nn.ReLU(inplace=True),
            temporal(form, middle, c_out, stride),
        )

    def forward(self, x):
        direct = x if self.shortcut is None else self.shortcut(x)
        return F.relu(self.body(x) + direct, inplace=True)


class R2Plus1D(nn.Module):
    def __init__(self, form, depth, width, classes):
        super().__init__()
        self.form = form
        middle = round(45 * width / 64)
        layers = [
            spatial(form, 3, middle, 7, 2),
            norm(form, middle),
            nn.ReLU(inplace=True),
            temporal(form, middle, width, 1),
            norm(form, width),
            nn.ReLU(inplace=True),
        ]
        c_in = width
        for stage in range(4):
            c_out = width << stage
            for block in range({10: 1, 18: 2}[depth]):
                layers.append(Block(form, c_in, c_out, 2 if stage and not block else 1))
                c_in = c_out
        self.body = nn.Sequential(*layers)
        self.fc = nn.Linear(c_in, classes)

    def features(self, x):
        if self.form == "conv2d":
            return self.body(x.permute(0, 2, 3, 4, 1).contiguous()).mean((1, 2, 3))
        return self.body(x).mean((2, 3, 4))

    def forward(self, x):
        return self.fc(self.features(x).float())


CASES = {
    "small_video": (10, 16, (3, 2, 48, 48), 32),
    "full_video": (18, 64, (3, 8, 112, 112), 4),
    "full_video_8": (18, 64, (3, 8, 112, 112), 8),
    "paper_video": (18, 64, (3, 8, 224, 224), 32),
}


def times(action, least, seconds):
    taken = []
    end = time.perf_counter() + seconds
    while len(taken) < least or time.perf_counter() < end:
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def median_ms(action, seconds):
    times(action, 2, seconds / 2)  # to warm up
    return statistics.median(times(action, 3, seconds))


def megabytes(device):
    if device.type == "cuda":
        query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
        used = subprocess.check_output([*query, "-i", str(device.index or 0)], text=True)
        return int(used) * 1_048_576 // 1_000_000
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(l.split()[1]) * 1024 // 1_000_000 for l in status if l.startswith("VmHWM"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, default="small_video")
    parser.add_argument("--form", choices=["conv3d", "channels_last", "compile", "conv2d"], default="conv3d")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu, or cuda:0")
    parser.add_argument("--seconds", type=float, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    depth, width, shape, batch = CASES[args.case]
    device = torch.device(args.device)
    torch.backends.cudnn.benchmark = True
    net = R2Plus1D(args.form, depth, width, 64).to(device)
    x = torch.rand(batch, *shape, device=device)
    if args.form in ("channels_last", "compile"):
        net = net.to(memory_format=torch.channels_last_3d)
        x = x.contiguous(memory_format=torch.channels_last_3d)
    y = torch.arange(batch, device=device) % 64
    logits, embed = net, net.features
    if args.form == "compile":
        logits, embed = torch.compile(net), torch.compile(net.features)
    optimizer = torch.optim.SGD(
        net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, nesterov=True
    )
    lowered = args.precision == "bfloat16"

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=lowered):
            loss = F.cross_entropy(logits(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    def features():
        with torch.inference_mode(), torch.autocast(
            device.type, torch.bfloat16, enabled=lowered
        ):
            return embed(x).float().cpu()

    step_ms = median_ms(step, args.seconds)
    memory = megabytes(device)  # that of steps
    net.eval()
    features_ms = median_ms(features, args.seconds)
    timed = f"{step_ms:.2f} {features_ms:.2f} {memory}"
    print(f"{args.case} {args.form} {args.precision} {timed}")


if __name__ == "__main__":
    main()
