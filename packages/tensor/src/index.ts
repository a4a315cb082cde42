/** @infograd/tensor: immutable tensors, the operations on them, and the backends that run them. */

// Elementwise, two or three operands
export type { TensorLike } from './apply.ts';
// For those who extend the engine: what an op is, the one path that it takes, and the seam that derivatives listen at
export { apply, applyAll } from './apply.ts';
// Backends
export type { Backend, Operand } from './backends/backend.ts';
export { reference } from './backends/reference/reference.ts';
export type { WasmInfo, WasmOptions } from './backends/wasm/options.ts';
export { type WasmBackend, wasm } from './backends/wasm/wasm.ts';
// The value
export { arange, eye, fromNdarray, linspace, type TensorOptions, tensor } from './create.ts';
export { defaultBackend, setDefaultBackend, withBackend } from './default-backend.ts';
export { type ArrayOf, bytesPerElement, type DType, type TypedArray } from './dtype.ts';
// Errors
export {
  AsyncReadError,
  BackendMismatchError,
  BackendUnavailableError,
  ContextLostError,
  DisposedError,
  DTypeError,
  IndexError,
  InfogradError,
  OutOfMemoryError,
  ShapeError,
  ValueError,
} from './errors.ts';
// Along one axis
export type { AlongAxisOptions } from './families/along-axis.ts';
// Contractions
export { type Activation, activations, type MatmulAttrs } from './families/contraction.ts';
// Reductions
export type { ReductionOptions } from './families/reduction.ts';
// Windows over images
export type { PairLike, Pool2dOptions } from './families/window.ts';
export type { AnyOp } from './op.ts';
// Elementwise, one operand
export { abs } from './ops/abs.ts';
// Optimizer updates
export { type AdamAttrs, type AdamInputs, type AdamResults, adamStep, adamSteps } from './ops/adam-step.ts';
export { add } from './ops/add.ts';
export { argmax } from './ops/argmax.ts';
export { argmin } from './ops/argmin.ts';
export { avgPool2d } from './ops/avg-pool2d.ts';
// Movement
export { broadcastTo } from './ops/broadcast-to.ts';
export { cast } from './ops/cast.ts';
export { ceil } from './ops/ceil.ts';
export { clip } from './ops/clip.ts';
export { concat } from './ops/concat.ts';
export { type ConvTranspose2dOptions, convTranspose2d } from './ops/conv-transpose2d.ts';
export { type Conv2dOptions, conv2d } from './ops/conv2d.ts';
export { cos } from './ops/cos.ts';
export { cumsum } from './ops/cumsum.ts';
export { div } from './ops/div.ts';
export { elu } from './ops/elu.ts';
// Derivatives of activations, fused
export { eluGrad } from './ops/elu-grad.ts';
export { type EmbedAttrs, embed } from './ops/embed.ts';
export { equal } from './ops/equal.ts';
export { erf } from './ops/erf.ts';
export { exp } from './ops/exp.ts';
export { expandDims } from './ops/expand-dims.ts';
export { expm1 } from './ops/expm1.ts';
export { flip } from './ops/flip.ts';
export { floor } from './ops/floor.ts';
export { type Fold2dOptions, fold2d } from './ops/fold2d.ts';
// Creation
export { type CreationOptions, full } from './ops/full.ts';
// Indexing
export { gather } from './ops/gather.ts';
export { gelu } from './ops/gelu.ts';
export { greater } from './ops/greater.ts';
export { greaterEqual } from './ops/greater-equal.ts';
export { leakyRelu } from './ops/leaky-relu.ts';
export { leakyReluGrad } from './ops/leaky-relu-grad.ts';
export { lerp } from './ops/lerp.ts';
export { less } from './ops/less.ts';
export { lessEqual } from './ops/less-equal.ts';
export { type LinearOptions, linear } from './ops/linear.ts';
export { log } from './ops/log.ts';
export { logSigmoid } from './ops/log-sigmoid.ts';
export { logSoftmax } from './ops/log-softmax.ts';
export { log1p } from './ops/log1p.ts';
export { logicalAnd } from './ops/logical-and.ts';
export { logicalNot } from './ops/logical-not.ts';
export { logicalOr } from './ops/logical-or.ts';
export { logicalXor } from './ops/logical-xor.ts';
export { logmeanexp } from './ops/logmeanexp.ts';
export { logsumexp } from './ops/logsumexp.ts';
export { matmul } from './ops/matmul.ts';
export { max } from './ops/max.ts';
export { maxPool2d } from './ops/max-pool2d.ts';
export { maximum } from './ops/maximum.ts';
export { mean } from './ops/mean.ts';
export { min } from './ops/min.ts';
export { minimum } from './ops/minimum.ts';
export { mul } from './ops/mul.ts';
export { neg } from './ops/neg.ts';
export { notEqual } from './ops/not-equal.ts';
export { oneHot } from './ops/one-hot.ts';
export { ones } from './ops/ones.ts';
export { outer } from './ops/outer.ts';
export { type PadOptions, pad } from './ops/pad.ts';
export { pow } from './ops/pow.ts';
export { prod } from './ops/prod.ts';
export { productOfOthers } from './ops/product-of-others.ts';
export { putAlongAxisAdd } from './ops/put-along-axis-add.ts';
export { reciprocal } from './ops/reciprocal.ts';
export { type DifferentiableOpName, type OpName, registry } from './ops/registry.ts';
export { relu } from './ops/relu.ts';
export { reluGrad } from './ops/relu-grad.ts';
export { reshape } from './ops/reshape.ts';
export { round } from './ops/round.ts';
export { rsqrt } from './ops/rsqrt.ts';
export { scatterAdd } from './ops/scatter-add.ts';
export { sigmoid } from './ops/sigmoid.ts';
export { sigmoidGrad } from './ops/sigmoid-grad.ts';
export { sign } from './ops/sign.ts';
export { sin } from './ops/sin.ts';
export { type SliceOptions, slice } from './ops/slice.ts';
export { softmax } from './ops/softmax.ts';
export { softplus } from './ops/softplus.ts';
export { softplusGrad } from './ops/softplus-grad.ts';
export { sqrt } from './ops/sqrt.ts';
export { square } from './ops/square.ts';
export { squeeze } from './ops/squeeze.ts';
export { stack } from './ops/stack.ts';
export { sub } from './ops/sub.ts';
export { sum } from './ops/sum.ts';
export { takeAlongAxis } from './ops/take-along-axis.ts';
export { tanh } from './ops/tanh.ts';
export { tanhGrad } from './ops/tanh-grad.ts';
export { tile } from './ops/tile.ts';
export { transpose } from './ops/transpose.ts';
export { type Unfold2dOptions, unfold2d } from './ops/unfold2d.ts';
export { variance } from './ops/variance.ts';
export { where } from './ops/where.ts';
export { zeros } from './ops/zeros.ts';
export { Random, type RandomOptions, random } from './random.ts';
export {
  type Application,
  announce,
  type CustomOp,
  isRecording,
  type Recorder,
  recording,
  withoutRecording,
} from './recorder.ts';
// Lifetimes
export { keep, scope, tidy } from './scope.ts';
export type { Shape, TensorSpec } from './shape.ts';
export { broadcastShapes, normalizeAxes, normalizeAxis, sameShape, sizeOf } from './shape.ts';
export { memory, Storage } from './storage.ts';
export { type NestedArray, Tensor } from './tensor.ts';
export { activeTracer, type Tracer, tracing } from './tracer.ts';
