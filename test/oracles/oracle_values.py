"""How oracles draw and write numbers. Inputs are multiples of 1/64, which float32 holds exactly and decimals print exactly;
each case draws from its own stream, named by the case, so that a new case changes no other. Results keep 12 significant digits.
"""

import math
import random

import torch

DTYPES = {torch.float64: 'float64', torch.float32: 'float32', torch.int32: 'int32', torch.int64: 'int32', torch.bool: 'bool'}


class Draw:
    """Inputs of one case. Python's Mersenne Twister seeded by a string is the same on every platform and version."""

    def __init__(self, name):
        self.random = random.Random(name)

    def uniform(self, shape, low, high, avoid=(), margin=1 / 16, step=1 / 64):
        """Multiples of `step` in [low, high], further than `margin` from every point of `avoid`."""

        def one():
            while True:
                value = step * self.random.randint(math.ceil(low / step), math.floor(high / step))
                if all(abs(value - point) > margin for point in avoid):
                    return value

        return self.filled(shape, one)

    def distinct(self, shape, low=-2.0, high=2.0):
        """Values no two of which are equal: max, min and argmax have one answer and a derivative."""
        count = math.prod(shape)
        grid = [k / 64 for k in range(math.ceil(low * 64), math.floor(high * 64) + 1)]
        chosen = self.random.sample(grid, count)
        return torch.tensor(chosen, dtype=torch.float64).reshape(shape)

    def integers(self, shape, below, low=0):
        return self.filled(shape, lambda: self.random.randint(low, below - 1), torch.int64)

    def bools(self, shape):
        return self.filled(shape, lambda: self.random.random() < 0.5, torch.bool)

    def filled(self, shape, one, dtype=torch.float64):
        values = [one() for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=dtype).reshape(shape)


def rounded(value):
    return float(f'{value:.12g}') + 0.0  # adding zero turns -0.0 into 0.0


def data(tensor):
    flat = tensor.detach().reshape(-1).tolist()
    if tensor.dtype in (torch.float64, torch.float32):
        return [int(v) if v.is_integer() and abs(v) < 2**53 else v for v in map(rounded, flat)]
    return [int(v) for v in flat]


def written(tensor):
    return {'shape': list(tensor.shape), 'dtype': DTYPES[tensor.dtype], 'data': data(tensor)}
