/**
 * Does jobs in processes of their own, a few at once, each with one thread. What the log knows is not done again; what a job came to is
 * logged before the next begins. A process that dies takes its job with it, which is logged as failed, and another process takes its place.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fingerprintOf, type Job, type Outcome, type Run, type RunLog } from './run-log.ts';

export interface PoolOptions {
  readonly log: RunLog;
  /** Processes at once. */
  readonly jobs: number;
  /** Of the library's source. */
  readonly code: string;
  /** Called after each run that was not known. */
  readonly onRun?: (run: Run, done: number, total: number) => void;
  /** The file that a process runs; worker.ts when left out. */
  readonly worker?: string;
}

/** The runs of all jobs, in their order: those that the log knows, and those that are done now. */
export async function runAll(jobs: readonly Job[], options: PoolOptions): Promise<Run[]> {
  const { log, code, onRun } = options;
  const pending = jobs.filter((job) => log.find(job) === undefined);
  const total = pending.length;
  let done = 0;
  const open = new Set<Worker>();
  const abandon = () => {
    for (const worker of open) worker.kill();
    process.exit(130);
  };
  process.once('SIGINT', abandon).once('SIGTERM', abandon);

  async function work(): Promise<void> {
    let worker: Worker | undefined;
    for (let job = pending.shift(); job !== undefined; job = pending.shift()) {
      if (worker === undefined) {
        worker = new Worker(options.worker);
        open.add(worker);
      }
      const answer = await worker.perform(job);
      const run = { ...job, fingerprint: fingerprintOf(job), code, date: new Date().toISOString(), ...answer };
      log.append(run);
      onRun?.(run, ++done, total);
      if (worker.isAlive) continue;
      open.delete(worker);
      worker = undefined;
    }
    worker?.close();
  }

  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, total) }, work));
  } finally {
    for (const worker of open) worker.close();
    process.off('SIGINT', abandon).off('SIGTERM', abandon);
  }
  return jobs.map((job) => log.find(job)!);
}

/** The end of a process that the command holds. */
class Worker {
  isAlive = true;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #end: Promise<string>;

  constructor(file = fileURLToPath(new URL('./worker.ts', import.meta.url))) {
    const register = new URL('../register.mjs', import.meta.url).href;
    this.#child = spawn(process.execPath, ['--import', register, '--conditions=infograd-source', file], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, INFOGRAD_THREADS: '1' },
    });
    this.#child.stdin!.on('error', () => {}); // a process that has died says so below
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    this.#end = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (status, signal) => resolve(signal ? `signal ${signal}` : `status ${status}`));
    });
  }

  async perform(job: Job): Promise<Outcome & { seconds: number }> {
    const started = performance.now();
    this.#child.stdin!.write(`${JSON.stringify(job)}\n`);
    const { value: line, done } = await this.#lines.next();
    if (!done) return JSON.parse(line);
    this.isAlive = false;
    const seconds = (performance.now() - started) / 1000;
    return { failure: `the process ended with ${await this.#end} before the run did`, seconds };
  }

  close(): void {
    this.#child.stdin!.end();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
