"""The encoders as PyTorch modules with torchvision's names, at any width: what the Java ones are compared with.

At full size torchvision's own r2plus1d_18 is compared as well, so that these definitions are not their only witness.
"""

import torch
from torch import nn


def middle(inputs, outputs):
    return 27 * inputs * outputs // (9 * inputs + 3 * outputs)


def factored(inputs, between, outputs, stride):
    return nn.Sequential(
        nn.Conv3d(inputs, between, (1, 3, 3), (1, stride, stride), (0, 1, 1), bias=False),
        norm3d(between),
        nn.ReLU(),
        nn.Conv3d(between, outputs, (3, 1, 1), (stride, 1, 1), (1, 0, 0), bias=False),
    )


EPSILON = 1e-3


def norm3d(channels):
    return nn.BatchNorm3d(channels, eps=EPSILON)


def norm2d(channels):
    return nn.BatchNorm2d(channels, eps=EPSILON)


class VideoBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, per_block):
        super().__init__()
        first = middle(inputs, outputs)
        second = first if per_block else middle(outputs, outputs)
        self.conv1 = nn.Sequential(factored(inputs, first, outputs, stride), norm3d(outputs), nn.ReLU())
        self.conv2 = nn.Sequential(factored(outputs, second, outputs, 1), norm3d(outputs))
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv3d(inputs, outputs, 1, stride, bias=False), norm3d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return torch.relu(self.conv2(self.conv1(x)) + shortcut)


class R2Plus1D(nn.Module):
    """R(2+1)D without the classifier; per_block as torchvision, otherwise as the XDC weights."""

    def __init__(self, blocks, width, per_block):
        super().__init__()
        first = max(1, round(45 * width / 64))
        self.stem = nn.Sequential(
            nn.Conv3d(3, first, (1, 7, 7), (1, 2, 2), (0, 3, 3), bias=False), norm3d(first), nn.ReLU(),
            nn.Conv3d(first, width, (3, 1, 1), 1, (1, 0, 0), bias=False), norm3d(width), nn.ReLU())
        inputs = width
        for stage in range(4):
            outputs = width << stage
            layer = []
            for block in range(blocks):
                layer.append(VideoBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1, per_block))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))
        return x.mean((2, 3, 4))


class AudioBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = norm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = norm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), norm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))) + shortcut)


class AudioResNet(nn.Module):
    """The audio encoder with stem A (maximum pooled) or B (averaged)."""

    def __init__(self, blocks, width, stem):
        super().__init__()
        self.kind = stem
        if stem == "A":
            first, inputs = max(1, width // 4), max(1, width // 2)
            self.conv1 = nn.Conv2d(1, first, 3, 1, 1, bias=True)
            self.stem = nn.Sequential(
                AudioBlock(first, inputs, 2), AudioBlock(inputs, inputs, 1), AudioBlock(inputs, inputs, 1))
        else:
            inputs = width
            self.conv1 = nn.Conv2d(1, width, 7, 2, 3, bias=False)
            self.bn1 = norm2d(width)
            self.maxpool = nn.MaxPool2d(3, 2, 1)
        for stage in range(4):
            outputs = width << stage
            layer = []
            for block in range(blocks):
                down = block == 0 and (stage > 0 or stem == "A")
                layer.append(AudioBlock(inputs, outputs, 2 if down else 1))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))

    def forward(self, x):
        x = self.conv1(x)
        x = self.stem(torch.relu(x)) if self.kind == "A" else self.maxpool(torch.relu(self.bn1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return x.amax((2, 3)) if self.kind == "A" else x.mean((2, 3))


def randomise(module, seed):
    """Draws weights and running statistics such that every parameter matters in the output."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if name.endswith("num_batches_tracked"):
                value.fill_(7)
            elif name.endswith("running_var"):
                value.copy_(0.5 + torch.rand(value.shape, generator=generator))
            elif value.dim() == 1:
                value.copy_(0.3 * torch.randn(value.shape, generator=generator) + ("weight" in name))
            else:
                deviation = (2 / value[0].numel()) ** 0.5
                value.copy_(deviation * torch.randn(value.shape, generator=generator))
    return module
