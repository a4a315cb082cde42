"""PyTorch's layers and losses, with the derivatives of their outputs along a fixed cotangent.

An entry: {layer, settings (Infograd's names), inputs by name, cotangent, output, grads by input name}. Batch normalization has more: `state`
before, `after` (the running statistics that training leaves) and `evaluated` (the output in evaluation mode with those statistics).
"""

import torch
from torch.nn import functional

from oracle_values import Draw, data, written


def entry(layer, settings, inputs, call, **more):
    """`inputs` are the leaves; those that are floats get gradients."""
    leaves = {name: value.clone().requires_grad_(value.is_floating_point()) for name, value in inputs.items()}
    output = call(**leaves)
    cotangent = Draw(f'{layer} {settings} cotangent').uniform(output.shape, -1, 1)
    output.backward(cotangent)
    return {
        'layer': layer,
        'settings': settings,
        'inputs': {name: written(value) for name, value in inputs.items()},
        'cotangent': data(cotangent),
        'output': written(output),
        'grads': {name: data(leaf.grad) for name, leaf in leaves.items() if leaf.requires_grad},
        **more,
    }


def batch_norm(shape, decay, epsilon):
    draw = Draw(f'batchNorm {shape}')
    features = shape[1]
    norm = torch.nn.BatchNorm1d if len(shape) < 4 else torch.nn.BatchNorm2d
    module = norm(features, eps=epsilon, momentum=1 - decay, dtype=torch.float64)
    module.running_mean = draw.uniform((features,), -1, 1)
    module.running_var = draw.uniform((features,), 0.5, 2)
    state = {'mean': written(module.running_mean), 'variance': written(module.running_var)}
    inputs = {'x': draw.uniform(shape, -2, 3), 'scale': draw.uniform((features,), 0.5, 2), 'shift': draw.uniform((features,), -1, 1)}

    def call(x, scale, shift):
        return torch.func.functional_call(module, {'weight': scale, 'bias': shift}, (x,))

    made = entry('batchNorm', {'features': features, 'axis': 1, 'decay': decay, 'epsilon': epsilon}, inputs, call, state=state)
    module.eval()
    evaluated = call(**inputs)
    after = {'mean': data(module.running_mean), 'variance': data(module.running_var)}
    return {**made, 'after': after, 'evaluated': data(evaluated)}


def layer_norm(shape, features, epsilon):
    draw = Draw(f'layerNorm {shape} {features}')
    inputs = {'x': draw.uniform(shape, -2, 3), 'scale': draw.uniform(features, 0.5, 2), 'shift': draw.uniform(features, -1, 1)}
    return entry(
        'layerNorm',
        {'features': list(features), 'epsilon': epsilon},
        inputs,
        lambda x, scale, shift: functional.layer_norm(x, features, scale, shift, epsilon),
    )


def embedding(entries, width, shape):
    draw = Draw(f'embedding {shape}')
    inputs = {'indices': draw.integers(shape, entries), 'table': draw.uniform((entries, width), -2, 2)}
    return entry('embedding', {'entries': entries, 'width': width}, inputs, lambda indices, table: functional.embedding(indices, table))


def cross_entropy(rows, classes, smoothing, reduction):
    draw = Draw(f'crossEntropy {rows} {classes}')
    inputs = {'logits': draw.uniform((rows, classes), -4, 4), 'labels': draw.integers((rows,), classes)}
    return entry(
        'crossEntropy',
        {'labelSmoothing': smoothing, 'reduction': reduction},
        inputs,
        lambda logits, labels: functional.cross_entropy(logits, labels, label_smoothing=smoothing, reduction=reduction),
    )


def binary_cross_entropy(shape, reduction):
    draw = Draw(f'binaryCrossEntropy {shape}')
    inputs = {'logits': draw.uniform(shape, -30, 30), 'targets': draw.uniform(shape, 0, 1)}
    return entry(
        'binaryCrossEntropy',
        {'reduction': reduction},
        inputs,
        lambda logits, targets: functional.binary_cross_entropy_with_logits(logits, targets, reduction=reduction),
    )


def layer_cases():
    return [
        batch_norm((7, 3), 0.9, 1e-5),
        batch_norm((3, 2, 4), 0.75, 1e-3),
        batch_norm((2, 3, 2, 4), 0.5, 1e-5),
        layer_norm((4, 5), (5,), 1e-5),
        layer_norm((2, 3, 4), (3, 4), 1e-3),
        embedding(5, 3, (7,)),
        embedding(4, 2, (2, 3)),
        *[cross_entropy(6, 4, smoothing, reduction) for smoothing in (0.0, 0.1) for reduction in ('mean', 'sum', 'none')],
        *[binary_cross_entropy((3, 4), reduction) for reduction in ('mean', 'sum', 'none')],
    ]
