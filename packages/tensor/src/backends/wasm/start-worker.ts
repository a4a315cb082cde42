/** One worker thread: worker_threads in Node, a Worker made from a blob elsewhere. Neither keeps the process or page alive. */
import { builtinModule } from '../../node-host.ts';
import { threadSource } from './thread.generated.ts';
import type { ThreadSetup } from './thread.ts';

/** What is used of node:worker_threads. */
interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: object,
  ) => {
    on(event: 'error', listener: (error: Error) => void): void;
    unref(): void;
    terminate(): Promise<number>;
  };
}

export interface Worker {
  stop(): void;
}

/** @param onTrouble is told why the thread could not start, or ended */
export function startWorker(setup: ThreadSetup, onTrouble: (reason: string) => void): Worker {
  const threads = builtinModule<WorkerThreads>('node:worker_threads');
  return threads === undefined ? startInPage(setup, onTrouble) : startInNode(threads, setup, onTrouble);
}

function startInNode({ Worker }: WorkerThreads, setup: ThreadSetup, onTrouble: (reason: string) => void): Worker {
  const source = `${threadSource}\nworkAsThread(require('node:worker_threads').workerData);`;
  // Without the parent's execArgv, loaders and inspectors are not started again in each thread.
  const worker = new Worker(source, { eval: true, workerData: setup, execArgv: [], name: 'infograd' });
  worker.on('error', (error) => onTrouble(error.message));
  worker.unref();
  return { stop: () => void worker.terminate() };
}

function startInPage(setup: ThreadSetup, onTrouble: (reason: string) => void): Worker {
  const source = `${threadSource}\nonmessage = (event) => workAsThread(event.data);`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new globalThis.Worker(url);
  worker.onerror = ({ message }) => onTrouble(message || 'the page does not allow workers from blob: addresses');
  worker.postMessage(setup);
  return {
    stop() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
