// Layers and losses on a device: gradients as on the reference, with one read, that of the result.

import {
  adaptiveClip,
  batchNorm,
  binaryCrossEntropy,
  crossEntropy,
  dropout,
  embedding,
  exponentialAverage,
  grad,
  layerNorm,
  maxout,
} from '@infograd/autograd';
import { type Backend, mul, random, sum, type Tensor, tensor } from '@infograd/tensor';
import { expect, jest, test } from '@jest/globals';
import { expectSame, inEachMode } from './in-each-mode.ts';

const norm = batchNorm({ features: 3, axis: 1 });
const rows = layerNorm({ features: 4 });
const units = maxout({ inputs: 4, outputs: 2, pieces: 3 });
const words = embedding({ entries: 5, width: 4 });
const labels = [2, 0, 3, 1, 2, 0];

/** The gradient with respect to x of the sum of fn(x) times fixed weights. */
function slopeOf(fn: (x: Tensor, backend: Backend) => Tensor, shape: number[]): (backend: Backend) => Tensor {
  return (backend) => {
    const weighted = (x: Tensor) => {
      const y = fn(x, backend);
      return sum(mul(y, random(2).normal(y.shape, { backend })));
    };
    return grad(weighted)(random(1).normal(shape, { backend }));
  };
}

const cases: [string, (backend: Backend) => Tensor][] = [
  [
    'batchNorm in training',
    slopeOf(
      (x, backend) =>
        norm.apply(norm.init(random(3), { backend }), norm.initState({ backend }), x, { training: true }).output,
      [4, 3, 5],
    ),
  ],
  [
    'the running statistics',
    (backend) => {
      const x = random(1).normal([4, 3, 5], { backend });
      const start = norm.initState({ backend });
      return norm.apply(norm.init(random(3), { backend }), start, x, { training: true }).state.variance;
    },
  ],
  ['layerNorm', slopeOf((x, backend) => rows.apply(rows.init(random(3), { backend }), x), [6, 4])],
  ['dropout', slopeOf((x) => dropout(x, { rate: 0.4, training: true, rng: random(4) }), [6, 4])],
  ['maxout', slopeOf((x, backend) => units.apply(units.init(random(3), { backend }), x), [6, 4])],
  [
    'embedding',
    slopeOf((table, backend) => words.apply({ table }, tensor(labels, { dtype: 'int32', backend })), [5, 4]),
  ],
  [
    'crossEntropy',
    slopeOf(
      (x, backend) => crossEntropy(x, tensor(labels, { dtype: 'int32', backend }), { labelSmoothing: 0.1 }),
      [6, 4],
    ),
  ],
  ['binaryCrossEntropy', slopeOf((x) => binaryCrossEntropy(x, 0.3), [6, 4])],
  [
    'exponentialAverage',
    (backend) => {
      const [old, now] = [1, 2].map((seed) => random(seed).normal([7], { backend }));
      return exponentialAverage([old], [now], 0.9)[0];
    },
  ],
  [
    'adaptiveClip',
    (backend) => {
      const [long, short] = [3, 1].map((size) => [mul(random(size).normal([7], { backend }), size)]);
      return adaptiveClip(long, short).grads[0];
    },
  ],
];

await inEachMode((backend) => {
  test.each(cases)('%s', async (_, make) => {
    const reads = jest.spyOn(backend.device, 'read');
    await expectSame(backend, make, { relative: 2e-5, absolute: 2e-6 });
    expect(reads).toHaveBeenCalledTimes(1);
  });
});
