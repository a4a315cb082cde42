/**
 * The WebAssembly module: every kernel that JavaScript calls. Kernels take byte addresses (any multiple of four) and counts
 * as 32-bit integers; they allocate nothing. Memory is imported; below `heapBase()` it belongs to the module.
 */
export { adamStep } from './adam';
export { cumsum, logSoftmax, softmax } from './along-axis';
export { argmax, argmin } from './argmax';
export {
  add,
  div,
  eluGrad,
  leakyReluGrad,
  maximum,
  minimum,
  mul,
  pow,
  reluGrad,
  sigmoidGrad,
  softplusGrad,
  sub,
  tanhGrad,
} from './binary';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparison';
export { maxReduction as max, minReduction as min } from './extremes';
export { gather, scatterAdd, takeAlongAxis } from './indexing';

export { logicalAnd, logicalNot, logicalOr, logicalXor } from './logic';
export { logmeanexp, logsumexp } from './logsumexp';
export { linear, matmul, matmulScratchBytes } from './matmul';
export { copyStrided32, copyStrided8, fill32, fill8 } from './movement';
export { prod } from './prod';
export { randomBits, randomNormal, randomUniform } from './random';
export { mean, sum } from './sum';
export {
  abs,
  ceil,
  clip,
  cos,
  elu,
  erf,
  exp,
  expm1,
  floor,
  gelu,
  leakyRelu,
  log,
  log1p,
  logSigmoid,
  neg,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
} from './unary';
export { scratchBytes, setScratch } from './scratch';
export { variance } from './variance';
export { where } from './where';

/** The first address that is free for JavaScript to manage. */
export function heapBase(): usize {
  return __heap_base;
}
