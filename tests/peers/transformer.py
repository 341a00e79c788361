"""The diffusion transformer DiT-S with patches of 4x4 in PyTorch, without classes, to time flowlab against.

  python transformer.py step|forward [REPETITIONS] [--channels-last] [--batch N]

32,499,120 parameters. Beside it: deno task bench transformer_small
"""
import math
import torch
from torch import nn
import torch.nn.functional as F
from peer import arguments, measure


def modulated(x, shift, scale): return x * (1 + scale[:, None]) + shift[:, None]


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.norm = heads, nn.LayerNorm(width, elementwise_affine=False, eps=1e-6)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(approximate='tanh'), nn.Linear(4 * width, width))
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))

    def attention(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, tokens, width))

    def forward(self, x, e):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(e).chunk(6, 1)
        x = x + gate1[:, None] * self.attention(modulated(self.norm(x), shift1, scale1))
        return x + gate2[:, None] * self.mlp(modulated(self.norm(x), shift2, scale2))


class Transformer(nn.Module):
    def __init__(self, width=384, depth=12, heads=6, side=4, size=32, features=256):
        super().__init__()
        self.side, self.grid, self.features = side, size // side, features
        self.embed = nn.Conv2d(3, width, side, stride=side)
        # its numbers do not matter for the time that it takes
        self.register_buffer('places', torch.randn(1, self.grid ** 2, width))
        self.time = nn.Sequential(nn.Linear(features, width), nn.SiLU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, elementwise_affine=False, eps=1e-6)
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 2 * width))
        self.out = nn.Linear(width, side * side * 3)

    def forward(self, t, x):
        half = self.features // 2
        angles = 1000 * t[:, None] * torch.exp(-math.log(10000) * torch.arange(half) / half)
        e = self.time(torch.cat([angles.cos(), angles.sin()], 1))
        x = self.embed(x).flatten(2).transpose(1, 2) + self.places
        for block in self.blocks: x = block(x, e)
        x = self.out(modulated(self.norm(x), *self.modulation(e).chunk(2, 1)))
        x = x.reshape(-1, self.grid, self.grid, self.side, self.side, 3)
        return torch.einsum('nhwpqc->nchpwq', x).reshape(-1, 3, self.grid * self.side, self.grid * self.side)


measure(arguments(), Transformer, (3, 32, 32), 32, 1e-4, 7)
