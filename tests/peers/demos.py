"""The networks of the toy experiment and of the two demos in PyTorch, to time flowlab against.

  python demos.py toy|seed_cnn|seed_unet step|forward|sample [REPETITIONS] [--channels-last] [--batch N]

MLP 3-64-64-64-2 with SELU, 8,706 parameters; the first demo's CNN, 37,857; the second demo's U-Net, 1,883,843.
Beside them: deno task bench toy seed_cnn seed_unet sampling_cifar
"""
import torch
from torch import nn
import torch.nn.functional as F
from peer import arguments, measure


def with_time(t, x):
    """The time as one more channel, or coordinate."""
    return torch.cat([x, t.view(-1, *[1] * (x.dim() - 1)).expand(-1, 1, *x.shape[2:])], 1)


class Timed(nn.Module):
    """Layers one after the other; the first is told the time."""

    def __init__(self, *layers):
        super().__init__()
        self.net = nn.Sequential(*layers)

    def forward(self, t, x): return self.net(with_time(t, x))


def mlp():
    return Timed(nn.Linear(3, 64), nn.SELU(), nn.Linear(64, 64), nn.SELU(), nn.Linear(64, 64), nn.SELU(), nn.Linear(64, 2))


def conv(inputs, outputs): return nn.Conv2d(inputs, outputs, 3, padding=1)


def cnn():
    return Timed(conv(2, 32), nn.ReLU(), conv(32, 64), nn.ReLU(), conv(64, 32), nn.ReLU(), conv(32, 1))


def block(inputs, outputs):
    return nn.Sequential(conv(inputs, outputs), nn.ReLU(), conv(outputs, outputs), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, base=64):
        super().__init__()
        self.down1, self.down2, self.middle = block(4, base), block(base, 2 * base), block(2 * base, 4 * base)
        self.up1, self.up2, self.final = block(6 * base, 2 * base), block(3 * base, base), nn.Conv2d(base, 3, 1)

    def forward(self, t, x):
        fine = self.down1(with_time(t, x))
        coarse = self.down2(F.avg_pool2d(fine, 2))
        back = F.interpolate(self.middle(F.avg_pool2d(coarse, 2)), scale_factor=2)
        back = F.interpolate(self.up1(torch.cat([back, coarse], 1)), scale_factor=2)
        return self.final(self.up2(torch.cat([back, fine], 1)))


WORKLOADS = {'toy': (mlp, (2,), 256, 1e-3, 2000), 'seed_cnn': (cnn, (1, 28, 28), 128, 1e-3, 30),
             'seed_unet': (UNet, (3, 32, 32), 64, 1e-4, 9)}
asked = arguments(list(WORKLOADS), ('step', 'forward', 'sample'))
measure(asked, *WORKLOADS[asked.variant])
