/**
 * What everything around the kernels costs, on one thread: nanoseconds for an operation on 16 numbers, without and with a tape that
 * listens, and the training steps' time in kernels beside all of it. `npm run bench:overhead`; nothing here is compared with peers.
 */
import { valueAndGrad } from '@infograd/autograd';
import { add, exp, matmul, reshape, scope, sum, type Tensor, tensor, wasm } from '@infograd/tensor';
import { cases, type MineCase } from './cases.ts';
import { infogradPeer } from './peers/infograd.ts';

type Kernels = Record<string, (...numbers: number[]) => number>;

const backend = wasm({ threads: 1 });
const peer = infogradPeer({ name: 'overhead', backend, notes: () => [] });
const { module } = backend as unknown as { module: { kernels: Kernels } };
const { kernels } = module;
/** Milliseconds in kernels since it was last set to 0; only `timedKernels` count. */
let inside = 0;
const timedKernels: Kernels = Object.fromEntries(
  Object.entries(kernels).map(([name, kernel]) => [name, timed(kernel)]),
);
/** Milliseconds for each line of the output. */
const budget = 2000;

operations();
for (const task of cases) if (task.kind === 'mine-step') step(task);

function timed(kernel: Kernels[string]): Kernels[string] {
  return (...numbers) => {
    const start = performance.now();
    const result = kernel(...numbers);
    inside += performance.now() - start;
    return result;
  };
}

function operations(): void {
  const other = tensor(new Float32Array(16).fill(0.5), { shape: [4, 4] });
  const applied: Record<string, (x: Tensor) => Tensor> = {
    add: (x) => add(x, other),
    exp: (x) => exp(x),
    reshape: (x) => reshape(x, [16]),
    sum: (x) => sum(x),
    matmul: (x) => matmul(x, other),
  };
  const count = 100;
  console.log('operation on 16 numbers    tape off     tape on');
  for (const [name, apply] of Object.entries(applied)) {
    const plain = () =>
      scope(() => {
        for (let i = 0; i < count; i++) apply(other);
      });
    const recorded = (times: number) => () =>
      scope(() => {
        valueAndGrad((x: Tensor) => {
          for (let i = 0; i < times; i++) apply(x);
          return sum(x);
        })(other);
      });
    const [off, on, empty] = fastest([plain, recorded(count), recorded(0)]);
    console.log(`${name.padEnd(22)} ${nanoseconds(off / count)} ${nanoseconds((on - empty) / count)}`);
  }
  other.dispose();
}

function step(task: MineCase): void {
  const workload = peer.prepare(task)!;
  const turn = () => void workload.step();
  const [total, inside] = fastest([turn, turn], (body, index) => (index === 0 ? time(body) : timeInKernels(body)));
  const rest = `${(1000 * (total - inside)).toFixed(0)} µs (${((100 * (total - inside)) / total).toFixed(0)} %)`;
  console.log(`${task.name}: ${total.toFixed(3)} ms a step, ${inside.toFixed(3)} ms in kernels, ${rest} around them`);
  workload.dispose();
}

/**
 * Milliseconds of each body's fastest call, of many in which they take turns: on a busy machine only that is free of other work. What it leaves
 * out is garbage collection, which most calls are.
 */
function fastest(
  bodies: readonly (() => void)[],
  measure: (body: () => void, index: number) => number = time,
): number[] {
  const times = bodies.map(() => Number.POSITIVE_INFINITY);
  const start = performance.now();
  while (performance.now() - start < budget) {
    for (const [index, body] of bodies.entries()) times[index] = Math.min(times[index], measure(body, index));
  }
  return times;
}

function time(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Milliseconds that kernels take in one call of `body`. */
function timeInKernels(body: () => void): number {
  inside = 0;
  module.kernels = timedKernels;
  body();
  module.kernels = kernels;
  return inside;
}

function nanoseconds(milliseconds: number): string {
  return `${(1e6 * milliseconds).toFixed(0)} ns`.padStart(11);
}
