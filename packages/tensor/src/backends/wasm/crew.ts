/**
 * The threads of a backend. One job is posted at a time: a kernel, and the arguments of each of its parts. Every thread, the
 * posting one among them, takes the next part that nobody has taken until there is none; so a thread that is late, or not there
 * yet, costs nothing but its help. Threads look for jobs for a moment and then sleep; they never keep a process alive.
 *
 * The words that threads share: the ticket (parts of the job in bits 0-7, parts taken in bits 8-15, the job's number above), parts
 * done, threads asleep, whether the posting thread sleeps, whether a part failed, and threads started. Taking a part is one compare-and-exchange on the
 * ticket; a part's arguments are only read after it is taken, and only replaced after all are done.
 *
 * On a machine that is busy otherwise a thread may be held up with a part that it has taken, and all wait for it. Then the next jobs
 * are done alone: a few at first, twice as many each time that it happens again.
 */
import type { Heap } from './heap.ts';
import type { CompiledModule, Kernel } from './kernels.ts';
import { startWorker, type Worker } from './start-worker.ts';
import type { ThreadSetup } from './thread.ts';

export const maxThreads = 128;
const maxParts = 255;
/** Numbers for each part: the kernel, how many arguments, the arguments. */
const partLength = 32;
const [ticketWord, doneWord, sleepersWord, waitingWord, failedWord, startedWord, wordCount] = [0, 1, 2, 3, 4, 5, 6];
/** Looks before a thread sleeps: some 50 microseconds, as long as waking it would take. */
const looks = 20_000;

/** The others are late when they take so much longer than the calling thread's own parts. */
const lateMilliseconds = 0.1;
/** Jobs done alone after that. */
const fewest = 8;
const most = 2048;

export interface CrewSetup {
  readonly heap: Heap;
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly modules: readonly CompiledModule[];
  readonly scratchBytes: number;
  readonly threads: number;
  /** Shares every job, however late the others are. */
  readonly patient: boolean;
}

export class Crew {
  readonly #setup: CrewSetup;
  readonly #kernelNames: readonly string[];
  readonly #numberOf = new Map<string, number>();
  readonly #words: Int32Array;
  readonly #table: Float64Array;
  #workers: Worker[] | undefined;
  #job = 0;
  /** Jobs to be done alone from now on, and how many they were last time. */
  #alone = 0;
  #lastAlone = 0;
  #trouble: string | undefined;

  constructor(setup: CrewSetup) {
    this.#setup = setup;
    this.#kernelNames = Object.keys(setup.kernels);
    for (const [number, name] of this.#kernelNames.entries()) this.#numberOf.set(name, number);
    const { heap } = setup;
    const tableLength = maxParts * partLength;
    this.#words = new Int32Array(heap.memory.buffer, heap.allocate(wordCount * 4), wordCount).fill(0);
    this.#table = new Float64Array(heap.memory.buffer, heap.allocate(tableLength * 8), tableLength);
  }

  /** How many threads work, the calling one included. */
  get threads(): number {
    return this.#trouble === undefined ? this.#setup.threads : 1;
  }

  /** How many of them have started; they do at the first job, and take some milliseconds. */
  get started(): number {
    return 1 + Atomics.load(this.#words, startedWord);
  }

  /** Why there is only the calling thread, though more were asked for. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Whether to share the next job: there are others, and they were not held up lately. */
  get willing(): boolean {
    if (this.threads === 1) return false;
    if (this.#alone === 0) return true;
    this.#alone--;
    return false;
  }

  /** Runs a kernel once for each list of arguments, at most 255 of them, and returns when all are done. */
  run(kernel: string, parts: readonly (readonly number[])[]): void {
    this.#workers ??= this.#hire();
    const words = this.#words;
    const number = this.#numberOf.get(kernel)!;
    for (const [part, numbers] of parts.entries()) {
      const at = part * partLength;
      this.#table[at] = number;
      this.#table[at + 1] = numbers.length;
      this.#table.set(numbers, at + 2);
    }
    Atomics.store(words, doneWord, 0);
    this.#job = (this.#job + 1) & 0xffff;
    Atomics.store(words, ticketWord, (this.#job << 16) | parts.length);
    if (Atomics.load(words, sleepersWord) > 0) Atomics.notify(words, ticketWord, parts.length - 1);
    const start = performance.now();
    this.#takeParts(this.#setup.kernels[kernel], parts);
    const own = performance.now() - start;
    this.#awaitOthers(parts.length);
    const wait = performance.now() - start - own;
    this.#judge(wait > own + lateMilliseconds);
    if (Atomics.exchange(words, failedWord, 0) !== 0) {
      throw new Error(`the WebAssembly kernel ${kernel} trapped; this is a fault of the library, please report it`);
    }
  }

  /** Ends the threads; from then on the calling thread works alone. */
  close(): void {
    for (const worker of this.#workers ?? []) worker.stop();
    this.#workers = [];
    Atomics.store(this.#words, startedWord, 0);
    this.#trouble ??= 'its threads were ended by close()';
  }

  #takeParts(kernel: Kernel, parts: readonly (readonly number[])[]): void {
    const words = this.#words;
    for (;;) {
      const ticket = Atomics.load(words, ticketWord);
      const part = (ticket >>> 8) & 255;
      if (part >= parts.length) return;
      if (Atomics.compareExchange(words, ticketWord, ticket, ticket + 256) !== ticket) continue;
      try {
        kernel(...parts[part]);
      } catch {
        Atomics.store(words, failedWord, 1);
      }
      Atomics.add(words, doneWord, 1);
    }
  }

  #awaitOthers(count: number): void {
    const words = this.#words;
    for (let look = 0; look < looks; look++) if (Atomics.load(words, doneWord) === count) return;
    Atomics.store(words, waitingWord, 1);
    for (;;) {
      const done = Atomics.load(words, doneWord);
      if (done === count) break;
      if (mayBlock) Atomics.wait(words, doneWord, done);
    }
    Atomics.store(words, waitingWord, 0);
  }

  #judge(late: boolean): void {
    this.#lastAlone = late ? Math.min(Math.max(2 * this.#lastAlone, fewest), most) : this.#lastAlone >> 1;
    if (late && !this.#setup.patient) this.#alone = this.#lastAlone;
  }

  #hire(): Worker[] {
    const { heap, modules, scratchBytes, threads } = this.#setup;
    const workers: Worker[] = [];
    for (let i = 1; i < threads; i++) {
      const setup: ThreadSetup = {
        memory: heap.memory,
        modules,
        scratch: modules.map(() => heap.allocate(scratchBytes)),
        kernelNames: this.#kernelNames,
        words: this.#words.byteOffset,
        table: this.#table.byteOffset,
        wordCount,
        tableLength: this.#table.length,
        partLength,
        looks,
      };
      try {
        workers.push(startWorker(setup, (reason) => this.#lose(reason)));
      } catch (error) {
        this.#lose((error as Error).message);
        break;
      }
    }
    return workers;
  }

  #lose(reason: string): void {
    this.#trouble ??= `a worker thread did not start: ${reason}`;
  }
}

/** The main thread of a page must not sleep; it keeps looking instead. */
const mayBlock = blockingAllowed();

function blockingAllowed(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
