"""PyTorch in a process of its own, answering the same lines as worker.ts. Its arguments are the number of threads (0 leaves
PyTorch's choice) and the settings that all training steps share, as JSON.

Inputs repeat inputs.ts: a 32-bit integer hash of stream and position.
"""

import json
import math
import sys
import time

import numpy as np
import torch

threads = int(sys.argv[1])
if threads:
    torch.set_num_threads(threads)
settings = json.loads(sys.argv[2])


def uniform(stream, count, limit):
    def mul(a, b):
        return (a * np.uint64(b)) & np.uint64(0xFFFFFFFF)

    position = np.arange(count, dtype=np.uint64)
    bits = mul(position, 0x9E3779B1) ^ np.uint64((stream + 1) * 0x85EBCA6B & 0xFFFFFFFF)
    bits = mul(bits ^ (bits >> np.uint64(16)), 0x85EBCA6B)
    bits = mul(bits ^ (bits >> np.uint64(13)), 0xC2B2AE35)
    bits = (bits ^ (bits >> np.uint64(16))) >> np.uint64(8)
    return torch.from_numpy((limit * (bits / 2**23 - 1)).astype(np.float32))


class Mine:
    def __init__(self, task):
        self.dimension, self.batch, self.activation = task['dimension'], task['batch'], task['activation']
        widths = [2 * self.dimension, *task['hidden'], 1]
        layers = []
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            layer, limit = torch.nn.Linear(inputs, outputs), 1 / math.sqrt(inputs)
            with torch.no_grad():
                layer.weight.copy_(uniform(2 * index, inputs * outputs, limit).reshape(inputs, outputs).T)
                layer.bias.copy_(uniform(2 * index + 1, outputs, limit))
            layers += [layer, torch.nn.ELU() if self.activation == 'elu' else torch.nn.ReLU()]
        self.critic = torch.nn.Sequential(*layers[:-1])
        betas = (settings['beta1'], settings['beta2'])
        self.optimizer = torch.optim.Adam(self.critic.parameters(), lr=settings['learningRate'], betas=betas, eps=settings['epsilon'])
        self.log_ema = None

    def differentiate(self, pairs, log_ema):
        joint, marginal = self.critic(pairs).squeeze(1).chunk(2)
        log_mean_exp = torch.logsumexp(marginal.detach(), 0) - math.log(self.batch)
        rate = settings['emaRate']
        average = log_mean_exp if log_ema is None else torch.logaddexp(log_ema + math.log1p(-rate), log_mean_exp + math.log(rate))
        mean_joint = joint.mean()
        loss = torch.exp(marginal - average).mean() - mean_joint
        self.optimizer.zero_grad()
        loss.backward()
        return loss, (mean_joint - log_mean_exp).item(), average

    def step(self):
        rho = settings['correlation']
        x = torch.randn(self.batch, self.dimension)
        y = rho * x + math.sqrt(1 - rho**2) * torch.randn(self.batch, self.dimension)
        shuffled = y[torch.randperm(self.batch)]
        pairs = torch.cat([torch.cat([x, y], 1), torch.cat([x, shuffled], 1)])
        _, self.bound, self.log_ema = self.differentiate(pairs, self.log_ema)
        self.optimizer.step()

    def check(self):
        shape = (self.batch, self.dimension)
        x = uniform(100, self.batch * self.dimension, math.sqrt(3)).reshape(shape)
        y = 0.7 * x + uniform(101, self.batch * self.dimension, math.sqrt(3)).reshape(shape)
        pairs = torch.cat([torch.cat([x, y], 1), torch.cat([x, y.roll(-1, 0)], 1)])
        loss, bound, _ = self.differentiate(pairs, torch.tensor(settings['givenLogEma']))
        return [loss.item(), bound, *(parameter.grad.norm().item() for parameter in self.critic.parameters())]


class Operation:
    def __init__(self, task):
        if task['kind'] == 'matmul':
            rows, inner, columns = task['rows'], task['inner'], task['columns']
            a, b = uniform(200, rows * inner, 1), uniform(201, inner * columns, 1)
            left = a.reshape(inner, rows).T if task['transposeA'] else a.reshape(rows, inner)
            right = b.reshape(columns, inner).T if task['transposeB'] else b.reshape(inner, columns)
            self.run = lambda: left @ right
        else:
            x = uniform(200, math.prod(task['shape']), 5).reshape(task['shape'])
            a, b = settings['chain']['a'], settings['chain']['b']
            self.run = {
                'exp': lambda: torch.exp(x),
                'logsumexp': lambda: torch.logsumexp(x, -1),
                'chain': lambda: torch.sqrt(torch.exp(-torch.square(torch.tanh(x * a + b))) + 1),
            }[task['kind']]

    def step(self):
        self.run()

    def check(self):
        values = self.run().reshape(-1)
        count = min(1000, len(values))
        return [values[index * len(values) // count].item() for index in range(count)]


def timed(workload, steps):
    start = time.perf_counter()
    for _ in range(steps):
        workload.step()
    return (time.perf_counter() - start) * 1000 / steps


workload = None
for line in sys.stdin:
    request = json.loads(line)
    try:
        if request['ask'] == 'describe':
            value = f'PyTorch {torch.__version__}, CPU, {torch.get_num_threads()} thread{"s" if torch.get_num_threads() > 1 else ""}'
        elif request['ask'] == 'prepare':
            workload = (Mine if request['task']['kind'] == 'mine-step' else Operation)(request['task'])
            value = True
        elif request['ask'] == 'check':
            value = workload.check()
        elif request['ask'] == 'time':
            value = timed(workload, request['steps'])
        else:
            workload, value = None, True
        reply = {'value': value}
    except Exception as error:
        reply = {'error': repr(error)}
    print(json.dumps(reply), flush=True)
