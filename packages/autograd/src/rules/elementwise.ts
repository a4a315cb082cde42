/** Derivatives of the elementwise ops. Broadcasting needs no care here: the reverse walk sums it away. */
import {
  add,
  cast,
  cos,
  div,
  eluGrad,
  equal,
  erf,
  exp,
  greater,
  greaterEqual,
  leakyReluGrad,
  less,
  lessEqual,
  log,
  logicalAnd,
  logicalOr,
  mul,
  neg,
  pow,
  reluGrad,
  sigmoid,
  sigmoidGrad,
  sign,
  sin,
  softplusGrad,
  square,
  sub,
  type Tensor,
  tanhGrad,
  where,
} from '@infograd/tensor';
import { type Rules, zero } from './rule.ts';

export const elementwiseRules = {
  neg: { x: (g) => neg(g) },
  abs: { x: (g, { x }) => mul(g, sign(x)) },
  reciprocal: { x: (g, { out }) => neg(mul(g, square(out))) },
  exp: { x: (g, { out }) => mul(g, out) },
  expm1: { x: (g, { out }) => mul(g, add(out, 1)) },
  log: { x: (g, { x }) => div(g, x) },
  log1p: { x: (g, { x }) => div(g, add(x, 1)) },
  sqrt: { x: (g, { out }) => div(g, mul(out, 2)) },
  rsqrt: { x: (g, { out }) => mul(g, mul(mul(square(out), out), -0.5)) },
  square: { x: (g, { x }) => mul(g, mul(x, 2)) },
  sin: { x: (g, { x }) => mul(g, cos(x)) },
  cos: { x: (g, { x }) => neg(mul(g, sin(x))) },
  erf: { x: (g, { x }) => mul(g, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))) },
  clip: { x: (g, { x, min, max }) => where(logicalAnd(greaterEqual(x, min), lessEqual(x, max)), g, 0) },
  cast: { x: (g, { x }) => cast(g, x.dtype) },

  tanh: { x: (g, { out }) => tanhGrad(g, out) },
  sigmoid: { x: (g, { out }) => sigmoidGrad(g, out) },
  logSigmoid: { x: (g, { x }) => mul(g, sigmoid(neg(x))) },
  softplus: { x: (g, { out }) => softplusGrad(g, out) },
  relu: { x: (g, { out }) => reluGrad(g, out) },
  leakyRelu: { x: (g, { out, slope }) => leakyReluGrad(g, out, { slope }) },
  elu: { x: (g, { out, alpha }) => eluGrad(g, out, { alpha }) },
  gelu: { x: (g, { x }) => mul(g, add(normalCdf(x), mul(x, normalDensity(x)))) },

  add: { a: (g) => g, b: (g) => g },
  sub: { a: (g) => g, b: (g) => neg(g) },
  mul: { a: (g, { b }) => mul(g, b), b: (g, { a }) => mul(g, a) },
  div: { a: (g, { b }) => div(g, b), b: (g, { b, out }) => neg(div(mul(g, out), b)) },
  pow: {
    a: (g, { a, b }) => mul(g, where(equal(b, 0), 0, mul(b, pow(a, sub(b, 1))))),
    b: (g, { a, b, out }) => mul(g, where(logicalAnd(equal(a, 0), greaterEqual(b, 0)), 0, mul(out, log(a)))),
  },
  lerp: { a: (g, { weight }) => mul(g, 1 - weight), b: (g, { weight }) => mul(g, weight) },
  maximum: {
    a: (g, { a, b }) => shareTies(g, greater(a, b), a, b),
    b: (g, { a, b }) => shareTies(g, greater(b, a), a, b),
  },
  minimum: { a: (g, { a, b }) => shareTies(g, less(a, b), a, b), b: (g, { a, b }) => shareTies(g, less(b, a), a, b) },
  where: { a: (g, { condition }) => where(condition, g, 0), b: (g, { condition }) => where(condition, 0, g) },

  reluGrad: { g: (u, { y }) => reluGrad(u, y), y: zero },
  leakyReluGrad: { g: (u, { y, slope }) => leakyReluGrad(u, y, { slope }), y: zero },
  eluGrad: { g: (u, { y, alpha }) => eluGrad(u, y, { alpha }), y: (u, { g, y }) => where(greater(y, 0), 0, mul(u, g)) },
  tanhGrad: { g: (u, { y }) => tanhGrad(u, y), y: (u, { g, y }) => mul(mul(u, g), mul(y, -2)) },
  sigmoidGrad: { g: (u, { y }) => sigmoidGrad(u, y), y: (u, { g, y }) => mul(mul(u, g), sub(1, mul(y, 2))) },
  softplusGrad: { g: (u, { y }) => softplusGrad(u, y), y: (u, { g, y }) => mul(mul(u, g), exp(neg(y))) },
} satisfies Partial<Rules>;

/** g where the operand wins, half of it where both are equal; the other half goes to the other operand. */
function shareTies(g: Tensor, wins: Tensor, a: Tensor, b: Tensor): Tensor {
  return where(logicalOr(wins, equal(a, b)), where(wins, g, mul(g, 0.5)), 0);
}

function normalCdf(x: Tensor): Tensor {
  return mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
}

function normalDensity(x: Tensor): Tensor {
  return mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}
