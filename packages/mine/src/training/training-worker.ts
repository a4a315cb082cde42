/** What a worker thread runs (`training-workers.ts`): a backend with one thread, and one job after another. */
import { disposeTree, saveSafetensors } from '@infograd/autograd';
import { reference, wasm } from '@infograd/tensor';
import { carryOut, type TrainingJob } from './training-job.ts';
import { type Answer, type SentOutcome, workerThreads } from './training-workers.ts';

const { parentPort, workerData } = workerThreads()!;
const backend = workerData.backend === 'wasm' ? wasm({ threads: 1, fma: workerData.fma }) : reference();
let abort = new AbortController();

const answer = (message: Answer): void => parentPort.postMessage(message);

async function train(job: TrainingJob): Promise<SentOutcome> {
  const onProgress = (progress: Extract<Answer, { progress: unknown }>['progress']) => answer({ progress });
  const { params, ...rest } = await carryOut(job, backend, { signal: abort.signal, onProgress });
  const weights = saveSafetensors(params);
  disposeTree(params);
  return { ...rest, weights };
}

parentPort.on('message', (order) => {
  if (order === 'abort') {
    abort.abort();
    return;
  }
  abort = new AbortController();
  train(order.job).then(
    (outcome) => answer({ outcome }),
    (error: unknown) => answer({ error }),
  );
});

answer('ready');
