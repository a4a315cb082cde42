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

operations();
for (const task of cases) if (task.kind === 'mine-step') step(task);

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
    const [off, on, empty] = fastest([plain, recorded(count), recorded(0)], 15);
    console.log(`${name.padEnd(22)} ${nanoseconds(off / count)} ${nanoseconds((on - empty) / count)}`);
  }
  other.dispose();
}

function step(task: MineCase): void {
  const workload = peer.prepare(task)!;
  const turn = () => void workload.step();
  const [inside, total] = fastest([turn, turn], 60, (index, run) => (index === 0 ? timeInKernels(run) : run()));
  const rest = `${(1000 * (total - inside)).toFixed(0)} µs (${((100 * (total - inside)) / total).toFixed(0)} %)`;
  console.log(`${task.name}: ${total.toFixed(3)} ms a step, ${inside.toFixed(3)} ms in kernels, ${rest} around them`);
  workload.dispose();
}

/**
 * Milliseconds of one call of each body: the fastest of rounds in which they take turns, once all are warm. Noise only ever adds.
 *
 * @param measure returns the milliseconds to count for `run`, which calls a body for `budget` milliseconds and returns how many it took
 */
function fastest(
  bodies: readonly (() => void)[],
  budget: number,
  measure: (index: number, run: () => number) => number = (_, run) => run(),
): number[] {
  const times = bodies.map(() => Number.POSITIVE_INFINITY);
  for (let round = -5; round < 15; round++) {
    for (const [index, body] of bodies.entries()) {
      let count = 0;
      const run = (): number => {
        const start = performance.now();
        while (count === 0 || performance.now() - start < budget) {
          body();
          count++;
        }
        return performance.now() - start;
      };
      const perCall = measure(index, run) / count;
      if (round >= 0) times[index] = Math.min(times[index], perCall);
    }
  }
  return times;
}

/** Milliseconds that kernels take while `run` runs. */
function timeInKernels(run: () => unknown): number {
  const { module } = backend as unknown as { module: { kernels: Kernels } };
  const { kernels } = module;
  let inside = 0;
  const timed = Object.entries(kernels).map(([name, kernel]) => {
    const measured = (...numbers: number[]): number => {
      const start = performance.now();
      const result = kernel(...numbers);
      inside += performance.now() - start;
      return result;
    };
    return [name, measured];
  });
  module.kernels = Object.fromEntries(timed);
  try {
    run();
    return inside;
  } finally {
    module.kernels = kernels;
  }
}

function nanoseconds(milliseconds: number): string {
  return `${(1e6 * milliseconds).toFixed(0)} ns`.padStart(11);
}
