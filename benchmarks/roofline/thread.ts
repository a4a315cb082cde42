/** A further thread of peers/peak.ts: waits for a step, does its share of it, and says so. */
import { isMainThread, workerData } from 'node:worker_threads';

/** What the threads share: how many wait for work, the number of the step, and how many have done their share of it. */
export const control = { ready: 0, step: 1, done: 2, length: 3 } as const;

export type Run = (passes: number, bytes: number) => void;

export interface PeakWork {
  readonly module: WebAssembly.Module;
  readonly passes: number;
  /** What a copy copies. */
  readonly bytes: number;
}

/** Steps follow each other at once, so it looks that often before it sleeps. */
const looks = 20_000;

function work({ module, passes, bytes, shared }: PeakWork & { shared: Int32Array<SharedArrayBuffer> }): void {
  const run = new WebAssembly.Instance(module).exports.run as Run;
  Atomics.add(shared, control.ready, 1);
  for (let step = 0; ; step++) {
    for (let look = 0; look < looks && Atomics.load(shared, control.step) === step; look++);
    Atomics.wait(shared, control.step, step);
    run(passes, bytes);
    Atomics.add(shared, control.done, 1);
  }
}

if (!isMainThread) work(workerData);
