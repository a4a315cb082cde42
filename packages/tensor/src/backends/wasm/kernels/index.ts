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
  lerp,
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
export { castBoolToFloat, castFloatToBool, castIntToFloat } from './cast';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparison';
export { finish } from './epilogue';
export { maxChunks, maxOfChunks, maxReduction as max, minChunks, minOfChunks, minReduction as min } from './extremes';
export { areBelow, gather, scatterAdd, takeAlongAxis } from './indexing';
export { logicalAnd, logicalNot, logicalOr, logicalXor } from './logic';
export { logmeanexp, logmeanexpOfChunks, logsumexp, logsumexpChunks, logsumexpOfChunks } from './logsumexp';
export { addPartials, linear, matmul, matmulBatch, matmulChunks } from './matmul';
export { copyPlane32, copyPlane8, copyPlanes32, copyPlanes8, fill32, fill8 } from './movement';
export { prod, prodChunks, prodOfChunks } from './prod';
export { randomBits, randomNormal, randomUniform } from './random';
export { mean, meanOfChunks, sum, sumChunks, sumOfChunks } from './sum';
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
export { variance, varianceChunks, varianceOfChunks } from './variance';
export { where } from './where';

/** The first address that is free for JavaScript to manage. */
export function heapBase(): usize {
  return __heap_base;
}
