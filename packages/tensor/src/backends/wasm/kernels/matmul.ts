/**
 * The kernels of the matrix product c[m, n] = op(a)[m, k] op(b)[k, n] and of the layer built on it; transposeA and transposeB
 * are 0 or 1. A call computes a part: a range of rows and of columns, of a batch, or of the inner axis. How a part is
 * computed is chosen by the sizes of the whole, so that an element has the same bits wherever the work is cut.
 */
import { finish } from './epilogue';
import { multiply, pathOf } from './product';

/** c = op(a) op(b) in these rows and columns. */
export function matmul(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
): void {
  multiplyPart(a, b, c, m, n, k, transposeA, transposeB, firstRow, endRow, firstColumn, endColumn, 0, 0, 0);
}

/** c = activation(x w + bias) in these rows and columns; bias 0 means none, activations are numbered as in epilogue.ts. */
export function linear(
  x: usize,
  w: usize,
  bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  activation: i32,
  alpha: f32,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
): void {
  multiplyPart(x, w, c, m, n, k, 0, 0, firstRow, endRow, firstColumn, endColumn, bias, activation, alpha);
}

function multiplyPart(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
  bias: usize,
  activation: i32,
  alpha: f32,
): void {
  const rowStep = transposeA ? 1 : k;
  const columnStep = transposeB ? k : 1;
  multiply(
    pathOf(m, n, k, transposeB != 0),
    floats(a, firstRow * rowStep),
    rowStep,
    transposeA ? m : 1,
    floats(b, firstColumn * columnStep),
    transposeB ? 1 : n,
    columnStep,
    floats(c, firstRow * n + firstColumn),
    <usize>n << 2,
    endRow - firstRow,
    endColumn - firstColumn,
    k,
    bias ? floats(bias, firstColumn) : 0,
    activation,
    alpha,
  );
}

/** The products first..end of a batch; `operands` holds the addresses of a and b of each, c lies product behind product. */
export function matmulBatch(
  operands: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  first: i32,
  end: i32,
): void {
  for (let i = first; i < end; i++) {
    const a = <usize>load<u32>(floats(operands, 2 * i));
    const b = <usize>load<u32>(floats(operands, 2 * i + 1));
    matmul(a, b, floats(c, i * m * n), m, n, k, transposeA, transposeB, 0, m, 0, n);
  }
}

/**
 * The partial sums of the chunks first..end of the inner axis, `chunk` terms each: partials[i, m, n]. They serve a small
 * result that is long to compute; `addPartials` completes it.
 */
export function matmulChunks(
  a: usize,
  b: usize,
  partials: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  chunk: i32,
  first: i32,
  end: i32,
): void {
  const path = pathOf(m, n, min(chunk, k), transposeB != 0);
  const innerStepA = transposeA ? m : 1;
  const innerStepB = transposeB ? 1 : n;
  for (let i = first; i < end; i++) {
    multiply(
      path,
      floats(a, i * chunk * innerStepA),
      transposeA ? 1 : k,
      innerStepA,
      floats(b, i * chunk * innerStepB),
      innerStepB,
      transposeB ? k : 1,
      floats(partials, i * m * n),
      <usize>n << 2,
      m,
      n,
      min(chunk, k - i * chunk),
      0,
      0,
      0,
    );
  }
}

/** c = activation(the sum of count partials[m, n], in order, + bias). */
export function addPartials(
  partials: usize,
  c: usize,
  m: i32,
  n: i32,
  count: i32,
  bias: usize,
  activation: i32,
  alpha: f32,
): void {
  const size = m * n;
  for (let i = 0; i < size; i++) {
    let sum = 0.0;
    for (let part = 0; part < count; part++) sum += load<f32>(floats(partials, part * size + i));
    store<f32>(floats(c, i), <f32>sum);
  }
  finish(c, bias, m, n, <usize>n << 2, activation, alpha);
}

// @ts-ignore: decorator
@inline
function floats(address: usize, count: i32): usize {
  return address + (<usize>count << 2);
}
