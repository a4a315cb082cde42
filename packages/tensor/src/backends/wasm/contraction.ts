/**
 * Products and layers on the WebAssembly heap: sizes, transposed sides, and where the work is cut so that threads can share
 * it. The longer side of the result is cut; a small result that is long to compute is cut along the inner axis, in chunks
 * whose number does not depend on that of threads.
 */
import { activations, type LinearAttrs, type MatmulAttrs, matmulLayout } from '../../families/contraction.ts';
import type { ContractionOp } from '../../op.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';
import { type Range, split } from './split.ts';
import { systemProduct } from './system-blas.ts';

/** Terms in a chunk of the inner axis. */
const chunk = 2048;
/** The longest sides of a result for which the inner axis is cut. */
const chunkedSide = 64;
/** Nanoseconds of work that are worth a thread. */
const worthwhile = 20_000;

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** What is added to each sum, and what becomes of it. */
type Epilogue = readonly [bias: number, activation: number, alpha: number];

const nothing: Epilogue = [0, 0, 0];

/** @param run how a kernel is run over a range; tests cut it in odd places */
export function callContraction(
  module: KernelModule,
  op: ContractionOp,
  inputs: readonly Tensor[],
  attrs: object,
  target: number,
  run: typeof split = split,
): true {
  if (op.name === 'linear') callLinear(module, inputs, attrs as LinearAttrs, target, run);
  else callMatmul(module, inputs, attrs as MatmulAttrs, target, run);
  return true;
}

function callLinear(
  module: KernelModule,
  [x, w, b]: readonly Tensor[],
  { activation, alpha }: LinearAttrs,
  target: number,
  run: typeof split,
): void {
  const [m, k] = x.shape;
  const sizes = { m, n: w.shape[1], k };
  const epilogue: Epilogue = [b ? address(b) : 0, activations.indexOf(activation), alpha];
  if (systemProduct(module, address(x), address(w), target, m, sizes.n, k, 0, 0)) {
    callFinish(module, target, sizes, epilogue, run);
  } else if (isChunked(sizes)) {
    callChunks(module, address(x), address(w), target, sizes, [0, 0], epilogue, run);
  } else {
    const [bias, ...rest] = epilogue;
    const blocks = [address(x), address(w), bias, target, m, sizes.n, k, ...rest];
    callSides(module, 'linear', blocks, sizes, run);
  }
}

function callMatmul(
  module: KernelModule,
  [a, b]: readonly Tensor[],
  attrs: MatmulAttrs,
  target: number,
  run: typeof split,
): void {
  const { rows: m, columns: n, inner: k, batches } = matmulLayout(a, b, attrs);
  const sizes = { m, n, k };
  const transposes = [Number(attrs.transposeA), Number(attrs.transposeB)];
  const starts = batches();
  if (starts.length === 1) {
    multiply(module, address(a), address(b), target, sizes, transposes, run);
    return;
  }
  const bySystem = ([aStart, bStart]: readonly [number, number], batch: number) => {
    const [from, to] = [address(b) + bStart * 4, target + batch * m * n * 4];
    return systemProduct(module, address(a) + aStart * 4, from, to, m, n, k, transposes[0], transposes[1]);
  };
  if (module.blas !== undefined && starts.every(bySystem)) return;
  callBatch(module, address(a), address(b), starts, target, sizes, transposes, run);
}

/** One product of the matrices at these addresses. */
function multiply(
  module: KernelModule,
  a: number,
  b: number,
  target: number,
  sizes: Sizes,
  transposes: readonly number[],
  run: typeof split,
): void {
  const { m, n, k } = sizes;
  if (systemProduct(module, a, b, target, m, n, k, transposes[0], transposes[1])) return;
  if (isChunked(sizes)) callChunks(module, a, b, target, sizes, transposes, nothing, run);
  else callSides(module, 'matmul', [a, b, target, m, n, k, ...transposes], sizes, run);
}

/** Adds the bias to a product, and applies the activation. */
function callFinish(
  module: KernelModule,
  target: number,
  { m, n }: Sizes,
  [bias, activation, alpha]: Epilogue,
  run: typeof split,
): void {
  run(module, 'finish', { length: m, grain: Math.ceil(worthwhile / n) }, (begin, end) => {
    return [target + begin * n * 4, bias, end - begin, n, n * 4, activation, alpha];
  });
}

/** Cuts the longer side of the result. */
function callSides(
  module: KernelModule,
  kernel: string,
  problem: readonly number[],
  sizes: Sizes,
  run: typeof split,
): void {
  const { m, n, k } = sizes;
  if (m >= n) {
    run(module, kernel, side(m, n, k), (begin, end) => [...problem, begin, end, 0, n]);
  } else {
    run(module, kernel, side(n, m, k), (begin, end) => [...problem, 0, m, begin, end]);
  }
}

function side(length: number, across: number, inner: number): Range {
  return { length, grain: Math.ceil(worthwhile / nanoseconds(1, across, inner)), align: 8 };
}

/** About how long a product takes: arithmetic, and what is read and written. */
function nanoseconds(m: number, n: number, k: number): number {
  return (m * n * k) / 20 + (m * n + m * k) / 4;
}

function isChunked({ m, n, k }: Sizes): boolean {
  return k >= 2 * chunk && Math.max(m, n) <= chunkedSide;
}

function callChunks(
  module: KernelModule,
  a: number,
  b: number,
  target: number,
  { m, n, k }: Sizes,
  transposes: readonly number[],
  epilogue: Epilogue,
  run: typeof split,
): void {
  const chunks = Math.ceil(k / chunk);
  const bytes = chunks * m * n * 4;
  const partials = module.heap.allocate(bytes);
  const range = { length: chunks, grain: Math.ceil(worthwhile / nanoseconds(m, n, chunk)) };
  const problem = [a, b, partials, m, n, k, ...transposes, chunk];
  run(module, 'matmulChunks', range, (begin, end) => [...problem, begin, end]);
  module.kernels.addPartials(partials, target, m, n, chunks, ...epilogue);
  module.heap.free(partials, bytes);
}

function callBatch(
  module: KernelModule,
  a: number,
  b: number,
  starts: readonly (readonly [number, number])[],
  target: number,
  { m, n, k }: Sizes,
  transposes: readonly number[],
  run: typeof split,
): void {
  const { heap } = module;
  const bytes = starts.length * 8;
  const operands = heap.allocate(bytes);
  for (const [i, [aStart, bStart]] of starts.entries()) {
    heap.i32[(operands >>> 2) + 2 * i] = a + aStart * 4;
    heap.i32[(operands >>> 2) + 2 * i + 1] = b + bStart * 4;
  }
  const range = { length: starts.length, grain: Math.ceil(worthwhile / nanoseconds(m, n, k)) };
  run(module, 'matmulBatch', range, (begin, end) => [operands, target, m, n, k, ...transposes, begin, end]);
  heap.free(operands, bytes);
}
