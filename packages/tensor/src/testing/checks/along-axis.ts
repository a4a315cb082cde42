/** Check rows of the operations that rewrite one axis: each a formula from the slice as a vector x to a vector of its length. */
import { tensor } from '../../create.ts';
import { DTypeError, ShapeError } from '../../errors.ts';
import type { AlongAxisOptions } from '../../families/along-axis.ts';
import { cumsum } from '../../ops/cumsum.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { productOfOthers } from '../../ops/product-of-others.ts';
import { softmax } from '../../ops/softmax.ts';
import type { Tensor } from '../../tensor.ts';
import { type AlongAxisCheck, type Misuse, misuse, type OpNamesOf } from '../check.ts';
import type { Domain } from '../samples.ts';

const around: Domain = { low: -3, high: 3 };

function common(name: string, op: (x: Tensor, options?: AlongAxisOptions) => Tensor): Misuse[] {
  return [
    misuse(() => op(tensor([1, 2], { dtype: 'int32' })), DTypeError, `${name}: x is int32`),
    misuse(() => op(tensor([1, 2]), { axis: 1 }), ShapeError, `${name}: axis 1 does not exist in a tensor of rank 1`),
    misuse(
      () => op(tensor(1)),
      ShapeError,
      `${name}: axis -1 does not exist in a tensor of rank 0; a scalar has no axes`,
    ),
  ];
}

export const alongAxisChecks = {
  cumsum: {
    formula: 'cumsum(x)',
    domain: around,
    tolerance: { relative: 1e-6, absolute: 1e-5 },
    known: [
      { x: [1, Infinity, 2], value: [1, Infinity, Infinity] },
      { x: [1, NaN, 2], value: [1, NaN, NaN] },
    ],
    misuse: common('cumsum', cumsum),
  },
  softmax: {
    formula: 'map(x, exp) / sum(map(x, exp))',
    domain: around,
    tolerance: { relative: 2e-6, absolute: 1e-9 },
    known: [
      { x: [1000, 1000], value: [0.5, 0.5] },
      { x: [-Infinity, 0], value: [0, 1] },
      { x: [Infinity, 0], value: [NaN, 0] },
      { x: [0, NaN], value: [NaN, NaN] },
    ],
    misuse: common('softmax', softmax),
  },
  logSoftmax: {
    formula: 'x - log(sum(map(x, exp)))',
    domain: around,
    tolerance: { relative: 1e-6, absolute: 2e-6 },
    known: [
      { x: [-1000, 0], value: [-1000, 0] },
      { x: [-Infinity, 0], value: [-Infinity, 0] },
      { x: [Infinity, 0], value: [NaN, -Infinity] },
      { x: [0, NaN], value: [NaN, NaN] },
    ],
    misuse: common('logSoftmax', logSoftmax),
  },
  productOfOthers: {
    formula: 'prod(x) ./ x',
    domain: { low: -1.5, high: 1.5, avoid: [0] },
    smooth: { low: 0.5, high: 1.5 },
    tolerance: { relative: 1e-4, absolute: 1e-30 },
    known: [
      { x: [2, 0, 3], value: [0, 6, 0] },
      { x: [0, 0, 3], value: [0, 0, 0] },
      { x: [5], value: [1] },
    ],
    misuse: common('productOfOthers', productOfOthers),
  },
} satisfies Record<OpNamesOf<'alongAxis'>, AlongAxisCheck>;
