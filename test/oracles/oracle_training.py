"""PyTorch's optimisers on a small objective, its gradient clipping, and whole MINE training steps with every formula spelt out.

Optimiser entries: {name, settings (PyTorch's names), initial, steps: [{value, grads, params}]}; `grads` and `value` are those before the
update, `params` those after it. Objective: f(p) = 1/2 a·A·a - c·a + 1/4 sum(b^4) + sum(a) * sum(b) / 8, with a of shape [3] and b of shape [2, 2].
"""

import math

import torch

from oracle_values import Draw, data, rounded, written

A = torch.tensor([[2.0, 0.5, 0.0], [0.5, 1.0, -0.25], [0.0, -0.25, 4.0]], dtype=torch.float64)
C = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
INITIAL = {'a': [0.5, -1.5, 1.0], 'b': [[1.0, -0.75], [0.25, 2.0]]}


def objective(a, b):
    return 0.5 * a @ A @ a - C @ a + 0.25 * (b**4).sum() + a.sum() * b.sum() / 8


def leaves(values):
    return {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in values.items()}


def trajectory(name, optimizer, settings, steps=5):
    params = leaves(INITIAL)
    stepper = optimizer(params.values(), **settings)
    records = []
    for _ in range(steps):
        stepper.zero_grad()
        value = objective(**params)
        value.backward()
        grads = {key: data(param.grad) for key, param in params.items()}
        stepper.step()
        records.append({'value': rounded(value.item()), 'grads': grads, 'params': {key: data(p) for key, p in params.items()}})
    initial = {key: written(param) for key, param in leaves(INITIAL).items()}
    return {'name': name, 'settings': settings, 'initial': initial, 'steps': records}


def optimizer_cases():
    optim = torch.optim
    return [
        trajectory('sgd', optim.SGD, {'lr': 0.05}),
        trajectory('sgd', optim.SGD, {'lr': 0.05, 'weight_decay': 0.1}),
        trajectory('sgd', optim.SGD, {'lr': 0.05, 'momentum': 0.9, 'dampening': 0, 'nesterov': False}),
        trajectory('sgd', optim.SGD, {'lr': 0.05, 'momentum': 0.9, 'dampening': 0, 'nesterov': True}),
        trajectory('adam', optim.Adam, {'lr': 0.1, 'betas': (0.9, 0.999), 'eps': 1e-8}),
        trajectory('adam', optim.Adam, {'lr': 0.1, 'betas': (0.8, 0.95), 'eps': 1e-3, 'weight_decay': 0.1}),
        trajectory('adamw', optim.AdamW, {'lr': 0.1, 'betas': (0.9, 0.999), 'eps': 1e-8, 'weight_decay': 0.01}),
        trajectory('rmsprop', optim.RMSprop, {'lr': 0.05, 'alpha': 0.99, 'eps': 1e-8, 'momentum': 0, 'centered': False}),
        trajectory('rmsprop', optim.RMSprop, {'lr': 0.05, 'alpha': 0.9, 'eps': 1e-8, 'momentum': 0.9, 'centered': False}),
    ]


def clip_cases():
    """torch.nn.utils.clip_grad_norm_ multiplies by min(1, maxNorm / (norm + 1e-6))."""
    cases = []
    for max_norm in (0.5, 2.0, 100.0):
        params = leaves(INITIAL)
        objective(**params).backward()
        grads = {key: written(param.grad) for key, param in params.items()}
        norm = torch.nn.utils.clip_grad_norm_(params.values(), max_norm)
        clipped = {key: data(param.grad) for key, param in params.items()}
        cases.append({'maxNorm': max_norm, 'grads': grads, 'norm': rounded(norm.item()), 'clipped': clipped})
    return cases


BATCH, DIMENSION, SIZES, STEPS = 16, 2, (4, 8, 8, 1), 3
EMA_RATE, LEARNING_RATE, BETAS, EPSILON = 0.01, 1e-3, (0.9, 0.999), 1e-8


def critic(params, x, y):
    """T(x, y): [x, y] through linear layers (weight [in, out]) with ELU between them; scores of shape [batch]."""
    hidden = torch.cat([x, y], dim=1)
    for index in range(len(SIZES) - 1):
        hidden = hidden @ params[f'layers.{index}.weight'] + params[f'layers.{index}.bias']
        if index < len(SIZES) - 2:
            hidden = torch.nn.functional.elu(hidden, alpha=1.0)
    return hidden.squeeze(1)


def mine_params():
    draw = Draw('mine-step')
    params = {}
    for index, (fan_in, fan_out) in enumerate(zip(SIZES, SIZES[1:])):
        params[f'layers.{index}.weight'] = draw.uniform((fan_in, fan_out), -1, 1)
        params[f'layers.{index}.bias'] = draw.uniform((fan_out,), -0.5, 0.5)
    return params


def mine_batch(step):
    draw = Draw(f'mine-batch-{step}')
    x = draw.uniform((BATCH, DIMENSION), -2, 2)
    y = 0.75 * x + draw.uniform((BATCH, DIMENSION), -1, 1)
    permutation = list(range(BATCH))
    draw.random.shuffle(permutation)
    return x, y, torch.tensor(permutation)


def mine_step():
    """Three steps of MINE (Belghazi et al. 2018, section 3.2), the moving average kept in log space and started at the first batch.

        logMeanExp  = log(mean(exp(T_marginal)))
        ema         = the first batch's mean(exp(T_marginal)), before step 1's own update, which then changes nothing
        logEma     <- log((1 - rate) * exp(logEma) + rate * exp(logMeanExp))
        loss        = -(mean(T_joint) - mean(exp(T_marginal - stopGradient(logEma))))
        dv          = mean(T_joint) - logMeanExp, the Donsker-Varadhan value that is reported
    """
    params = {name: value.clone().requires_grad_() for name, value in mine_params().items()}
    adam = torch.optim.Adam(params.values(), lr=LEARNING_RATE, betas=BETAS, eps=EPSILON)
    log_ema = None
    steps = []
    for step in range(STEPS):
        x, y, permutation = mine_batch(step)
        joint, marginal = critic(params, x, y), critic(params, x, y[permutation])
        log_mean_exp = torch.logsumexp(marginal, 0) - math.log(BATCH)
        log_ema = log_mean_exp if log_ema is None else log_ema
        log_ema = torch.logaddexp(math.log1p(-EMA_RATE) + log_ema, math.log(EMA_RATE) + log_mean_exp).detach()
        loss = -(joint.mean() - torch.exp(marginal - log_ema).mean())
        adam.zero_grad()
        loss.backward()
        adam.step()
        steps.append(
            {
                'x': written(x),
                'y': written(y),
                'permutation': written(permutation),
                'joint': data(joint),
                'marginal': data(marginal),
                'logEma': rounded(log_ema.item()),
                'loss': rounded(loss.item()),
                'dv': rounded((joint.mean() - log_mean_exp).item()),
                'grads': {name: data(param.grad) for name, param in params.items()},
            }
        )
    state = {
        name: {'param': data(param), 'mean': data(adam.state[param]['exp_avg']), 'variance': data(adam.state[param]['exp_avg_sq'])}
        for name, param in params.items()
    }
    settings = {'sizes': SIZES, 'activation': 'elu', 'emaRate': EMA_RATE, 'learningRate': LEARNING_RATE, 'betas': BETAS, 'epsilon': EPSILON}
    return {'settings': settings, 'params': {name: written(value) for name, value in mine_params().items()}, 'steps': steps, 'final': state}
