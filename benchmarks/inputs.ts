/**
 * The fixed inputs on which peers must be right before they are timed: pure functions of a stream number and a position (a 32-bit
 * integer hash), so that every process makes the same ones. pytorch.py repeats the same few lines. Timed steps draw their own.
 */
import { elements, layerSizes, type MineCase, type OperationCase, operandShapes } from './cases.ts';

/** Uniform numbers on [-limit, limit), exact in float32 before the scaling. */
export function uniform(stream: number, count: number, limit: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  for (let position = 0; position < count; position++)
    values[position] = limit * (hash(stream, position) / 2 ** 23 - 1);
  return values;
}

/** 24 bits: Murmur3's finalizer over the position. */
function hash(stream: number, position: number): number {
  let bits = Math.imul(position, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 8;
}

export interface GivenLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs, outputs], row-major. */
  readonly weight: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
}

/** Where the critic starts: PyTorch's initial distribution, U(±1/√inputs). */
export function givenLayers(task: MineCase): GivenLayer[] {
  return layerSizes(task).map(([inputs, outputs], index) => {
    const limit = 1 / Math.sqrt(inputs);
    return {
      inputs,
      outputs,
      weight: uniform(2 * index, inputs * outputs, limit),
      bias: uniform(2 * index + 1, outputs, limit),
    };
  });
}

/** One batch, unit variance: rows [x, y] of the joint pairs, then of the marginal pairs, whose y comes from the next row. */
export function givenBatch({ dimension, batch }: MineCase): Float32Array<ArrayBuffer> {
  const x = uniform(100, batch * dimension, Math.sqrt(3));
  const noise = uniform(101, batch * dimension, Math.sqrt(3));
  const y = x.map((value, index) => 0.7 * value + noise[index]);
  const rows = new Float32Array(2 * batch * 2 * dimension);
  for (let row = 0; row < 2 * batch; row++) {
    const partner = row < batch ? row : (row + 1) % batch;
    const own = row % batch;
    rows.set(x.subarray(own * dimension, (own + 1) * dimension), row * 2 * dimension);
    rows.set(y.subarray(partner * dimension, (partner + 1) * dimension), (row * 2 + 1) * dimension);
  }
  return rows;
}

/** The moving average before the given batch, in log space: far enough from the batch's own that no gradient is a difference of equals. */
export const givenLogEma = 0.5;

export interface GivenOperand {
  readonly values: Float32Array<ArrayBuffer>;
  readonly shape: number[];
}

/** The operands of a case that is one operation. */
export function givenOperands(task: OperationCase): GivenOperand[] {
  const limit = task.kind === 'matmul' ? 1 : 5;
  return operandShapes(task).map((shape, index) => {
    return { values: uniform(200 + index, elements(shape), limit), shape: [...shape] };
  });
}

/** At most 1000 positions, evenly spread, of a large result. */
export function sampledPositions(length: number): number[] {
  const count = Math.min(1000, length);
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count));
}

export function sampled(values: ArrayLike<number>): number[] {
  return sampledPositions(values.length).map((position) => values[position]);
}
