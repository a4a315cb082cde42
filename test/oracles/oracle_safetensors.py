"""A file of Python's safetensors library, for the reader in packages/autograd to read. Three tensors of three dtypes, and metadata."""

import numpy
from safetensors.numpy import save_file

# One key: the library writes several in an order that changes from run to run.
METADATA = {'format': 'np'}

PARAMS = {
    'layers.0.weight': numpy.array([[0.5, -1.25, 2.0], [3.0, 0.1, -0.75]], dtype=numpy.float32),
    'steps': numpy.array([0, -1, 2147483647, -2147483648], dtype=numpy.int32),
    'layers.0.mean': numpy.array(3.141592653589793, dtype=numpy.float64),
}


def write_params(path):
    save_file(PARAMS, path, metadata=METADATA)
