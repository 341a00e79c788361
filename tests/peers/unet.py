"""The U-Net of guided diffusion in PyTorch, to time flowlab against.

  python unet.py small|adm step|forward [REPETITIONS] [--channels-last] [--batch N]

'small' has 64 channels, times 1, 2 and 2, and 6,472,195 parameters; 'adm' is torchcfm's setting for CIFAR-10, that of
cifar_unet_adm.yaml, with 35,746,307 parameters and dropout 0.1. Beside them: deno task bench unet_small unet_adm
"""
import math
import torch
from torch import nn
import torch.nn.functional as F
from peer import arguments, measure


class Residual(nn.Module):
    def __init__(self, inputs, outputs, embedding, dropout):
        super().__init__()
        self.enter = nn.Sequential(nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.embed = nn.Sequential(nn.SiLU(), nn.Linear(embedding, outputs))
        self.leave = nn.Sequential(nn.GroupNorm(32, outputs), nn.SiLU(), nn.Dropout(dropout),
                                   nn.Conv2d(outputs, outputs, 3, padding=1))
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, e):
        return self.skip(x) + self.leave(self.enter(x) + self.embed(e)[:, :, None, None])


class Attention(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.norm, self.heads = nn.GroupNorm(32, channels), channels // width
        self.qkv, self.out = nn.Conv1d(channels, 3 * channels, 1), nn.Conv1d(channels, channels, 1)

    def forward(self, x, e):
        batch, channels, *space = x.shape
        x = x.reshape(batch, channels, -1)
        width = channels // self.heads
        q, k, v = self.qkv(self.norm(x)).reshape(batch * self.heads, 3 * width, -1).split(width, dim=1)
        scale = width ** -0.25
        weights = torch.softmax(torch.einsum('bct,bcs->bts', q * scale, k * scale), -1)
        seen = torch.einsum('bts,bcs->bct', weights, v).reshape(batch, channels, -1)
        return (x + self.out(seen)).reshape(batch, channels, *space)


class Plain(nn.Module):
    """A convolution that is not told the time."""

    def __init__(self, inputs, outputs, stride=1, enlarge=False):
        super().__init__()
        self.conv, self.enlarge = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1), enlarge

    def forward(self, x, e):
        return self.conv(F.interpolate(x, scale_factor=2, mode='nearest') if self.enlarge else x)


class Stage(nn.ModuleList):
    def forward(self, x, e):
        for module in self: x = module(x, e)
        return x


class UNet(nn.Module):
    def __init__(self, base, multipliers, dropout, blocks=2, attention=(16,), head=64, size=32):
        super().__init__()
        self.base, embedding = base, 4 * base
        self.time = nn.Sequential(nn.Linear(base, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        width = base * multipliers[0]
        self.down, self.up, widths = nn.ModuleList([Stage([Plain(3, width)])]), nn.ModuleList(), [width]
        for level, multiplier in enumerate(multipliers):
            for _ in range(blocks):
                stage = Stage([Residual(width, base * multiplier, embedding, dropout)])
                width = base * multiplier
                if size in attention: stage.append(Attention(width, head))
                self.down.append(stage); widths.append(width)
            if level < len(multipliers) - 1:
                self.down.append(Stage([Plain(width, width, stride=2)])); widths.append(width); size //= 2
        self.middle = Stage([Residual(width, width, embedding, dropout), Attention(width, head),
                             Residual(width, width, embedding, dropout)])
        for level, multiplier in reversed(list(enumerate(multipliers))):
            for block in range(blocks + 1):
                stage = Stage([Residual(width + widths.pop(), base * multiplier, embedding, dropout)])
                width = base * multiplier
                if size in attention: stage.append(Attention(width, head))
                if level and block == blocks: stage.append(Plain(width, width, enlarge=True)); size *= 2
                self.up.append(stage)
        self.out = nn.Sequential(nn.GroupNorm(32, width), nn.SiLU(), nn.Conv2d(width, 3, 3, padding=1))

    def forward(self, t, x):
        half = self.base // 2
        angles = t[:, None] * torch.exp(-math.log(10000) * torch.arange(half) / half)
        e, skips = self.time(torch.cat([angles.cos(), angles.sin()], 1)), []
        for stage in self.down:
            x = stage(x, e); skips.append(x)
        x = self.middle(x, e)
        for stage in self.up: x = stage(torch.cat([x, skips.pop()], 1), e)
        return self.out(x)


VARIANTS = {'small': (64, (1, 2, 2), 0, 7), 'adm': (128, (1, 2, 2, 2), 0.1, 5)}
asked = arguments(list(VARIANTS))
base, multipliers, dropout, repetitions = VARIANTS[asked.variant]
measure(asked, lambda: UNet(base, multipliers, dropout), (3, 32, 32), 16, 2e-4, repetitions)
