/**
 * Worker threads that train, in Node: each has a backend of its own with one thread, takes one job at a time and gives back the weights with
 * all that is to be known of the training. Workers live as long as the trainings of one estimate.
 */
import { disposeTree, loadSafetensors, restoreTree, type Tree } from '@infograd/autograd';
import { type Backend, random, reference } from '@infograd/tensor';
import { runOf } from '../backend.ts';
import { criticFor } from '../fitting/fitted-model.ts';
import type { Progress } from '../result.ts';
import type { TrainingCallbacks, TrainingJob } from './training-job.ts';
import type { TrainingOutcome } from './training-loop.ts';

/** Something that carries out one job after another. */
export interface TrainingLane {
  carryOut(job: TrainingJob, callbacks: TrainingCallbacks): Promise<TrainingOutcome<Tree>>;
  close(): void;
}

/** What a worker is told when it starts. */
export interface WorkerSetup {
  readonly backend: 'wasm' | 'reference';
  /** Whether the wasm backend of the estimate uses fused multiply-add, which changes last bits. */
  readonly fma: boolean;
}

/** To a worker. */
export type Order = { readonly job: TrainingJob } | 'abort';

/** An outcome whose weights are the bytes of a safetensors file. */
export type SentOutcome = Omit<TrainingOutcome<Tree>, 'params'> & { readonly weights: Uint8Array };

/** From a worker. */
export type Answer =
  | 'ready'
  | { readonly progress: Progress }
  | { readonly outcome: SentOutcome }
  | { readonly error: unknown };

/** What is used of node:worker_threads. */
interface NodeWorker {
  on(event: 'message', listener: (answer: Answer) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  postMessage(order: Order): void;
  terminate(): Promise<number>;
}
interface WorkerThreads {
  readonly Worker: new (file: URL, options: object) => NodeWorker;
  /** Of a worker: where orders come from and answers go. */
  readonly parentPort: {
    on(event: 'message', listener: (order: Order) => void): void;
    postMessage(answer: Answer): void;
  };
  readonly workerData: WorkerSetup;
}

/**
 * Starts workers.
 *
 * @returns as many lanes as were asked for, whose outcomes are on `backend`; or none, and why
 */
export async function startWorkers(
  count: number,
  backend: Backend,
): Promise<{ lanes: readonly TrainingLane[]; trouble?: string }> {
  const threads = workerThreads();
  if (threads === undefined) return { lanes: [], trouble: 'there are none outside Node' };
  const lanes = Array.from({ length: count }, () => new WorkerLane(threads, backend));
  try {
    await Promise.all(lanes.map((lane) => lane.ready));
    return { lanes };
  } catch (error) {
    for (const lane of lanes) lane.close();
    return { lanes: [], trouble: (error as Error).message };
  }
}

/** The end of a worker that the estimate holds. */
class WorkerLane implements TrainingLane {
  readonly ready: Promise<void>;
  readonly #backend: Backend;
  readonly #worker: NodeWorker;
  #onAnswer: (answer: Exclude<Answer, 'ready'>) => void = () => {};

  constructor({ Worker }: WorkerThreads, backend: Backend) {
    this.#backend = backend;
    const here = import.meta.url;
    const isSource = here.endsWith('.ts');
    const workerData = { backend: backend.name, fma: runOf(backend).wasm?.fma ?? false } as WorkerSetup;
    // Built files need none of the parent's loaders and inspectors; sources cannot be read without them.
    const options = { workerData, name: 'infograd training', ...(isSource ? {} : { execArgv: [] }) };
    this.#worker = new Worker(new URL(`./training-worker${isSource ? '.ts' : '.js'}`, here), options);
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer) => (answer === 'ready' ? resolve() : this.#onAnswer(answer)));
      this.#worker.on('error', (error) => {
        reject(error);
        this.#onAnswer({ error });
      });
    });
  }

  async carryOut(job: TrainingJob, { signal, onProgress }: TrainingCallbacks): Promise<TrainingOutcome<Tree>> {
    const abort = () => this.#worker.postMessage('abort');
    try {
      const { weights, ...rest } = await new Promise<SentOutcome>((resolve, reject) => {
        this.#onAnswer = (answer) => {
          if ('outcome' in answer) return resolve(answer.outcome);
          if ('error' in answer) return reject(answer.error);
          try {
            onProgress?.(answer.progress);
          } catch (error) {
            reject(error);
          }
        };
        this.#worker.postMessage({ job });
        if (signal?.aborted) abort();
        signal?.addEventListener('abort', abort);
      });
      return { ...rest, params: this.#weightsFrom(weights, job) };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  close(): void {
    void this.#worker.terminate();
  }

  #weightsFrom(weights: Uint8Array, { model }: TrainingJob): Tree {
    const like = criticFor(model).init(random(0), { backend: reference() });
    try {
      return restoreTree(like, loadSafetensors(weights, { backend: this.#backend }).tensors);
    } finally {
      disposeTree(like);
    }
  }
}

/** Node's worker threads, without an import that a bundler for browsers would follow; undefined elsewhere. */
export function workerThreads(): WorkerThreads | undefined {
  type Process = { readonly getBuiltinModule?: (name: string) => unknown };
  const { process } = globalThis as { readonly process?: Process };
  return process?.getBuiltinModule?.('node:worker_threads') as WorkerThreads | undefined;
}
