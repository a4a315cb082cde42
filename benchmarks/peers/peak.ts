/**
 * No library, but the roof over all of them in WebAssembly: as many multiply-adds as a case's products have, in registers, or, for
 * operations element by element, one copy of their operand. On all cores, or on one; with fused multiply-add where the process has it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Case, elements, productOperations } from '../cases.ts';
import type { Peer, Workload } from '../peer.ts';
import { hasRelaxedSimd } from '../relaxed-simd.ts';
import { copyModule, multiplyAddModule, operationsPerPass } from '../roofline/modules.ts';
import { control, type PeakWork, type Run } from '../roofline/thread.ts';

export async function load(name: string): Promise<Peer> {
  if (name === 'peak-fma' && !hasRelaxedSimd) throw new Error('this process has no fused multiply-add');
  const threads = name === 'peak-1-thread' ? 1 : availableParallelism();
  return {
    name,
    describe() {
      return `WebAssembly's peak, SIMD, ${hasRelaxedSimd ? 'FMA, ' : ''}${threads} thread${threads > 1 ? 's' : ''}`;
    },
    prepare: (task) => peakWorkload(workOf(task, threads), threads),
  };
}

/** Each thread's share of a step. */
function workOf(task: Case, threads: number): PeakWork {
  if ('shape' in task) {
    const bytes = 64 * Math.ceil((4 * elements(task.shape)) / threads / 64);
    return { module: new WebAssembly.Module(copyModule(bytes)), passes: 1, bytes };
  }
  const passes = Math.max(1, Math.round(productOperations(task) / operationsPerPass / threads));
  return { module: new WebAssembly.Module(multiplyAddModule({ fused: hasRelaxedSimd })), passes, bytes: 0 };
}

function peakWorkload(work: PeakWork, threads: number): Workload {
  const shared = new Int32Array(new SharedArrayBuffer(4 * control.length));
  const script = new URL('../roofline/thread.ts', import.meta.url);
  const workers = Array.from({ length: threads - 1 }, () => new Worker(script, { workerData: { ...work, shared } }));
  const run = new WebAssembly.Instance(work.module).exports.run as Run;
  return {
    step() {
      Atomics.store(shared, control.done, 0);
      Atomics.add(shared, control.step, 1);
      Atomics.notify(shared, control.step);
      run(work.passes, work.bytes);
      while (Atomics.load(shared, control.done) < workers.length);
    },
    async finish() {},
    async check() {
      while (Atomics.load(shared, control.ready) < workers.length)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return undefined;
    },
    dispose() {
      for (const worker of workers) worker.terminate();
    },
  };
}
