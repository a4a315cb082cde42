"""The programs of examples/paper that are timed, as one writes them in PyTorch; they answer the same lines as worker.ts. The argument is the number
of threads. A task with `double` is computed in float64: the truth that all others are held to.

Parameters are given in the order in which the recipes' own trees are walked, from the numbered streams of inputs.ts.
"""

import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
STREAMS = json.loads(sys.argv[2])
CHECKED_STEPS = int(sys.argv[3])


def uniform(stream, count, limit):
    """See inputs.ts."""

    def mul(a, b):
        return (a * np.uint64(b)) & np.uint64(0xFFFFFFFF)

    position = np.arange(count, dtype=np.uint64)
    bits = mul(position, 0x9E3779B1) ^ np.uint64((stream + 1) * 0x85EBCA6B & 0xFFFFFFFF)
    bits = mul(bits ^ (bits >> np.uint64(16)), 0x85EBCA6B)
    bits = mul(bits ^ (bits >> np.uint64(13)), 0xC2B2AE35)
    bits = (bits ^ (bits >> np.uint64(16))) >> np.uint64(8)
    return torch.from_numpy((limit * (bits / 2**23 - 1)).astype(np.float32)).to(torch.get_default_dtype())


def give(parameters, stream):
    """Weights of PyTorch are [outputs, inputs], given ones [inputs, outputs]; `parameters` holds (parameter, is it a scale)."""
    with torch.no_grad():
        for parameter, is_scale in parameters:
            if parameter.ndim == 2:
                outputs, inputs = parameter.shape
                parameter.copy_(uniform(stream, inputs * outputs, 1 / math.sqrt(inputs)).reshape(inputs, outputs).T)
            else:
                parameter.copy_(uniform(stream, len(parameter), 0.1) + (1 if is_scale else 0))
            stream += 1


def given_order(*modules):
    """Each module's weight and bias; that of a normalization is a scale."""
    for module in modules:
        if isinstance(module, (nn.Linear, nn.BatchNorm1d)):
            is_scale = isinstance(module, nn.BatchNorm1d)
            yield module.weight, is_scale
            if module.bias is not None:
                yield module.bias, False


class Draws:
    """Normal numbers when a step is timed; given ones, stream after stream, when it is checked."""

    def __init__(self, stream=None):
        self.stream = stream

    def normal(self, *shape, std=1.0):
        if self.stream is None:
            return torch.randn(*shape) * std if std != 1 else torch.randn(*shape)
        self.stream += 1
        return uniform(self.stream - 1, math.prod(shape), math.sqrt(3) * std).reshape(shape)


def mlp(widths, activation):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def mine(joint, marginal, log_average, rate):
    """The Donsker-Varadhan bound, MINE's loss, and the new moving average."""
    mean_joint = joint.mean()
    log_mean = torch.logsumexp(marginal, 0).squeeze() - math.log(len(marginal))
    fresh = log_mean.detach()
    if log_average is not None:
        fresh = torch.logaddexp(log_average + math.log1p(-rate), fresh + math.log(rate))
    return mean_joint - log_mean, torch.exp(log_mean - fresh) - mean_joint, fresh


class Gan:
    def __init__(self, task):
        widths, self.batch = task['widths'], task['batch']
        leaky = lambda: nn.LeakyReLU(0.2)
        layers = []
        for inputs, outputs in zip([2, *widths['generator']], widths['generator']):
            layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs, track_running_stats=False), leaky()]
        self.generator = nn.Sequential(*layers, nn.Linear(widths['generator'][-1], 2))
        self.discriminator = mlp([2, *widths['discriminator'], 1], leaky)
        self.statistics = mlp([4, *widths['statistics'], 1], nn.ELU)
        networks = (self.generator, self.discriminator, self.statistics)
        settings = {'lr': task['learningRate'], 'betas': (task['beta1'], 0.999)}
        self.optimizers = [torch.optim.Adam(network.parameters(), **settings) for network in networks]
        self.ones, self.zeros = torch.ones(self.batch, 1), torch.zeros(self.batch, 1)
        self.log_average = torch.tensor(0.0)
        self.draws = Draws()

    def give(self):
        give(given_order(*self.generator), STREAMS['generator'])
        give(given_order(*self.discriminator), STREAMS['discriminator'])
        give(given_order(*self.statistics), STREAMS['statistics'])
        self.draws = Draws(STREAMS['draws'])

    def scores(self, samples, noise, others):
        pairs = torch.cat([torch.cat([samples, samples]), torch.cat([noise, others])], 1)
        return self.statistics(pairs).chunk(2)

    def step(self):
        data, noise = self.draws.normal(self.batch, 2), self.draws.normal(self.batch, 2)
        of_generator, of_discriminator, of_statistics = self.optimizers
        with torch.no_grad():
            samples = self.generator(noise)

        of_discriminator.zero_grad()
        real, fake = self.discriminator(torch.cat([data, samples])).chunk(2)
        loss = F.binary_cross_entropy_with_logits(real, self.ones) + F.binary_cross_entropy_with_logits(fake, self.zeros)
        loss.backward()
        of_discriminator.step()

        of_statistics.zero_grad()
        bound, statistics_loss, self.log_average = mine(
            *self.scores(samples, noise, self.draws.normal(self.batch, 2)), self.log_average, 0.01
        )
        statistics_loss.backward()
        of_statistics.step()

        noise, others = self.draws.normal(self.batch, 2), self.draws.normal(self.batch, 2)
        samples = self.generator(noise)
        leaf = samples.detach().requires_grad_()
        adversarial_loss = F.binary_cross_entropy_with_logits(self.discriminator(leaf), self.ones)
        (adversarial,) = torch.autograd.grad(adversarial_loss, leaf)
        joint, marginal = self.scores(leaf, noise, others)
        information_loss = torch.logsumexp(marginal, 0).squeeze() - math.log(self.batch) - joint.mean()
        (information,) = torch.autograd.grad(information_loss, leaf)
        parameters = list(self.generator.parameters())
        limiting = torch.autograd.grad(samples, parameters, adversarial, retain_graph=True)
        clipped = torch.autograd.grad(samples, parameters, information)
        limit, norm = nn.utils.get_total_norm(limiting), nn.utils.get_total_norm(clipped)
        scale = torch.where(norm <= limit, 1.0, limit / norm)
        for parameter, own, other in zip(parameters, limiting, clipped):
            parameter.grad = own + other * scale
        of_generator.step()
        return [loss.item(), bound.item(), adversarial_loss.item()]


class StatisticsNetwork(nn.Module):
    """[x, z] W of the first layer as x Wx + z Wz, as the recipe has it: each product is made once for joint and marginal pairs."""

    def __init__(self, pixels, code, width):
        super().__init__()
        self.pixels, self.code = nn.Linear(pixels, width), nn.Linear(code, width, bias=False)
        self.second, self.output = nn.Linear(width, width), nn.Linear(width, 1)
        self.width = width

    def leaves(self):
        bias = self.pixels.bias
        rest = given_order(self.second, self.output)
        return [(self.pixels.weight, False), (self.code.weight, False), (bias, False), *rest]

    def draw_noise(self, draws, x, z):
        rows = 2 * len(x)
        inputs = draws.normal(*x.shape, std=0.3), draws.normal(*z.shape, std=0.3)
        return *inputs, draws.normal(rows, self.width, std=0.5), draws.normal(rows, self.width, std=0.5)

    def forward(self, x, z, noise):
        on_pixels, on_code, on_first, on_second = noise
        of_pixels, of_codes = self.pixels(x + on_pixels), self.code(z + on_code)
        pairs = torch.cat([of_pixels + of_codes, of_pixels + of_codes.roll(1, 0)])
        first = F.elu(pairs) + on_first
        return self.output(F.elu(self.second(first)) + on_second).chunk(2)


class Bottleneck:
    def __init__(self, task):
        widths, self.batch, self.code = task['widths'], task['batch'], task['widths']['code']
        self.is_mine = task['variant'] == 'mine-gaussian'
        pixels, hidden = 784, widths['hidden']
        self.encoder = mlp([pixels, hidden, hidden, self.code * (2 if self.is_mine else 1)], nn.ReLU)
        self.decoder = nn.Linear(self.code, 10)
        self.parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.average = [parameter.detach().clone() for parameter in self.parameters]
        settings = {'lr': task['learningRate'], 'betas': (0.5, 0.999)}
        self.optimizer = torch.optim.Adam(self.parameters, **settings)
        if self.is_mine:
            self.statistics = StatisticsNetwork(pixels, self.code, widths['statistics'])
            settings['lr'] = task['statisticsRate']
            self.statistics_optimizer = torch.optim.Adam(self.statistics.parameters(), **settings)
        self.log_average = None
        self.steps = 0
        self.images = torch.randint(256, (task['images'], pixels), dtype=torch.uint8)
        self.labels = torch.arange(task['images']) % 10
        self.draws = Draws()
        self.given_labels = None

    def give(self):
        give([*given_order(*self.encoder), *given_order(self.decoder)], STREAMS['classifier'])
        if self.is_mine:
            give(self.statistics.leaves(), STREAMS['statistics'])
        self.draws = Draws(STREAMS['draws'])
        self.given_labels = torch.arange(self.batch) % 10

    def draw_batch(self):
        if self.given_labels is not None:
            return self.draws.normal(self.batch, 784, std=0.5), self.given_labels
        rows = torch.randint(len(self.images), (self.batch,))
        return self.images[rows] * (2 / 255) - 1, self.labels[rows]

    def step(self):
        x, labels = self.draw_batch()
        noise = self.draws.normal(self.batch, self.code) if self.is_mine else None
        encoded = self.encoder(x)
        code = encoded
        if self.is_mine:
            mean, raw = encoded.chunk(2, 1)
            code = mean + F.softplus(raw - 5) * noise
            constant = code.detach()
            own = self.statistics.draw_noise(self.draws, x, constant)
            _, statistics_loss, self.log_average = mine(*self.statistics(x, constant, own), self.log_average, 0.006)
            self.statistics_optimizer.zero_grad()
            statistics_loss.backward()
            self.statistics_optimizer.step()
        cross_entropy = F.cross_entropy(self.decoder(code), labels)
        values = [cross_entropy]
        loss = cross_entropy
        if self.is_mine:
            self.statistics.requires_grad_(False)
            joint, marginal = self.statistics(x, code, self.statistics.draw_noise(self.draws, x, code))
            information = joint.mean() - torch.logsumexp(marginal, 0).squeeze() + math.log(self.batch)
            loss = loss + 1e-3 * information
            values.append(information)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if self.is_mine:
            self.statistics.requires_grad_(True)
        decay = min(0.999, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.average, [parameter.detach() for parameter in self.parameters], 1 - decay)
        self.steps += 1
        return [value.item() for value in values]


programs = {'gan': Gan, 'bottleneck': Bottleneck}


def check(task):
    """The values of the first steps from the given start."""
    program = programs[task['kind']]({**task, **({'images': task['batch']} if 'images' in task else {})})
    program.give()
    return [value for _ in range(CHECKED_STEPS) for value in program.step()]


def timed(program, steps):
    start = time.perf_counter()
    for _ in range(steps):
        program.step()
    return (time.perf_counter() - start) * 1000 / steps


task, program = None, None
for line in sys.stdin:
    request = json.loads(line)
    try:
        if request['ask'] == 'describe':
            count = torch.get_num_threads()
            value = f'PyTorch {torch.__version__}, CPU, {count} thread{"s" if count > 1 else ""}'
        elif request['ask'] == 'prepare':
            task = request['task']
            torch.set_default_dtype(torch.float64 if task.get('double') else torch.float32)
            program = None if task.get('double') else programs[task['kind']](task)
            value = True
        elif request['ask'] == 'check':
            value = check(task)
        elif request['ask'] == 'time':
            value = timed(program, request['steps'])
        else:
            task, program, value = None, None, True
        reply = {'value': value}
    except Exception as error:
        reply = {'error': repr(error)}
    print(json.dumps(reply), flush=True)
