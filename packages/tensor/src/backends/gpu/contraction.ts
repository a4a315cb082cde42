/**
 * Contractions: the matrix product of the last two axes, and the layer that ends in a bias and an activation. Both are
 * one product, described here by its sizes, by how its operands are stored and by what is done to each sum. Kernels come
 * in two forms, by how a device reads arrays: matmul-elements.ts and matmul-fours.ts.
 */
import { type Activation, type LinearAttrs, type MatmulAttrs, matmulLayout } from '../../families/contraction.ts';
import type { ContractionOp } from '../../op.ts';
import { eluOp } from '../../ops/elu.ts';
import { leakyReluOp } from '../../ops/leaky-relu.ts';
import { mulOp } from '../../ops/mul.ts';
import { reluOp } from '../../ops/relu.ts';
import { sigmoidOp } from '../../ops/sigmoid.ts';
import { softplusOp } from '../../ops/softplus.ts';
import { tanhOp } from '../../ops/tanh.ts';
import { broadcastStrides, type Shape, sizeOf, type TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { DeviceArray } from './device.ts';
import { runElementwise } from './elementwise.ts';
import { type Epilogue, nothing } from './epilogue.ts';
import type { Evaluator } from './evaluator.ts';
import { formulaOf } from './expression.ts';
import { multiplyElements } from './matmul-elements.ts';
import { multiplyFours } from './matmul-fours.ts';
import type { Product } from './matmul-kernel.ts';
import { type View, viewOf } from './view.ts';

export function runContraction(
  evaluator: Evaluator,
  op: ContractionOp,
  inputs: readonly TensorSpec[],
  buffers: readonly GpuBuffer[],
  attrs: object,
  _output: TensorSpec,
): GpuBuffer {
  const [a, b, bias] = buffers;
  if (op.name === 'linear') {
    const epilogue = { bias, activation: activationOf(attrs as LinearAttrs) };
    return GpuBuffer.device('float32', multiply(evaluator, a, b, layerProduct(inputs), epilogue));
  }
  const product = matrixProduct(inputs, attrs as MatmulAttrs);
  if (product.inner === 1 && product.batch === 1) return outerProduct(evaluator, [a, b], product);
  return GpuBuffer.device('float32', multiply(evaluator, a, b, product, nothing));
}

/** A column times a row sums nothing: it waits with the elementwise operations. */
function outerProduct(evaluator: Evaluator, buffers: readonly GpuBuffer[], { rows, columns }: Product): GpuBuffer {
  const [column, row, product] = [
    [rows, 1],
    [1, columns],
    [rows, columns],
  ].map((shape): TensorSpec => ({ shape, dtype: 'float32' }));
  return runElementwise(evaluator, mulOp, [column, row], buffers, {}, product, undefined);
}

function multiply(evaluator: Evaluator, a: GpuBuffer, b: GpuBuffer, product: Product, epilogue: Epilogue): DeviceArray {
  if (product.columns === 1 && product.rows > 1) return multiply(evaluator, b, a, turned(product), epilogue);
  const multiplyInForm = evaluator.device.readsFours ? multiplyFours : multiplyElements;
  return multiplyInForm(evaluator, a, b, product, epilogue);
}

/** A column is stored like a row: the product of the transposed operands in turn has long rows, which kernels like. */
function turned({ rows, columns, a, b, matrices, ...rest }: Product): Product {
  return {
    ...rest,
    rows: columns,
    columns: rows,
    a: { row: b.column, inner: b.inner },
    b: { inner: a.inner, column: a.row },
    matrices: matrices && [matrices[1], matrices[0]],
    biasPerColumn: false,
  };
}

function layerProduct([x, w]: readonly TensorSpec[]): Product {
  const [rows, inner] = x.shape;
  const columns = w.shape[1];
  return {
    rows,
    inner,
    columns,
    a: { row: inner, inner: 1 },
    b: { inner: columns, column: 1 },
    batch: 1,
    biasPerColumn: true,
  };
}

function matrixProduct([a, b]: readonly TensorSpec[], attrs: MatmulAttrs): Product {
  const { transposeA, transposeB } = attrs;
  const { batch, rows, inner, columns } = matmulLayout(a, b, attrs);
  const product: Product = {
    rows,
    inner,
    columns,
    a: transposeA ? { row: 1, inner: rows } : { row: inner, inner: 1 },
    b: transposeB ? { inner: 1, column: inner } : { inner: columns, column: 1 },
    batch: sizeOf(batch),
    biasPerColumn: true,
  };
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  // Matrices that all meet the same other one are one tall matrix.
  if (sizeOf(bBatch) === 1 && sizeOf(aBatch) === product.batch && !transposeA) {
    return { ...product, rows: rows * product.batch, batch: 1 };
  }
  if (product.batch === 1) return product;
  return { ...product, matrices: [matricesOf(aBatch, batch), matricesOf(bBatch, batch)] };
}

/** Which of its matrices an operand gives to each product of the batch. */
function matricesOf(shape: Shape, target: Shape): View {
  return viewOf(target, broadcastStrides(shape, target));
}

const activationOps = {
  relu: reluOp,
  leakyRelu: leakyReluOp,
  elu: eluOp,
  tanh: tanhOp,
  sigmoid: sigmoidOp,
  softplus: softplusOp,
} as const satisfies Record<Exclude<Activation, 'none'>, object>;

/** What an activation does to a sum, as its own op says it. */
function activationOf({ activation, alpha }: LinearAttrs): Epilogue['activation'] {
  if (activation === 'none') return undefined;
  const attrs = { leakyRelu: { slope: alpha }, elu: { alpha } }[activation as string] ?? {};
  return formulaOf(activationOps[activation], attrs);
}
