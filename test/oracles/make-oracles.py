"""Writes pytorch.json and params.safetensors: what PyTorch and safetensors say, for the engine's tests to agree with.

The one idea: every number comes from another, older implementation in float64, from inputs that float32 holds exactly, so that one file
judges all backends. The same installation writes the same bytes every time: nothing here depends on time, threads or global random state.
It makes oracles only; which tolerance is right for which backend is for the tests to say.

    python3 -m venv .venv-bench
    .venv-bench/bin/pip install torch==2.13.0+cpu numpy scipy safetensors
    .venv-bench/bin/python test/oracles/make-oracles.py

Layout of pytorch.json (a tensor is {shape, dtype, data}; data is flat, row-major, bool as 0 and 1):
    versions    what made the file
    ops         one entry a case: op, inputs by name, attrs in Infograd's names, output; where differentiable also
                cotangent (same shape as the output), grads by input name (flat data), and for elementwise unary
                operations `second`, the second derivative at each element
    optimizers  trajectories on a small objective: see oracle_training.py
    clipGradNorm, mineStep  likewise
    layers      layers and losses: see oracle_layers.py
"""

import json
import platform
from pathlib import Path

import numpy
import safetensors
import torch

from oracle_layers import layer_cases
from oracle_ops import op_cases
from oracle_safetensors import write_params
from oracle_training import clip_cases, mine_step, optimizer_cases

here = Path(__file__).parent


def write_json(path, sections):
    """One line an entry: small, and a changed case is one changed line in a diff."""
    lines = []
    for name, value in sections.items():
        if isinstance(value, list):
            entries = ',\n'.join(json.dumps(entry, separators=(',', ':'), allow_nan=False) for entry in value)
            lines.append(f'{json.dumps(name)}:[\n{entries}\n]')
        else:
            lines.append(f'{json.dumps(name)}:{json.dumps(value, separators=(",", ":"), allow_nan=False)}')
    path.write_text('{\n' + ',\n'.join(lines) + '\n}\n')


torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
write_json(
    here / 'pytorch.json',
    {
        'versions': {'python': platform.python_version(), 'torch': torch.__version__, 'numpy': numpy.__version__},
        'ops': op_cases(),
        'optimizers': optimizer_cases(),
        'clipGradNorm': clip_cases(),
        'mineStep': mine_step(),
        'layers': layer_cases(),
    },
)
write_params(here / 'params.safetensors')
for name in ('pytorch.json', 'params.safetensors'):
    print(f'{name}: {(here / name).stat().st_size} bytes (safetensors {safetensors.__version__}, torch {torch.__version__})')
