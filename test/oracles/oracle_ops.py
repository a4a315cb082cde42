"""PyTorch's value and gradient of every operation that it shares with Infograd, on small cases.

Each case is an operation's name, its inputs, its attributes in Infograd's names, and the PyTorch expression that means the same. Where the
two libraries' conventions differ, the expression says so here, not in the tests: variance has ddof 0 unless given, gelu is exact (erf),
rounding is half to even, logmeanexp is logsumexp less the log of the count, and attributes count axes from either end.
"""

import math

import torch
from torch.nn import functional as F

from oracle_values import Draw, data, written


def case(op, inputs, attrs, expression, differentiable=True, second=False):
    """Runs one case. An input may be a list of tensors (concat, stack). A cotangent is drawn when the case is differentiable."""
    entry = {'op': op, 'inputs': {name: each(value, written) for name, value in inputs.items()}, 'attrs': attrs}
    floats = {name: value for name, value in inputs.items() if isinstance(value, list) or value.dtype == torch.float64}
    leaves = [leaf for value in floats.values() for leaf in (value if isinstance(value, list) else [value])]
    for leaf in leaves:
        leaf.requires_grad_(differentiable)
    output = expression(*inputs.values())
    entry['output'] = written(output)
    if differentiable:
        cotangent = Draw(f'{op} {attrs} {[list(leaf.shape) for leaf in leaves]}').uniform(output.shape, -2, 2)
        entry['cotangent'] = data(cotangent)
        slopes = iter(torch.autograd.grad(output, leaves, cotangent, create_graph=True))
        entry['grads'] = {name: each(value, lambda _: data(next(slopes))) for name, value in floats.items()}
    if second:
        (slope,) = torch.autograd.grad(expression(*leaves).sum(), leaves, create_graph=True)
        entry['second'] = data(slope_of_sum(slope, leaves[0]))
    for leaf in leaves:
        leaf.requires_grad_(False)
    return entry


def each(value, function):
    return [function(v) for v in value] if isinstance(value, list) else function(value)


def slope_of_sum(y, x):
    """PyTorch leaves out a derivative, or returns one without storage, where it is zero everywhere."""
    slope = torch.autograd.grad(y.sum(), x, allow_unused=True)[0] if y.requires_grad else None
    return torch.zeros_like(x) if slope is None else slope + torch.zeros_like(x)


# Elementwise, one input: name, range of x, points where the function has a kink or a jump, attributes, expression.
UNARY = [
    ('neg', (-3, 3), (), {}, torch.neg),
    ('abs', (-3, 3), (0,), {}, torch.abs),
    ('reciprocal', (-3, 3), (0,), {}, torch.reciprocal),
    ('exp', (-3, 3), (), {}, torch.exp),
    ('expm1', (-3, 3), (), {}, torch.expm1),
    ('log', (0.125, 4), (), {}, torch.log),
    ('log1p', (-0.75, 4), (), {}, torch.log1p),
    ('sqrt', (0.125, 4), (), {}, torch.sqrt),
    ('rsqrt', (0.125, 4), (), {}, torch.rsqrt),
    ('square', (-3, 3), (), {}, torch.square),
    ('sin', (-7, 7), (), {}, torch.sin),
    ('cos', (-7, 7), (), {}, torch.cos),
    ('tanh', (-3, 3), (), {}, torch.tanh),
    ('sigmoid', (-6, 6), (), {}, torch.sigmoid),
    ('logSigmoid', (-6, 6), (), {}, F.logsigmoid),
    ('softplus', (-6, 6), (), {}, lambda x: F.softplus(x, threshold=1000)),  # PyTorch's default is linear above 20
    ('relu', (-3, 3), (0,), {}, torch.relu),
    ('leakyRelu', (-3, 3), (0,), {}, F.leaky_relu),
    ('leakyRelu', (-3, 3), (0,), {'slope': 0.2}, lambda x: F.leaky_relu(x, 0.2)),
    ('elu', (-3, 3), (0,), {}, F.elu),
    ('elu', (-3, 3), (0,), {'alpha': 0.5}, lambda x: F.elu(x, 0.5)),
    ('gelu', (-4, 4), (), {}, F.gelu),
    ('erf', (-3, 3), (), {}, torch.erf),
    ('clip', (-3, 3), (-1, 1.5), {'min': -1, 'max': 1.5}, lambda x: torch.clamp(x, -1, 1.5)),
]
STEPS = [
    ('sign', torch.sign),
    ('floor', torch.floor),
    ('ceil', torch.ceil),
    ('round', torch.round),
]
BINARY = [
    ('add', torch.add),
    ('sub', torch.sub),
    ('mul', torch.mul),
    ('div', torch.div),
    ('maximum', torch.maximum),
    ('minimum', torch.minimum),
]
COMPARISONS = [
    ('equal', torch.eq),
    ('notEqual', torch.ne),
    ('less', torch.lt),
    ('lessEqual', torch.le),
    ('greater', torch.gt),
    ('greaterEqual', torch.ge),
]
LOGICAL = [('logicalAnd', torch.logical_and), ('logicalOr', torch.logical_or), ('logicalXor', torch.logical_xor)]
BROADCASTS = [((), ()), ((7,), (7,)), ((2, 1, 3), (4, 1)), ((5,), ()), ((2, 3, 1, 2), (3, 5, 1))]
ACTIVATIONS = [
    ('relu', {}, torch.relu),
    ('leakyRelu', {'slope': 0.2}, lambda x: F.leaky_relu(x, 0.2)),
    ('elu', {'alpha': 0.5}, lambda x: F.elu(x, 0.5)),
    ('tanh', {}, torch.tanh),
    ('sigmoid', {}, torch.sigmoid),
    ('softplus', {}, lambda x: F.softplus(x, threshold=1000)),
]


def unary_cases():
    for op, (low, high), kinks, attrs, expression in UNARY:
        for shape in ((), (9,), (2, 3, 5)):
            x = Draw(f'{op} {attrs} {shape}').uniform(shape, low, high, kinks)
            yield case(op, {'x': x}, attrs, expression, second=True)
    for op, expression in STEPS:
        yield case(op, {'x': Draw(op).uniform((3, 7), -4, 4, range(-4, 5))}, {}, expression, differentiable=False)
    halves = torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], dtype=torch.float64)
    yield case('round', {'x': halves}, {}, torch.round, differentiable=False)
    yield case('logicalNot', {'x': Draw('logicalNot').bools((3, 5))}, {}, torch.logical_not, differentiable=False)
    draw = Draw('cast')
    yield case('cast', {'x': draw.uniform((5,), -4, 4)}, {'dtype': 'int32'}, lambda x: x.to(torch.int32), differentiable=False)
    yield case('cast', {'x': draw.integers((2, 3), 3, -3)}, {'dtype': 'float64'}, lambda x: x.to(torch.float64), differentiable=False)
    yield case('cast', {'x': draw.integers((7,), 2, -1)}, {'dtype': 'bool'}, lambda x: x.to(torch.bool), differentiable=False)
    yield case('cast', {'x': draw.bools((7,))}, {'dtype': 'float64'}, lambda x: x.to(torch.float64), differentiable=False)


def binary_cases():
    for op, expression in BINARY:
        for left, right in BROADCASTS:
            draw = Draw(f'{op} {left} {right}')
            a = draw.uniform(left, -3, 3, (0,))
            b = draw.uniform(right, -3, 3, (0, *a.flatten().tolist()), margin=1 / 128)
            yield case(op, {'a': a, 'b': b}, {}, expression)
        draw = Draw(f'{op} int32')
        if op != 'div':
            yield case(op, {'a': draw.integers((3, 1), 9, -9), 'b': draw.integers((4,), 9, -9)}, {}, expression, differentiable=False)
    for left, right in BROADCASTS:
        draw = Draw(f'pow {left} {right}')
        yield case('pow', {'a': draw.uniform(left, 0.125, 3), 'b': draw.uniform(right, -3, 3)}, {}, torch.pow)
    for (left, right), weight in zip(BROADCASTS, (0.25, 0, 1, -0.5, 2)):
        draw = Draw(f'lerp {left} {right}')
        inputs = {'a': draw.uniform(left, -3, 3), 'b': draw.uniform(right, -3, 3)}
        yield case('lerp', inputs, {'weight': weight}, lambda a, b: torch.lerp(a, b, weight))
    for op, expression in (('maximum', torch.maximum), ('minimum', torch.minimum)):  # equals share the derivative
        a = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
        yield case(op, {'a': a, 'b': torch.tensor([1.0, 3.0, 0.5], dtype=torch.float64)}, {}, expression)
    for op, expression in COMPARISONS:
        draw = Draw(op)
        yield case(op, {'a': draw.uniform((4, 1), -1, 1, step=0.5), 'b': draw.uniform((5,), -1, 1, step=0.5)}, {}, expression, differentiable=False)
        yield case(op, {'a': draw.integers((2, 3), 2), 'b': draw.integers((2, 1), 2)}, {}, expression, differentiable=False)
    for op, expression in LOGICAL:
        draw = Draw(op)
        yield case(op, {'a': draw.bools((4, 1)), 'b': draw.bools((5,))}, {}, expression, differentiable=False)
    for shapes in (((), (), ()), ((7,), (7,), (7,)), ((3, 1), (2, 1, 4), ()), ((2, 3), (3,), (2, 1))):
        draw = Draw(f'where {shapes}')
        inputs = {'condition': draw.bools(shapes[0]), 'a': draw.uniform(shapes[1], -2, 2), 'b': draw.uniform(shapes[2], -2, 2)}
        yield case('where', inputs, {}, torch.where)


def activation_gradient_cases():
    """The fused derivatives take the incoming gradient g and the activation's output y."""
    for name, attrs, activation in ACTIVATIONS:
        draw = Draw(f'{name}Grad')
        x = draw.uniform((3, 5), -3, 3, (0,)).requires_grad_()
        y = activation(x)
        g = draw.uniform((3, 5), -2, 2)
        product = torch.autograd.grad(y, x, g)[0]
        yield case(f'{name}Grad', {'g': g, 'y': y.detach()}, attrs, lambda g, y: product, differentiable=False)


def variance(x, dim, keepdim, ddof=0):
    return torch.var(x, dim=dim, correction=ddof, keepdim=keepdim)


def product(x, dim, keepdim):
    for axis in sorted((d % x.dim() for d in dim), reverse=True):
        x = torch.prod(x, dim=axis, keepdim=keepdim)
    return x


def log_mean_exp(x, dim, keepdim):
    return torch.logsumexp(x, dim=dim, keepdim=keepdim) - math.log(math.prod(x.shape[d] for d in dim))


REDUCTIONS = {
    'sum': torch.sum,
    'mean': torch.mean,
    'max': torch.amax,
    'min': torch.amin,
    'prod': product,
    'variance': variance,
    'logsumexp': torch.logsumexp,
    'logmeanexp': log_mean_exp,
}
REDUCED = [((7,), {}), ((3, 5), {'axis': 0}), ((3, 5), {'axis': -1, 'keepDims': True}), ((2, 3, 5), {'axis': [0, -1]}), ((2, 3, 2, 3), {'axis': [1, 3], 'keepDims': True})]


def reduction_cases():
    for op, function in REDUCTIONS.items():
        for shape, attrs in REDUCED:
            axis = attrs.get('axis', list(range(len(shape))))
            dim = axis if isinstance(axis, list) else [axis]
            keep = attrs.get('keepDims', False)
            x = Draw(f'{op} {shape} {attrs}').distinct(shape)
            yield case(op, {'x': x}, attrs, lambda x: function(x, dim=dim, keepdim=keep))
    x = Draw('variance ddof').distinct((4, 3))
    yield case('variance', {'x': x}, {'axis': 0, 'ddof': 1}, lambda x: variance(x, [0], False, 1))
    x = torch.tensor([[1.0, 3.0, 3.0], [2.0, -1.0, 2.0]], dtype=torch.float64)  # equals share the derivative
    yield case('max', {'x': x}, {'axis': 1}, lambda x: torch.amax(x, dim=1))
    yield case('min', {'x': -x}, {'axis': 1}, lambda x: torch.amin(x, dim=1))
    x = torch.tensor([[2.0, 0.0, 3.0], [0.0, 0.0, 5.0]], dtype=torch.float64)  # zeros need care: products without division
    yield case('prod', {'x': x}, {'axis': 1}, lambda x: torch.prod(x, dim=1))
    x = torch.tensor([800.0, 801.0, -900.0], dtype=torch.float64)  # exp overflows, the result does not
    yield case('logsumexp', {'x': x}, {}, lambda x: torch.logsumexp(x, 0))
    yield case('logmeanexp', {'x': x}, {}, lambda x: log_mean_exp(x, [0], False))
    yield case('sum', {'x': Draw('sum int32').integers((3, 4), 9, -9)}, {'axis': 1}, lambda x: torch.sum(x, 1), differentiable=False)
    for op, function in (('argmax', torch.argmax), ('argmin', torch.argmin)):
        for shape, axis, keep in (((7,), 0, False), ((3, 5), -1, True), ((2, 4, 3), 1, False)):
            x = Draw(f'{op} {shape}').distinct(shape)
            yield case(op, {'x': x}, {'axis': axis, 'keepDims': keep}, lambda x: function(x, dim=axis, keepdim=keep), differentiable=False)


def product_of_others(x, axis):
    index = range(x.shape[axis])
    slices = [x.index_select(axis, torch.tensor([j for j in index if j != i], dtype=torch.int64)).prod(axis) for i in index]
    return torch.stack(slices, axis)


def along_axis_cases():
    functions = {'softmax': torch.softmax, 'logSoftmax': torch.log_softmax, 'cumsum': torch.cumsum, 'productOfOthers': product_of_others}
    for op, function in functions.items():
        for shape, axis in (((7,), -1), ((3, 5), 0), ((2, 3, 4), 1)):
            x = Draw(f'{op} {shape}').distinct(shape)
            yield case(op, {'x': x}, {'axis': axis}, lambda x: function(x, axis))


def movement_cases():
    def x(op, *shape):
        return {'x': Draw(f'{op} {shape}').uniform(shape, -2, 2)}

    yield case('reshape', x('reshape', 2, 6), {'shape': [3, -1]}, lambda x: x.reshape(3, -1))
    yield case('reshape', x('reshape', 1, 1), {'shape': []}, lambda x: x.reshape([]))
    yield case('transpose', x('transpose', 2, 3), {}, lambda x: x.T)
    yield case('transpose', x('transpose', 2, 3, 4), {'axes': [1, 2, 0]}, lambda x: x.permute(1, 2, 0))
    yield case('transpose', x('transpose', 2, 1, 3, 2), {'axes': [0, -1, 1, 2]}, lambda x: x.permute(0, -1, 1, 2))
    yield case('broadcastTo', x('broadcastTo'), {'shape': [2, 3]}, lambda x: x.expand(2, 3))
    yield case('broadcastTo', x('broadcastTo', 3, 1), {'shape': [2, 3, 4]}, lambda x: x.expand(2, 3, 4))
    yield case('expandDims', x('expandDims', 3), {'axis': -1}, lambda x: x.unsqueeze(-1))
    yield case('expandDims', x('expandDims', 2, 3), {'axis': 1}, lambda x: x.unsqueeze(1))
    yield case('squeeze', x('squeeze', 1, 3, 1), {}, lambda x: x.squeeze())
    yield case('squeeze', x('squeeze', 1, 3, 1), {'axis': -1}, lambda x: x.squeeze(-1))
    yield case('slice', x('slice', 7), {'start': [1], 'stop': [6], 'step': [2]}, lambda x: x[1:6:2])
    yield case('slice', x('slice', 4, 5), {'start': [-3, 0], 'stop': [-1, 3]}, lambda x: x[-3:-1, 0:3])
    yield case('slice', x('slice', 5, 6), {'start': [4, 5], 'stop': [None, 0], 'step': [-2, -3]}, lambda x: x.flip(0)[::2].flip(1)[:, 0:5:3])
    yield case('pad', x('pad', 3), {'before': [2], 'after': [1]}, lambda x: F.pad(x, (2, 1)))
    yield case('pad', x('pad', 2, 3), {'before': [0, 1], 'after': [2, 0], 'value': -1.5}, lambda x: F.pad(x, (1, 0, 0, 2), value=-1.5))
    yield case('flip', x('flip', 5), {'axis': 0}, lambda x: x.flip(0))
    yield case('flip', x('flip', 2, 3, 2), {'axis': [0, -1]}, lambda x: x.flip(0, -1))
    yield case('tile', x('tile', 3), {'reps': [3]}, lambda x: x.tile(3))
    yield case('tile', x('tile', 2, 3), {'reps': [2, 1]}, lambda x: x.tile(2, 1))
    for op, function, shapes in (
        ('concat', torch.cat, [((2,), (3,), (1,))]),
        ('concat', torch.cat, [((2, 3), (2, 1))]),
        ('stack', torch.stack, [((3,), (3,))]),
        ('stack', torch.stack, [((2, 3), (2, 3), (2, 3))]),
    ):
        axis = -1 if len(shapes[0][0]) == 2 else 0
        xs = [Draw(f'{op} {shapes} {index}').uniform(shape, -2, 2) for index, shape in enumerate(shapes[0])]
        yield case(op, {'xs': xs}, {'axis': axis}, lambda xs: function(xs, axis))


def contraction_cases():
    for a_shape, b_shape in (((3, 5), (5, 2)), ((1, 7), (7, 1)), ((2, 3, 4), (4, 5)), ((2, 1, 3, 2), (3, 2, 4))):
        for transpose_a, transpose_b in ((False, False), (True, False), (False, True), (True, True)):
            draw = Draw(f'matmul {a_shape} {b_shape} {transpose_a} {transpose_b}')
            a, b = draw.uniform(a_shape, -2, 2), draw.uniform(b_shape, -2, 2)
            a, b = (a.mT.contiguous() if transpose_a else a), (b.mT.contiguous() if transpose_b else b)
            attrs = {'transposeA': transpose_a, 'transposeB': transpose_b}
            yield case('matmul', {'a': a, 'b': b}, attrs, lambda a, b: (a.mT if transpose_a else a) @ (b.mT if transpose_b else b))
    for name, attrs, activation in [('none', {}, lambda x: x), *ACTIVATIONS]:
        draw = Draw(f'linear {name}')
        inputs = {'x': draw.uniform((5, 3), -2, 2), 'w': draw.uniform((3, 7), -1, 1), 'b': draw.uniform((7,), -1, 1)}
        yield case('linear', inputs, {'activation': name, **attrs}, lambda x, w, b: activation(x @ w + b))
    draw = Draw('linear without b')
    inputs = {'x': draw.uniform((2, 4), -2, 2), 'w': draw.uniform((4, 3), -1, 1)}
    yield case('linear', inputs, {'activation': 'none'}, lambda x, w: x @ w)
    draw = Draw('outer')
    yield case('outer', {'a': draw.uniform((3,), -2, 2), 'b': draw.uniform((5,), -2, 2)}, {}, torch.outer)


def channels_first(x):
    return x.permute(0, 3, 1, 2).contiguous()


def channels_last(x):
    return x.permute(0, 2, 3, 1).contiguous()


def unfold(x, kernel, stride=1, padding=0):
    """Infograd keeps the six axes apart that PyTorch joins to [n, channels · kernel, windows]."""
    n, height, width, channels = x.shape
    count = [(size + 2 * padding - k) // stride + 1 for size, k in zip((height, width), kernel)]
    columns = F.unfold(channels_first(x), kernel, padding=padding, stride=stride)
    return columns.reshape(n, channels, *kernel, *count).permute(0, 4, 5, 2, 3, 1).contiguous()


def fold(x, size, stride=1, padding=0):
    n, down, across, height, width, channels = x.shape
    columns = x.permute(0, 5, 3, 4, 1, 2).reshape(n, channels * height * width, down * across)
    return channels_last(F.fold(columns, size, (height, width), padding=padding, stride=stride))


def window_cases():
    """Images and weights have their channels last; PyTorch's have them first."""
    for shape, attrs in (((2, 4, 5, 3), {'kernel': [2, 3]}), ((1, 6, 7, 2), {'kernel': [3, 2], 'stride': 2, 'padding': 1})):
        x = Draw(f'unfold2d {shape}').uniform(shape, -2, 2)
        yield case('unfold2d', {'x': x}, attrs, lambda x: unfold(x, **attrs))
    for shape, attrs in (((2, 3, 3, 2, 3, 3), {'size': [4, 5]}), ((1, 3, 4, 3, 2, 2), {'size': [6, 7], 'stride': 2, 'padding': 1})):
        x = Draw(f'fold2d {shape}').uniform(shape, -2, 2)
        yield case('fold2d', {'x': x}, attrs, lambda x: fold(x, **attrs))

    def convolution(function, x, w, b, stride=1, padding=0, **options):
        return channels_last(function(channels_first(x), w.permute(3, 2, 0, 1).contiguous(), b, stride=stride, padding=padding, **options))

    convolutions = (
        ('conv2d', F.conv2d, (2, 5, 6, 3), (3, 2, 3, 4), True, {}),
        ('conv2d', F.conv2d, (2, 6, 7, 2), (3, 3, 2, 5), True, {'stride': 2, 'padding': 1}),
        ('conv2d', F.conv2d, (1, 6, 5, 1), (2, 3, 1, 2), False, {'stride': [3, 1], 'padding': [0, 2]}),
        ('convTranspose2d', F.conv_transpose2d, (2, 3, 2, 3), (3, 2, 4, 3), True, {}),
        ('convTranspose2d', F.conv_transpose2d, (2, 3, 4, 2), (5, 5, 3, 2), True, {'stride': 2, 'padding': 2, 'outputPadding': 1}),
        ('convTranspose2d', F.conv_transpose2d, (1, 2, 3, 1), (2, 3, 2, 1), False, {'stride': [3, 1], 'padding': [0, 1]}),
    )
    for op, function, x_shape, w_shape, has_bias, attrs in convolutions:
        draw = Draw(f'{op} {x_shape} {w_shape}')
        inputs = {'x': draw.uniform(x_shape, -2, 2), 'w': draw.uniform(w_shape, -1, 1)}
        if has_bias:
            inputs['b'] = draw.uniform((w_shape[3 if op == 'conv2d' else 2],), -1, 1)
        options = {'output_padding' if name == 'outputPadding' else name: value for name, value in attrs.items()}
        yield case(op, inputs, attrs, lambda x, w, b=None: convolution(function, x, w, b, **options))
    for op, function in (('maxPool2d', F.max_pool2d), ('avgPool2d', F.avg_pool2d)):
        for shape, attrs in (((2, 4, 6, 3), {'kernel': 2}), ((1, 5, 6, 2), {'kernel': [3, 2], 'stride': [1, 2], 'padding': 1})):
            options = {'kernel_size' if name == 'kernel' else name: value for name, value in attrs.items()}
            x = Draw(f'{op} {shape}').distinct(shape)
            yield case(op, {'x': x}, attrs, lambda x: channels_last(function(channels_first(x), **options)))


def gather(x, indices, axis):
    axis %= x.dim()
    return x.index_select(axis, indices.flatten()).reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])


def scatter_add(indices, updates, axis, length):
    """The transpose of gather: updates whose axes `axis ...` are those of indices, added into `length` places."""
    tail = updates.shape[axis + indices.dim() :]
    base = torch.zeros(*updates.shape[:axis], length, *tail, dtype=updates.dtype)
    return base.index_add(axis, indices.flatten(), updates.reshape(*updates.shape[:axis], -1, *tail))


def indexing_cases():
    for x_shape, index_shape, axis in (((5,), (7,), 0), ((4, 3), (2, 3), 0), ((2, 5), (4,), -1), ((2, 3, 2), (), 1)):
        draw = Draw(f'gather {x_shape} {index_shape}')
        inputs = {'x': draw.uniform(x_shape, -2, 2), 'indices': draw.integers(index_shape, x_shape[axis])}
        yield case('gather', inputs, {'axis': axis}, lambda x, indices: gather(x, indices, axis))
    for index_shape, update_shape, axis, length in (((6,), (6,), 0, 4), ((2, 3), (2, 3, 2), 0, 3), ((4,), (2, 4), 1, 5)):
        draw = Draw(f'scatterAdd {index_shape} {update_shape}')
        inputs = {'indices': draw.integers(index_shape, length), 'updates': draw.uniform(update_shape, -2, 2)}
        yield case('scatterAdd', inputs, {'axis': axis, 'length': length}, lambda indices, updates: scatter_add(indices, updates, axis, length))
    for x_shape, index_shape, axis in (((6,), (4,), 0), ((3, 5), (3, 2), -1), ((4, 3), (6, 3), 0)):
        draw = Draw(f'takeAlongAxis {x_shape} {index_shape}')
        inputs = {'x': draw.uniform(x_shape, -2, 2), 'indices': draw.integers(index_shape, x_shape[axis])}
        yield case('takeAlongAxis', inputs, {'axis': axis}, lambda x, indices: torch.take_along_dim(x, indices, axis))
    for index_shape, axis, length in (((4,), 0, 3), ((3, 5), 1, 4)):
        draw = Draw(f'putAlongAxisAdd {index_shape}')
        inputs = {'indices': draw.integers(index_shape, length), 'updates': draw.uniform(index_shape, -2, 2)}
        shape = [length if d == axis else size for d, size in enumerate(index_shape)]
        put = lambda indices, updates: torch.zeros(shape, dtype=updates.dtype).scatter_add(axis, indices, updates)
        yield case('putAlongAxisAdd', inputs, {'axis': axis, 'length': length}, put)
    indices = Draw('oneHot').integers((2, 3), 4)
    yield case('oneHot', {'indices': indices}, {'depth': 4}, lambda i: F.one_hot(i, 4).to(torch.float32), differentiable=False)


def op_cases():
    families = (unary_cases, binary_cases, activation_gradient_cases, reduction_cases, along_axis_cases, movement_cases, contraction_cases, window_cases, indexing_cases)
    return [entry for family in families for entry in family()]
