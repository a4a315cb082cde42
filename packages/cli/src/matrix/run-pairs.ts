/**
 * Runs pairs side by side in worker threads, which share the columns. Results come in the order in which they are finished; they do not
 * depend on how many threads there are, since every pair starts from the same seed. One job runs in this thread, without workers.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AbortedError } from '@infograd/mine';
import { estimatePair, type MatrixJob, type Pair, type PairResult } from './pair.ts';

export interface RunOptions {
  readonly jobs: number;
  readonly signal?: AbortSignal;
  readonly onResult: (result: PairResult) => void;
}

/** Runs all pairs, or those that are finished when the signal fires. */
export async function runPairs(job: MatrixJob, pairs: readonly Pair[], options: RunOptions): Promise<void> {
  if (options.jobs === 1) await runHere(job, pairs, options);
  else await runInWorkers(job, pairs, options);
}

async function runHere(job: MatrixJob, pairs: readonly Pair[], { signal, onResult }: RunOptions): Promise<void> {
  for (const pair of pairs) {
    if (signal?.aborted) return;
    try {
      onResult(await estimatePair(job, pair, { signal }));
    } catch (error) {
      if (error instanceof AbortedError) return;
      throw error;
    }
    // Baselines compute without a pause, in which an interrupt could be heard.
    await new Promise(setImmediate);
  }
}

function runInWorkers(job: MatrixJob, pairs: readonly Pair[], { jobs, signal, onResult }: RunOptions): Promise<void> {
  const shared = new Float64Array(new SharedArrayBuffer(job.values.byteLength));
  shared.set(job.values);
  const workerData: MatrixJob = { ...job, values: shared };
  const source = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const workers = Array.from({ length: Math.min(jobs, pairs.length) }, () => new Worker(source, { workerData }));
  const waiting = [...pairs];
  let unfinished = pairs.length;
  return new Promise<void>((resolve, reject) => {
    if (unfinished === 0 || signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve());
    for (const worker of workers) {
      const next = () => {
        const pair = waiting.shift();
        if (pair !== undefined) worker.postMessage(pair);
      };
      worker.on('message', (result: PairResult) => {
        onResult(result);
        unfinished--;
        if (unfinished === 0) resolve();
        else next();
      });
      worker.on('error', reject);
      next();
    }
  }).finally(() => Promise.all(workers.map((worker) => worker.terminate())));
}
