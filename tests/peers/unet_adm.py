"""The U-Net of cifar_unet_adm.yaml in PyTorch, to time flowlab's training step against.

  python unet_adm.py step|forward [REPETITIONS] [--channels-last] [--batch N]

torchcfm's setting for CIFAR-10: 35,746,307 parameters, dropout 0.1. 'step' is forward, backward, Adam and the moving
average; 'forward' is one evaluation without gradients. Prints the median in seconds and the peak memory as JSON.
Beside it: deno task bench unet_adm
"""
import argparse, json, math, resource, time
import torch
from torch import nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, inputs, outputs, embedding):
        super().__init__()
        self.enter = nn.Sequential(nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.embed = nn.Sequential(nn.SiLU(), nn.Linear(embedding, outputs))
        self.leave = nn.Sequential(nn.GroupNorm(32, outputs), nn.SiLU(), nn.Dropout(0.1),
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
    def __init__(self, base=128, multipliers=(1, 2, 2, 2), blocks=2, attention=(16,), head=64, size=32):
        super().__init__()
        self.base, embedding = base, 4 * base
        self.time = nn.Sequential(nn.Linear(base, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        width = base * multipliers[0]
        self.down, self.up, widths = nn.ModuleList([Stage([Plain(3, width)])]), nn.ModuleList(), [width]
        for level, multiplier in enumerate(multipliers):
            for _ in range(blocks):
                stage = Stage([Residual(width, base * multiplier, embedding)])
                width = base * multiplier
                if size in attention: stage.append(Attention(width, head))
                self.down.append(stage); widths.append(width)
            if level < len(multipliers) - 1:
                self.down.append(Stage([Plain(width, width, stride=2)])); widths.append(width); size //= 2
        self.middle = Stage([Residual(width, width, embedding), Attention(width, head), Residual(width, width, embedding)])
        for level, multiplier in reversed(list(enumerate(multipliers))):
            for block in range(blocks + 1):
                stage = Stage([Residual(width + widths.pop(), base * multiplier, embedding)])
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


parser = argparse.ArgumentParser()
parser.add_argument('what', choices=['step', 'forward'])
parser.add_argument('repetitions', type=int, nargs='?', default=5)
parser.add_argument('--channels-last', action='store_true')
parser.add_argument('--batch', type=int, default=16)
asked = parser.parse_args()
torch.manual_seed(0)
layout = {'memory_format': torch.channels_last} if asked.channels_last else {}
net = UNet().to(**layout)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-4)
average = [p.detach().clone() for p in net.parameters()]
x1, times = torch.randn(asked.batch, 3, 32, 32), []
for _ in range(asked.repetitions):
    begin = time.perf_counter()
    x0, t = torch.randn_like(x1), torch.rand(asked.batch)
    xt = torch.lerp(x0, x1, t[:, None, None, None]).to(**layout)
    if asked.what == 'forward':
        with torch.no_grad(): net(t, xt)
    else:
        loss = F.mse_loss(net(t, xt), x1 - x0)
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        with torch.no_grad(): torch._foreach_lerp_(average, list(net.parameters()), 1e-4)
    times.append(time.perf_counter() - begin)
print(json.dumps({'what': asked.what, 'format': 'channels_last' if asked.channels_last else 'contiguous',
                  'batch': asked.batch, 'parameters': sum(p.numel() for p in net.parameters()),
                  'seconds': round(sorted(times)[len(times) // 2], 3), 'threads': torch.get_num_threads(),
                  'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
