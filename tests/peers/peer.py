"""How flowlab's workloads are measured in PyTorch, whatever the network: see the other files here.

'step' is forward, backward, Adam and the moving average of the weights; 'forward' is one evaluation without gradients;
'sample' carries 64 samples from noise to data by RK4 in 25 steps, once. Prints the median in seconds and the peak memory
as JSON. compare.ts runs both programs in turn.
"""
import argparse, json, resource, time
import torch
import torch.nn.functional as F


def arguments(variants=(), actions=('step', 'forward')):
    """What the program is called with: VARIANT ACTION [REPETITIONS] [--channels-last] [--batch N]."""
    parser = argparse.ArgumentParser()
    if variants: parser.add_argument('variant', choices=variants)
    parser.add_argument('what', choices=actions)
    parser.add_argument('repetitions', type=int, nargs='?')
    parser.add_argument('--channels-last', action='store_true')
    parser.add_argument('--batch', type=int)
    return parser.parse_args()


def measure(asked, make, shape, batch, rate, repetitions):
    """Measures what is asked of net(t, x) for images or points of a shape, and prints it."""
    torch.manual_seed(0)
    layout = {'memory_format': torch.channels_last} if asked.channels_last and len(shape) == 3 else {}
    net, batch = make().to(**layout), asked.batch or batch
    x1, times = torch.randn(batch, *shape), []
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    average = [p.detach().clone() for p in net.parameters()] if asked.what == 'step' else []
    repetitions = asked.repetitions or (1 if asked.what == 'sample' else repetitions)
    if asked.what == 'sample':
        with torch.no_grad(): net(torch.zeros(batch), x1.to(**layout))
    for _ in range(repetitions):
        begin = time.perf_counter()
        x0, t = torch.randn_like(x1), torch.rand(batch)
        if asked.what == 'sample': rk4(net, x0.to(**layout), 25)
        else:
            xt = torch.lerp(x0, x1, t.view(-1, *[1] * len(shape))).to(**layout)
            if asked.what == 'forward':
                with torch.no_grad(): net(t, xt)
            else:
                loss = F.mse_loss(net(t, xt), x1 - x0)
                optimizer.zero_grad(); loss.backward(); optimizer.step()
                with torch.no_grad(): torch._foreach_lerp_(average, list(net.parameters()), 1e-4)
        times.append(time.perf_counter() - begin)
    print(json.dumps({'what': asked.what, 'format': 'channels_last' if layout else 'contiguous',
                      'batch': batch, 'parameters': sum(p.numel() for p in net.parameters()),
                      'seconds': round(sorted(times)[len(times) // 2], 6), 'threads': torch.get_num_threads(),
                      'torch': torch.__version__,
                      'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


@torch.no_grad()
def rk4(net, x, steps):
    """The classical Runge-Kutta method from t = 0 to t = 1."""
    h = 1 / steps
    for i in range(steps):
        t = torch.full((len(x),), i * h)
        k1 = net(t, x)
        k2 = net(t + h / 2, x + h / 2 * k1)
        k3 = net(t + h / 2, x + h / 2 * k2)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + net(t + h, x + h * k3))
    return x
