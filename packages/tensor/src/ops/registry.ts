/**
 * The registry: every op by its name. Tests, derivative rules and documentation are generated from it or checked against
 * it, so that an op that is not complete does not pass.
 */
import { absOp } from './abs.ts';
import { adamStepOp } from './adam-step.ts';
import { addOp } from './add.ts';
import { argmaxOp } from './argmax.ts';
import { argminOp } from './argmin.ts';
import { broadcastToOp } from './broadcast-to.ts';
import { castOp } from './cast.ts';
import { ceilOp } from './ceil.ts';
import { clipOp } from './clip.ts';
import { concatOp } from './concat.ts';
import { cosOp } from './cos.ts';
import { cumsumOp } from './cumsum.ts';
import { divOp } from './div.ts';
import { eluOp } from './elu.ts';
import { eluGradOp } from './elu-grad.ts';
import { embedOp } from './embed.ts';
import { equalOp } from './equal.ts';
import { erfOp } from './erf.ts';
import { expOp } from './exp.ts';
import { expm1Op } from './expm1.ts';
import { floorOp } from './floor.ts';
import { fullOp } from './full.ts';
import { gatherOp } from './gather.ts';
import { geluOp } from './gelu.ts';
import { greaterOp } from './greater.ts';
import { greaterEqualOp } from './greater-equal.ts';
import { leakyReluOp } from './leaky-relu.ts';
import { leakyReluGradOp } from './leaky-relu-grad.ts';
import { lerpOp } from './lerp.ts';
import { lessOp } from './less.ts';
import { lessEqualOp } from './less-equal.ts';
import { linearOp } from './linear.ts';
import { logOp } from './log.ts';
import { logSigmoidOp } from './log-sigmoid.ts';
import { logSoftmaxOp } from './log-softmax.ts';
import { log1pOp } from './log1p.ts';
import { logicalAndOp } from './logical-and.ts';
import { logicalNotOp } from './logical-not.ts';
import { logicalOrOp } from './logical-or.ts';
import { logicalXorOp } from './logical-xor.ts';
import { logmeanexpOp } from './logmeanexp.ts';
import { logsumexpOp } from './logsumexp.ts';
import { matmulOp } from './matmul.ts';
import { maxOp } from './max.ts';
import { maximumOp } from './maximum.ts';
import { meanOp } from './mean.ts';
import { minOp } from './min.ts';
import { minimumOp } from './minimum.ts';
import { mulOp } from './mul.ts';
import { negOp } from './neg.ts';
import { notEqualOp } from './not-equal.ts';
import { oneHotOp } from './one-hot.ts';
import { powOp } from './pow.ts';
import { prodOp } from './prod.ts';
import { productOfOthersOp } from './product-of-others.ts';
import { putAlongAxisAddOp } from './put-along-axis-add.ts';
import { randomBitsOp, randomNormalOp, randomUniformOp } from './random-bits.ts';
import { reciprocalOp } from './reciprocal.ts';
import { reluOp } from './relu.ts';
import { reluGradOp } from './relu-grad.ts';
import { reshapeOp } from './reshape.ts';
import { roundOp } from './round.ts';
import { rsqrtOp } from './rsqrt.ts';
import { scatterAddOp } from './scatter-add.ts';
import { sigmoidOp } from './sigmoid.ts';
import { sigmoidGradOp } from './sigmoid-grad.ts';
import { signOp } from './sign.ts';
import { sinOp } from './sin.ts';
import { sliceOp } from './slice.ts';
import { softmaxOp } from './softmax.ts';
import { softplusOp } from './softplus.ts';
import { softplusGradOp } from './softplus-grad.ts';
import { sqrtOp } from './sqrt.ts';
import { squareOp } from './square.ts';
import { subOp } from './sub.ts';
import { sumOp } from './sum.ts';
import { takeAlongAxisOp } from './take-along-axis.ts';
import { tanhOp } from './tanh.ts';
import { tanhGradOp } from './tanh-grad.ts';
import { transposeOp } from './transpose.ts';
import { unfold2dOp } from './unfold2d.ts';
import { varianceOp } from './variance.ts';
import { whereOp } from './where.ts';

export const registry = {
  abs: absOp,
  adamStep: adamStepOp,
  add: addOp,
  argmax: argmaxOp,
  argmin: argminOp,
  broadcastTo: broadcastToOp,
  cast: castOp,
  ceil: ceilOp,
  clip: clipOp,
  concat: concatOp,
  cos: cosOp,
  cumsum: cumsumOp,
  div: divOp,
  eluGrad: eluGradOp,
  elu: eluOp,
  embed: embedOp,
  equal: equalOp,
  erf: erfOp,
  exp: expOp,
  expm1: expm1Op,
  floor: floorOp,
  full: fullOp,
  gather: gatherOp,
  gelu: geluOp,
  greaterEqual: greaterEqualOp,
  greater: greaterOp,
  leakyReluGrad: leakyReluGradOp,
  leakyRelu: leakyReluOp,
  lerp: lerpOp,
  lessEqual: lessEqualOp,
  less: lessOp,
  linear: linearOp,
  logSigmoid: logSigmoidOp,
  logSoftmax: logSoftmaxOp,
  log: logOp,
  log1p: log1pOp,
  logicalAnd: logicalAndOp,
  logicalNot: logicalNotOp,
  logicalOr: logicalOrOp,
  logicalXor: logicalXorOp,
  logmeanexp: logmeanexpOp,
  logsumexp: logsumexpOp,
  matmul: matmulOp,
  max: maxOp,
  maximum: maximumOp,
  mean: meanOp,
  min: minOp,
  minimum: minimumOp,
  mul: mulOp,
  neg: negOp,
  notEqual: notEqualOp,
  oneHot: oneHotOp,
  pow: powOp,
  prod: prodOp,
  productOfOthers: productOfOthersOp,
  putAlongAxisAdd: putAlongAxisAddOp,
  randomUniform: randomUniformOp,
  randomBits: randomBitsOp,
  randomNormal: randomNormalOp,
  reciprocal: reciprocalOp,
  reluGrad: reluGradOp,
  relu: reluOp,
  reshape: reshapeOp,
  round: roundOp,
  rsqrt: rsqrtOp,
  scatterAdd: scatterAddOp,
  sigmoidGrad: sigmoidGradOp,
  sigmoid: sigmoidOp,
  sign: signOp,
  sin: sinOp,
  slice: sliceOp,
  softmax: softmaxOp,
  softplusGrad: softplusGradOp,
  softplus: softplusOp,
  sqrt: sqrtOp,
  square: squareOp,
  sub: subOp,
  sum: sumOp,
  takeAlongAxis: takeAlongAxisOp,
  tanhGrad: tanhGradOp,
  tanh: tanhOp,
  transpose: transposeOp,
  unfold2d: unfold2dOp,
  variance: varianceOp,
  where: whereOp,
} as const;

export type OpName = keyof typeof registry;

/** The names of the ops that have a derivative. */
export type DifferentiableOpName = {
  [Name in OpName]: (typeof registry)[Name]['differentiable'] extends true ? Name : never;
}[OpName];
