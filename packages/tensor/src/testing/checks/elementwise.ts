/**
 * Check rows of the elementwise operations: one formula each, in the words of mathjs. Formulas are written for clarity,
 * not for range; what happens at the ends of the range is in the exact facts (`known`) and in the special values, on
 * which the fast backends are compared with the reference.
 */
import { tensor } from '../../create.ts';
import type { DType } from '../../dtype.ts';
import { DTypeError, ShapeError, ValueError } from '../../errors.ts';
import { abs } from '../../ops/abs.ts';
import { add } from '../../ops/add.ts';
import { cast } from '../../ops/cast.ts';
import { ceil } from '../../ops/ceil.ts';
import { clip } from '../../ops/clip.ts';
import { cos } from '../../ops/cos.ts';
import { div } from '../../ops/div.ts';
import { elu } from '../../ops/elu.ts';
import { eluGrad } from '../../ops/elu-grad.ts';
import { equal } from '../../ops/equal.ts';
import { erf } from '../../ops/erf.ts';
import { exp } from '../../ops/exp.ts';
import { expm1 } from '../../ops/expm1.ts';
import { floor } from '../../ops/floor.ts';
import { gelu } from '../../ops/gelu.ts';
import { greater } from '../../ops/greater.ts';
import { greaterEqual } from '../../ops/greater-equal.ts';
import { leakyRelu } from '../../ops/leaky-relu.ts';
import { leakyReluGrad } from '../../ops/leaky-relu-grad.ts';
import { lerp } from '../../ops/lerp.ts';
import { less } from '../../ops/less.ts';
import { lessEqual } from '../../ops/less-equal.ts';
import { log } from '../../ops/log.ts';
import { logSigmoid } from '../../ops/log-sigmoid.ts';
import { log1p } from '../../ops/log1p.ts';
import { logicalAnd } from '../../ops/logical-and.ts';
import { logicalNot } from '../../ops/logical-not.ts';
import { logicalOr } from '../../ops/logical-or.ts';
import { logicalXor } from '../../ops/logical-xor.ts';
import { maximum } from '../../ops/maximum.ts';
import { minimum } from '../../ops/minimum.ts';
import { mul } from '../../ops/mul.ts';
import { neg } from '../../ops/neg.ts';
import { notEqual } from '../../ops/not-equal.ts';
import { pow } from '../../ops/pow.ts';
import { reciprocal } from '../../ops/reciprocal.ts';
import { relu } from '../../ops/relu.ts';
import { reluGrad } from '../../ops/relu-grad.ts';
import { round } from '../../ops/round.ts';
import { rsqrt } from '../../ops/rsqrt.ts';
import { sigmoid } from '../../ops/sigmoid.ts';
import { sigmoidGrad } from '../../ops/sigmoid-grad.ts';
import { sign } from '../../ops/sign.ts';
import { sin } from '../../ops/sin.ts';
import { softplus } from '../../ops/softplus.ts';
import { softplusGrad } from '../../ops/softplus-grad.ts';
import { sqrt } from '../../ops/sqrt.ts';
import { square } from '../../ops/square.ts';
import { sub } from '../../ops/sub.ts';
import { tanh } from '../../ops/tanh.ts';
import { tanhGrad } from '../../ops/tanh-grad.ts';
import { where } from '../../ops/where.ts';
import type { Tensor } from '../../tensor.ts';
import { type ElementwiseCheck, type Misuse, misuse, type OpNamesOf } from '../check.ts';
import type { Domain } from '../samples.ts';

const around: Domain = { low: -4, high: 4 };
const offZero: Domain = { low: -3, high: 3, avoid: [0] };
const positive: Domain = { low: 0.1, high: 5 };
const unit: Domain = { low: -0.95, high: 0.95, avoid: [0] };
const halves: Domain = { low: -2, high: 2, step: 0.5 };
/** Between the values of `halves`, so that no two are equal or near. */
const betweenHalves: Domain = { low: -2, high: 2, step: 0.5, offset: 0.25 };
const truth: Domain = { low: 0, high: 1, dtype: 'bool' };

const integers = (): Tensor => tensor([1, 2], { dtype: 'int32' });
const floats = (): Tensor => tensor([1, 2]);
const booleans = (): Tensor => tensor([true, false]);

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

function onlyFloats(name: string, op: Unary): Misuse {
  return misuse(() => op(integers()), DTypeError, `${name}: x is int32`);
}

function onlyNumbers(name: string, op: Unary): Misuse {
  return misuse(() => op(booleans()), DTypeError, `${name}: x is bool`);
}

/** What every operation of two inputs refuses: mixed dtypes, shapes that do not broadcast, a dtype of the wrong kind. */
function pairs(name: string, op: Binary, right: DType, wrong: DType, [a, b] = ['a', 'b']): Misuse[] {
  const ones = (length: number, dtype: DType): Tensor => tensor(new Array<number>(length).fill(1), { dtype });
  return [
    misuse(() => op(ones(2, right), ones(2, wrong)), DTypeError, `use cast(${b}, '${right}')`),
    misuse(() => op(ones(2, right), ones(3, right)), ShapeError, `${name}: [2] and [3] do not broadcast`),
    misuse(() => op(ones(2, wrong), ones(2, wrong)), DTypeError, `${name}: ${a} is ${wrong}`),
  ];
}

const exact = { ulp: 0 };

export const elementwiseChecks = {
  neg: {
    formula: '-x',
    domain: { x: around },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [0, -0],
      [-0, 0],
      [Infinity, -Infinity],
    ],
    misuse: [onlyNumbers('neg', neg)],
  },
  abs: {
    formula: 'abs(x)',
    domain: { x: around },
    smooth: { x: offZero },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [-0, 0],
      [-Infinity, Infinity],
      [NaN, NaN],
    ],
    misuse: [onlyNumbers('abs', abs)],
  },
  sign: {
    formula: 'sign(x)',
    domain: { x: { low: -3, high: 3, step: 0.5 } },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, NaN],
      [-Infinity, -1],
      [-1e-45, -1],
    ],
    misuse: [onlyNumbers('sign', sign)],
  },
  reciprocal: {
    formula: '1 / x',
    domain: { x: offZero },
    smooth: { x: { low: -3, high: 3, avoid: [0], margin: 0.4 } },
    tolerance: exact,
    known: [
      [0, Infinity],
      [-0, -Infinity],
      [Infinity, 0],
    ],
    misuse: [onlyFloats('reciprocal', reciprocal)],
  },
  exp: {
    formula: 'exp(x)',
    domain: { x: { low: -20, high: 20 } },
    smooth: { x: { low: -2, high: 2 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 1],
      [-Infinity, 0],
      [Infinity, Infinity],
      [88.8, Infinity],
      [NaN, NaN],
      [-104, 0],
    ],
    misuse: [onlyFloats('exp', exp)],
  },
  expm1: {
    formula: 'exp(x) - 1',
    domain: { x: { low: -3, high: 3 } },
    smooth: { x: { low: -2, high: 2 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 0],
      [-0, -0],
      [-Infinity, -1],
      [Infinity, Infinity],
      [1e-45, 1e-45],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('expm1', expm1)],
  },
  log: {
    formula: 'log(x)',
    domain: { x: { low: 0.001, high: 30 } },
    smooth: { x: { low: 0.5, high: 3 } },
    tolerance: { ulp: 2 },
    known: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [-1, NaN],
      [Infinity, Infinity],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('log', log)],
  },
  log1p: {
    formula: 'log(1 + x)',
    domain: { x: { low: -0.9, high: 30, avoid: [0] } },
    smooth: { x: { low: -0.5, high: 3 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [-2, NaN],
      [Infinity, Infinity],
      [1e-45, 1e-45],
    ],
    misuse: [onlyFloats('log1p', log1p)],
  },
  sqrt: {
    formula: 'sqrt(x)',
    domain: { x: { low: 0, high: 100 } },
    smooth: { x: { low: 0.5, high: 4 } },
    tolerance: exact,
    known: [
      [0, 0],
      [-0, -0],
      [-1, NaN],
      [Infinity, Infinity],
      [4, 2],
    ],
    misuse: [onlyFloats('sqrt', sqrt)],
  },
  rsqrt: {
    formula: '1 / sqrt(x)',
    domain: { x: { low: 0.01, high: 100 } },
    smooth: { x: { low: 0.5, high: 4 } },
    tolerance: { ulp: 1 },
    known: [
      [4, 0.5],
      [0, Infinity],
      [Infinity, 0],
      [-1, NaN],
    ],
    misuse: [onlyFloats('rsqrt', rsqrt)],
  },
  square: {
    formula: 'x * x',
    domain: { x: around },
    tolerance: exact,
    known: [
      [-3, 9],
      [-Infinity, Infinity],
      [1e30, Infinity],
    ],
    misuse: [onlyFloats('square', square)],
  },
  sin: {
    formula: 'sin(x)',
    domain: { x: { low: -10, high: 10 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 0],
      [-0, -0],
      [Infinity, NaN],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('sin', sin)],
  },
  cos: {
    formula: 'cos(x)',
    domain: { x: { low: -10, high: 10 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 1],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('cos', cos)],
  },
  tanh: {
    formula: 'tanh(x)',
    domain: { x: { low: -6, high: 6 } },
    smooth: { x: { low: -2, high: 2 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [50, 1],
      [1e-45, 1e-45],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('tanh', tanh)],
  },
  sigmoid: {
    formula: '1 / (1 + exp(-x))',
    domain: { x: { low: -20, high: 20 } },
    smooth: { x: { low: -3, high: 3 } },
    tolerance: { ulp: 3 },
    known: [
      [0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [100, 1],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('sigmoid', sigmoid)],
  },
  logSigmoid: {
    formula: '-log(1 + exp(-x))',
    domain: { x: { low: -20, high: 4 } },
    smooth: { x: { low: -3, high: 3 } },
    tolerance: { ulp: 2 },
    known: [
      [Infinity, -0],
      [-Infinity, -Infinity],
      [-1000, -1000],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('logSigmoid', logSigmoid)],
  },
  softplus: {
    formula: 'log(1 + exp(x))',
    domain: { x: { low: -4, high: 20 } },
    smooth: { x: { low: -3, high: 3 } },
    tolerance: { ulp: 2 },
    known: [
      [-Infinity, 0],
      [Infinity, Infinity],
      [1000, 1000],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('softplus', softplus)],
  },
  relu: {
    formula: 'x > 0 ? x : 0',
    domain: { x: around },
    smooth: { x: offZero },
    tolerance: exact,
    known: [
      [-1, 0],
      [-0, 0],
      [-Infinity, 0],
      [Infinity, Infinity],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('relu', relu)],
  },
  leakyRelu: {
    formula: 'x > 0 ? x : slope * x',
    domain: { x: around },
    smooth: { x: offZero },
    attrs: [{ slope: 0.01 }, { slope: 0.25 }],
    tolerance: { ulp: 1 },
    known: [
      [Infinity, Infinity],
      [NaN, NaN],
      [0, 0],
    ],
    misuse: [
      onlyFloats('leakyRelu', leakyRelu),
      misuse(() => leakyRelu(floats(), { slope: -1 }), ValueError, 'leakyRelu: slope -1 must be 0 or more'),
    ],
  },
  elu: {
    formula: 'x > 0 ? x : alpha * (exp(x) - 1)',
    domain: { x: around },
    smooth: { x: { low: -2, high: 2, avoid: [0] } },
    attrs: [{ alpha: 1 }, { alpha: 0.3 }],
    tolerance: { ulp: 2 },
    known: [
      [Infinity, Infinity],
      [NaN, NaN],
      [0, 0],
    ],
    misuse: [
      onlyFloats('elu', elu),
      misuse(() => elu(floats(), { alpha: 0 }), ValueError, 'elu: alpha 0 must be above 0'),
    ],
  },
  gelu: {
    formula: 'x * (1 + erf(x / sqrt(2))) / 2',
    symbolic: false,
    domain: { x: around },
    smooth: { x: { low: -2, high: 2 } },
    tolerance: { relative: 1e-5, absolute: 1e-9 },
    known: [
      [0, 0],
      [Infinity, Infinity],
      [-Infinity, -0],
      [NaN, NaN],
      [20, 20],
    ],
    misuse: [onlyFloats('gelu', gelu)],
  },
  erf: {
    formula: 'erf(x)',
    symbolic: false,
    domain: { x: around },
    smooth: { x: { low: -1.5, high: 1.5 } },
    tolerance: { ulp: 2 },
    known: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [10, 1],
      [NaN, NaN],
    ],
    misuse: [onlyFloats('erf', erf)],
  },
  clip: {
    formula: 'x < min ? min : (x > max ? max : x)',
    domain: { x: { low: -3, high: 3, step: 0.25 } },
    smooth: { x: { low: -3, high: 3, avoid: [-1, 1.5, 0, 2] } },
    attrs: [
      { min: -1, max: 1.5 },
      { min: 0, max: 2 },
    ],
    tolerance: exact,
    known: [
      [NaN, NaN],
      [Infinity, 1.5],
      [-Infinity, -1],
    ],
    misuse: [
      onlyFloats('clip', (x) => clip(x, { min: 0 })),
      misuse(() => clip(floats(), { min: 2, max: 1 }), ValueError, 'clip: min 2 must not be above max 1'),
      misuse(() => clip(floats(), { min: NaN }), ValueError, 'clip: min NaN'),
    ],
  },
  floor: {
    formula: 'floor(x)',
    domain: { x: { low: -9, high: 9, step: 0.25 } },
    tolerance: exact,
    known: [
      [-0, -0],
      [-0.5, -1],
      [NaN, NaN],
      [-Infinity, -Infinity],
    ],
    misuse: [onlyFloats('floor', floor)],
  },
  ceil: {
    formula: 'ceil(x)',
    domain: { x: { low: -9, high: 9, step: 0.25 } },
    tolerance: exact,
    known: [
      [-0.5, -0],
      [0.5, 1],
      [NaN, NaN],
      [Infinity, Infinity],
    ],
    misuse: [onlyFloats('ceil', ceil)],
  },
  round: {
    formula: 'round(x)',
    domain: { x: { low: -9, high: 9 } },
    tolerance: exact,
    known: [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, -0],
      [-1.5, -2],
      [-2.5, -2],
      [-0, -0],
      [8388609, 8388609],
      [NaN, NaN],
      [Infinity, Infinity],
    ],
    misuse: [onlyFloats('round', round)],
  },
  logicalNot: {
    formula: 'not x',
    domain: { x: truth },
    tolerance: exact,
    known: [
      [0, 1],
      [1, 0],
    ],
    misuse: [misuse(() => logicalNot(floats()), DTypeError, 'logicalNot: x is float32, but bool is needed')],
  },
  cast: {
    formula: ({ dtype }) => (dtype === 'bool' ? 'x != 0' : dtype === 'int32' ? 'fix(x)' : 'x'),
    domain: { x: { low: -9, high: 9, step: 0.25 } },
    attrs: [{ dtype: 'int32' }, { dtype: 'bool' }],
    smoothAttrs: [{ dtype: 'float64' }],
    tolerance: exact,
    known: [
      [-0.5, 0],
      [2.75, 2],
      [-2.75, -2],
    ],
    misuse: [misuse(() => cast(floats(), 'float16' as 'float32'), DTypeError, 'has no float16')],
  },
  add: {
    formula: 'a + b',
    domain: { a: around, b: around },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [Infinity, -Infinity, NaN],
      [-0, 0, 0],
    ],
    misuse: pairs('add', add, 'float32', 'bool'),
  },
  sub: {
    formula: 'a - b',
    domain: { a: around, b: around },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [Infinity, Infinity, NaN],
      [1, 1, 0],
    ],
    misuse: pairs('sub', sub, 'int32', 'bool'),
  },
  mul: {
    formula: 'a * b',
    domain: { a: around, b: around },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [Infinity, 0, NaN],
      [-1, 0, -0],
    ],
    misuse: pairs('mul', mul, 'float32', 'bool'),
  },
  div: {
    formula: 'a / b',
    domain: { a: around, b: offZero },
    smooth: { a: around, b: { low: -3, high: 3, avoid: [0], margin: 0.4 } },
    tolerance: exact,
    known: [
      [1, 0, Infinity],
      [-1, 0, -Infinity],
      [0, 0, NaN],
      [Infinity, Infinity, NaN],
    ],
    misuse: pairs('div', div, 'float32', 'int32'),
  },
  pow: {
    formula: 'a ^ b',
    domain: { a: positive, b: { low: -3, high: 3 } },
    smooth: { a: { low: 0.5, high: 2.5 }, b: { low: -2, high: 2 } },
    tolerance: { ulp: 1 },
    known: [
      [2, 10, 1024],
      [-2, 3, -8],
      [-2, 0.5, NaN],
      [0, 0, 1],
      [0, -1, Infinity],
      [4, 0.5, 2],
      [2, Infinity, Infinity],
    ],
    misuse: pairs('pow', pow, 'float32', 'int32'),
  },
  maximum: {
    formula: 'a > b ? a : b',
    domain: { a: around, b: around },
    smooth: { a: halves, b: betweenHalves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, 1, NaN],
      [1, NaN, NaN],
      [-0, 0, 0],
      [-Infinity, 3, 3],
    ],
    misuse: pairs('maximum', maximum, 'float32', 'bool'),
  },
  minimum: {
    formula: 'a < b ? a : b',
    domain: { a: around, b: around },
    smooth: { a: halves, b: betweenHalves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, 1, NaN],
      [1, NaN, NaN],
      [-0, 0, -0],
      [Infinity, 3, 3],
    ],
    misuse: pairs('minimum', minimum, 'float32', 'bool'),
  },
  equal: {
    formula: 'a == b',
    domain: { a: halves, b: halves },
    dtypes: ['int32', 'bool'],
    tolerance: exact,
    known: [
      [NaN, NaN, 0],
      [0, -0, 1],
      [Infinity, Infinity, 1],
    ],
    misuse: pairs('equal', equal, 'float32', 'int32').slice(0, 2),
  },
  notEqual: {
    formula: 'a != b',
    domain: { a: halves, b: halves },
    dtypes: ['int32', 'bool'],
    tolerance: exact,
    known: [
      [NaN, NaN, 1],
      [0, -0, 0],
      [1, 1, 0],
    ],
    misuse: pairs('notEqual', notEqual, 'bool', 'int32').slice(0, 2),
  },
  less: {
    formula: 'a < b',
    domain: { a: halves, b: halves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, 1, 0],
      [1, NaN, 0],
      [-0, 0, 0],
      [1, 1, 0],
    ],
    misuse: pairs('less', less, 'float32', 'bool'),
  },
  lessEqual: {
    formula: 'a <= b',
    domain: { a: halves, b: halves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, NaN, 0],
      [-0, 0, 1],
      [1, 1, 1],
    ],
    misuse: pairs('lessEqual', lessEqual, 'float32', 'bool'),
  },
  greater: {
    formula: 'a > b',
    domain: { a: halves, b: halves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, 1, 0],
      [1, NaN, 0],
      [0, -0, 0],
      [2, 1, 1],
    ],
    misuse: pairs('greater', greater, 'float32', 'bool'),
  },
  greaterEqual: {
    formula: 'a >= b',
    domain: { a: halves, b: halves },
    dtypes: ['int32'],
    tolerance: exact,
    known: [
      [NaN, NaN, 0],
      [-0, 0, 1],
      [1, 2, 0],
    ],
    misuse: pairs('greaterEqual', greaterEqual, 'float32', 'bool'),
  },
  logicalAnd: {
    formula: 'a and b',
    domain: { a: truth, b: truth },
    tolerance: exact,
    known: [
      [1, 1, 1],
      [1, 0, 0],
    ],
    misuse: pairs('logicalAnd', logicalAnd, 'bool', 'float32'),
  },
  logicalOr: {
    formula: 'a or b',
    domain: { a: truth, b: truth },
    tolerance: exact,
    known: [
      [0, 0, 0],
      [1, 0, 1],
    ],
    misuse: pairs('logicalOr', logicalOr, 'bool', 'float32'),
  },
  logicalXor: {
    formula: 'a xor b',
    domain: { a: truth, b: truth },
    tolerance: exact,
    known: [
      [1, 1, 0],
      [1, 0, 1],
    ],
    misuse: pairs('logicalXor', logicalXor, 'bool', 'float32'),
  },
  where: {
    formula: 'condition ? a : b',
    domain: { condition: truth, a: around, b: around },
    dtypes: ['int32', 'bool'],
    tolerance: exact,
    known: [
      [1, -0, 2, -0],
      [0, NaN, 2, 2],
      [1, NaN, 2, NaN],
    ],
    misuse: [
      misuse(() => where(floats(), 1, 2), DTypeError, 'where: condition is float32, but bool is needed'),
      misuse(() => where(booleans(), floats(), integers()), DTypeError, 'where: a is float32 and b is int32'),
      misuse(() => where(booleans(), tensor([1, 2, 3]), 0), ShapeError, 'where: [2] and [3] do not broadcast'),
    ],
  },
  reluGrad: {
    formula: 'y > 0 ? g : 0',
    domain: { g: around, y: around },
    smooth: { g: around, y: offZero },
    tolerance: exact,
    known: [
      [3, 0, 0],
      [3, 2, 3],
    ],
    misuse: pairs('reluGrad', reluGrad, 'float32', 'int32', ['g', 'y']),
  },
  leakyReluGrad: {
    formula: 'y > 0 ? g : slope * g',
    domain: { g: around, y: around },
    smooth: { g: around, y: offZero },
    attrs: [{ slope: 0.01 }, { slope: 0.25 }],
    tolerance: { ulp: 1 },
    misuse: pairs('leakyReluGrad', leakyReluGrad, 'float32', 'int32', ['g', 'y']),
  },
  lerp: {
    formula: 'a + weight * (b - a)',
    domain: { a: around, b: around },
    // Between numbers further apart the difference overflows, and fractions lose the sign of a result that underflows.
    range: { a: [-1e30, 1e30], b: [-1e30, 1e30] },
    attrs: [{ weight: 2 }, { weight: -1 }],
    tolerance: { relative: 1e-6, absolute: 2e-6 },
    known: [
      [3, 3, 3],
      [0.1, 0.1, 0.1],
    ],
    misuse: pairs('lerp', (a, b) => lerp(a, b, 0.5), 'float32', 'int32'),
  },
  eluGrad: {
    formula: 'y > 0 ? g : g * (y + alpha)',
    domain: { g: around, y: { low: -1, high: 3 } },
    range: { y: [-0.3, Infinity] },
    smooth: { g: around, y: { low: -0.9, high: 3, avoid: [0] } },
    attrs: [{ alpha: 1 }, { alpha: 0.3 }],
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    known: [[3, 2, 3]],
    misuse: pairs('eluGrad', eluGrad, 'float32', 'int32', ['g', 'y']),
  },
  tanhGrad: {
    formula: 'g * (1 - y * y)',
    domain: { g: around, y: unit },
    range: { y: [-1, 1] },
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    known: [
      [3, 1, 0],
      [3, 0, 3],
    ],
    misuse: pairs('tanhGrad', tanhGrad, 'float32', 'int32', ['g', 'y']),
  },
  sigmoidGrad: {
    formula: 'g * y * (1 - y)',
    domain: { g: around, y: { low: 0.05, high: 0.95 } },
    range: { y: [0, 1] },
    tolerance: { relative: 2e-6, absolute: 1e-7 },
    known: [
      [3, 1, 0],
      [4, 0.5, 1],
    ],
    misuse: pairs('sigmoidGrad', sigmoidGrad, 'float32', 'int32', ['g', 'y']),
  },
  softplusGrad: {
    formula: 'g * (1 - exp(-y))',
    domain: { g: around, y: { low: 0.01, high: 5 } },
    range: { y: [0, Infinity] },
    tolerance: { ulp: 4 },
    known: [[3, Infinity, 3]],
    misuse: pairs('softplusGrad', softplusGrad, 'float32', 'int32', ['g', 'y']),
  },
} satisfies Record<OpNamesOf<'elementwise'>, ElementwiseCheck>;
