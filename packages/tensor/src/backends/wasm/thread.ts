/**
 * What a worker thread runs, as text: scripts/build-wasm.ts puts the compiled function into thread.generated.ts, so that no
 * file has to be found at run time. It must not refer to anything outside itself. A thread takes parts of the job that is posted,
 * as the posting thread does (crew.ts, where the words of shared memory are explained), and sleeps when there are none.
 */

/** What a thread is given when it starts. */
export interface ThreadSetup {
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** Later modules replace kernels of earlier ones. */
  readonly modules: readonly object[];
  /** Scratch memory of its own, a block for each module. */
  readonly scratch: readonly number[];
  /** Kernels by number. */
  readonly kernelNames: readonly string[];
  /** Where the words of the job and the table of its parts are, in bytes. */
  readonly words: number;
  readonly table: number;
  readonly wordCount: number;
  readonly tableLength: number;
  readonly partLength: number;
  /** How often to look for a job before sleeping. */
  readonly looks: number;
}

export function workAsThread(setup: ThreadSetup): void {
  const { memory, modules, scratch, kernelNames, partLength, looks } = setup;
  const words = new Int32Array(memory.buffer, setup.words, setup.wordCount);
  const table = new Float64Array(memory.buffer, setup.table, setup.tableLength);
  const exports: Record<string, (...numbers: number[]) => number> = {};
  modules.forEach((module, i) => {
    const instance = new WebAssembly.Instance(module as WebAssembly.Module, {
      env: { memory: memory as WebAssembly.Memory },
    });
    const own = instance.exports as typeof exports;
    own.setScratch(scratch[i]);
    Object.assign(exports, own);
  });
  const kernels = kernelNames.map((name) => exports[name]);
  const [ticketWord, doneWord, sleepersWord, waitingWord, failedWord, startedWord] = [0, 1, 2, 3, 4, 5];
  Atomics.add(words, startedWord, 1);

  let idle = 0;
  for (;;) {
    const ticket = Atomics.load(words, ticketWord);
    const part = (ticket >>> 8) & 255;
    if (part >= (ticket & 255)) {
      idle++;
      if (idle < looks) continue;
      Atomics.add(words, sleepersWord, 1);
      Atomics.wait(words, ticketWord, ticket);
      Atomics.sub(words, sleepersWord, 1);
      idle = 0;
      continue;
    }
    if (Atomics.compareExchange(words, ticketWord, ticket, ticket + 256) !== ticket) continue;
    idle = 0;
    const at = part * partLength;
    try {
      kernels[table[at]](...table.subarray(at + 2, at + 2 + table[at + 1]));
    } catch {
      Atomics.store(words, failedWord, 1);
    }
    Atomics.add(words, doneWord, 1);
    if (Atomics.load(words, waitingWord) === 1) Atomics.notify(words, doneWord);
  }
}
