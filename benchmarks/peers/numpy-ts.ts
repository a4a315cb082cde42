/**
 * numpy-ts: single operations only, since it has no derivatives. Its arrays live in one WebAssembly heap of 256 MiB and are freed by hand, or
 * else by a garbage collector that never runs inside a loop; so every intermediate result is disposed.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as np from 'numpy-ts';
import { chainSettings, type OperationCase } from '../cases.ts';
import { givenOperands, sampled } from '../inputs.ts';
import type { Peer, Workload } from '../peer.ts';
import { hasRelaxedSimd } from '../relaxed-simd.ts';

export async function load(): Promise<Peer> {
  return {
    name: 'numpy-ts',
    describe: () =>
      `numpy-ts ${version()}, wasm, SIMD, ${hasRelaxedSimd ? 'FMA, ' : ''}1 thread; no derivatives, so single operations only`,
    prepare: (task) => (task.kind === 'mine-step' ? undefined : operationWorkload(task)),
  };
}

/** The package exports no package.json, but its entry lies near it. */
function version(): string {
  const entry = fileURLToPath(import.meta.resolve('numpy-ts'));
  return JSON.parse(readFileSync(entry.replace(/dist.*/, 'package.json'), 'utf8')).version;
}

function operationWorkload(task: OperationCase): Workload {
  const operands = givenOperands(task).map(({ values, shape }) => np.array(values, 'float32').reshape(shape));
  return {
    step() {
      operation(task, operands).dispose();
    },
    async finish() {},
    async check() {
      np.wasmConfig.wasmCallCount = 0;
      const result = operation(task, operands);
      if (np.wasmConfig.wasmCallCount === 0) throw new Error(`numpy-ts runs ${task.name} in JavaScript, not in wasm`);
      const values = sampled(result.data as Float32Array);
      result.dispose();
      return values;
    },
    dispose() {
      for (const operand of operands) operand.dispose();
    },
  };
}

function operation(task: OperationCase, [x, y]: np.NDArray[]): np.NDArray {
  if (task.kind === 'matmul') return product(task.transposeA ? x.T : x, task.transposeB ? y.T : y);
  if (task.kind === 'exp') return np.exp(x);
  if (task.kind === 'logsumexp') return logsumexp(x);
  const { a, b } = chainSettings;
  const steps: ((value: np.NDArray) => np.NDArray)[] = [
    (value) => value.multiply(a),
    (value) => value.add(b),
    np.tanh,
    np.square,
    np.negative,
    np.exp,
    (value) => value.add(1),
    np.sqrt,
  ];
  return steps.reduce((value, step) => (value === x ? step(value) : consume(value, step)), x);
}

/** Its kernel takes rows that lie together, and plain JavaScript does all other products, far more slowly; so transposed operands are copied first. */
function product(a: np.NDArray, b: np.NDArray): np.NDArray {
  if (!a.flags.C_CONTIGUOUS) return consume(np.ascontiguousarray(a), (copy) => product(copy, b));
  if (!b.flags.C_CONTIGUOUS) return consume(np.ascontiguousarray(b), (copy) => product(a, copy));
  return np.matmul(a, b);
}

/** Along the last axis; it has no such function of its own. */
function logsumexp(x: np.NDArray): np.NDArray {
  const largest = np.max(x, -1, true) as np.NDArray;
  const shifted = x.subtract(largest);
  const sum = consume(consume(shifted, np.exp), (values) => np.sum(values, -1, true) as np.NDArray);
  const result = consume(consume(sum, np.log), (values) => values.add(largest));
  largest.dispose();
  return consume(result, (values) => values.reshape([-1]));
}

function consume(value: np.NDArray, step: (value: np.NDArray) => np.NDArray): np.NDArray {
  const result = step(value);
  value.dispose();
  return result;
}
