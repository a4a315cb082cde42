/**
 * Check rows of the reductions: each a formula over the folded elements as a vector x of length n. Derivatives of those
 * that choose an element are checked where no two elements are near each other.
 */
import { tensor } from '../../create.ts';
import { DTypeError, ShapeError, ValueError } from '../../errors.ts';
import type { ReductionOptions } from '../../families/reduction.ts';
import { argmax } from '../../ops/argmax.ts';
import { argmin } from '../../ops/argmin.ts';
import { logmeanexp } from '../../ops/logmeanexp.ts';
import { logsumexp } from '../../ops/logsumexp.ts';
import { max } from '../../ops/max.ts';
import { mean } from '../../ops/mean.ts';
import { min } from '../../ops/min.ts';
import { prod } from '../../ops/prod.ts';
import { sum } from '../../ops/sum.ts';
import { variance } from '../../ops/variance.ts';
import { zeros } from '../../ops/zeros.ts';
import type { Tensor } from '../../tensor.ts';
import { type Misuse, misuse, type OpNamesOf, type ReductionCheck } from '../check.ts';
import type { Domain } from '../samples.ts';

const around: Domain = { low: -3, high: 3 };
const distinct: Domain = { low: -3, high: 3, distinct: true };

type Reduction = (x: Tensor, options?: ReductionOptions) => Tensor;

function common(name: string, op: Reduction, refused: 'int32' | 'bool' = 'int32'): Misuse[] {
  return [
    misuse(() => op(tensor([1, 0], { dtype: refused })), DTypeError, `${name}: x is ${refused}`),
    misuse(
      () => op(tensor([[1, 2]]), { axis: 2 }),
      ShapeError,
      `${name}: axis 2 does not exist in a tensor of rank 2; use -2 to 1`,
    ),
  ];
}

const twice = (name: string, op: Reduction): Misuse =>
  misuse(() => op(tensor([[1, 2]]), { axis: [0, -2] }), ShapeError, `${name}: axis 0 is named twice`);

const nothing = (name: string, op: Reduction): Misuse =>
  misuse(() => op(zeros([2, 0]), { axis: 1 }), ShapeError, `${name} of nothing has no value`);

export const reductionChecks = {
  sum: {
    formula: 'sum(x)',
    domain: around,
    dtypes: ['int32'],
    tolerance: { relative: 1e-6, absolute: 1e-5 },
    empty: 0,
    known: [
      { x: [Infinity, 1], value: Infinity },
      { x: [Infinity, -Infinity], value: NaN },
      { x: [1, NaN], value: NaN },
    ],
    misuse: [...common('sum', sum, 'bool'), twice('sum', sum)],
  },
  mean: {
    formula: 'mean(x)',
    domain: around,
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    known: [
      { x: [1, NaN], value: NaN },
      { x: [Infinity, 0], value: Infinity },
    ],
    misuse: [...common('mean', mean), twice('mean', mean), nothing('mean', mean)],
  },
  max: {
    formula: 'max(x)',
    domain: around,
    smooth: distinct,
    dtypes: ['int32'],
    tolerance: { ulp: 0 },
    known: [
      { x: [1, NaN, 2], value: NaN },
      { x: [-Infinity, -Infinity], value: -Infinity },
      { x: [-0, 0], value: 0 },
    ],
    misuse: [...common('max', max, 'bool'), nothing('max', max)],
  },
  min: {
    formula: 'min(x)',
    domain: around,
    smooth: distinct,
    dtypes: ['int32'],
    tolerance: { ulp: 0 },
    known: [
      { x: [1, NaN, 2], value: NaN },
      { x: [Infinity, Infinity], value: Infinity },
      { x: [0, -0], value: -0 },
    ],
    misuse: [...common('min', min, 'bool'), nothing('min', min)],
  },
  prod: {
    formula: 'prod(x)',
    domain: { low: -1.5, high: 1.5, avoid: [0] },
    smooth: { low: 0.5, high: 1.5 },
    tolerance: { relative: 1e-4, absolute: 1e-30 },
    empty: 1,
    known: [
      { x: [2, 0, 5], value: 0 },
      { x: [0, Infinity], value: NaN },
    ],
    misuse: common('prod', prod),
  },
  variance: {
    formula: 'sum(map(x - mean(x), square)) / (n - ddof)',
    domain: around,
    attrs: [{ ddof: 0 }, { ddof: 0.5 }],
    tolerance: { relative: 2e-6, absolute: 1e-6 },
    known: [
      { x: [7, 7, 7], value: 0 },
      { x: [1, NaN], value: NaN },
    ],
    misuse: [
      ...common('variance', variance),
      nothing('variance', variance),
      misuse(
        () => variance(tensor([1]), { ddof: 1 }),
        ValueError,
        'variance: 1 elements with ddof 1 leave nothing to divide by',
      ),
    ],
  },
  logsumexp: {
    formula: 'log(sum(map(x, exp)))',
    domain: around,
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    empty: -Infinity,
    known: [
      { x: [1000, 1000], value: 1000 + Math.LN2 },
      { x: [-1000, -1000], value: -1000 + Math.LN2 },
      { x: [-Infinity, -Infinity], value: -Infinity },
      { x: [Infinity, 0], value: Infinity },
      { x: [-Infinity, 3], value: 3 },
      { x: [0, NaN], value: NaN },
    ],
    misuse: common('logsumexp', logsumexp),
  },
  logmeanexp: {
    formula: 'log(sum(map(x, exp)) / n)',
    domain: around,
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    known: [
      { x: [1000, 1000], value: 1000 },
      { x: [-Infinity, -Infinity], value: -Infinity },
      { x: [Infinity, 0], value: Infinity },
      { x: [0, NaN], value: NaN },
    ],
    misuse: [...common('logmeanexp', logmeanexp), nothing('logmeanexp', logmeanexp)],
  },
  argmax: {
    formula: (x) => x.indexOf(Math.max(...x)),
    domain: { low: -2, high: 2, step: 0.5 },
    tolerance: { ulp: 0 },
    known: [
      { x: [1, 3, 3], value: 1 },
      { x: [1, NaN, 5, NaN], value: 1 },
      { x: [-Infinity, -Infinity], value: 0 },
    ],
    misuse: [...common('argmax', argmax as Reduction), nothing('argmax', argmax as Reduction)],
  },
  argmin: {
    formula: (x) => x.indexOf(Math.min(...x)),
    domain: { low: -2, high: 2, step: 0.5 },
    tolerance: { ulp: 0 },
    known: [
      { x: [3, 1, 1], value: 1 },
      { x: [1, NaN, -5, NaN], value: 1 },
      { x: [Infinity, Infinity], value: 0 },
    ],
    misuse: [...common('argmin', argmin as Reduction), nothing('argmin', argmin as Reduction)],
  },
} satisfies Record<OpNamesOf<'reduction'>, ReductionCheck>;
