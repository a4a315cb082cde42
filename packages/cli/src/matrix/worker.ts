/** A thread of `mine matrix`: gets pairs, one at a time, and answers with their results. Its backend has one thread; the pairs run side by side. */
import { parentPort, workerData } from 'node:worker_threads';
import { wasm } from '@infograd/tensor';
import { estimatePair, type MatrixJob, type Pair } from './pair.ts';

const job = workerData as MatrixJob;
const backend = wasm({ threads: 1 });

parentPort?.on('message', async (pair: Pair) => {
  parentPort?.postMessage(await estimatePair(job, pair, { backend }));
});
