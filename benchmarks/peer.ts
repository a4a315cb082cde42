/**
 * What a library brings to the benchmark. A peer runs in a process of its own (worker.ts), or a page of its own (page.ts), so that no library inherits
 * another's heap, garbage or compiled code; this file says only what it must be able to do there.
 */
import type { Case } from './cases.ts';

/** One case, made ready: parameters and fixed inputs are in the library's own memory. */
export interface Workload {
  /** The work that is timed, once. A library that queues work for a device need not wait for it here. */
  step(): void | Promise<void>;
  /** Waits for all steps: reads one number of the last one's result. Part of what is timed. */
  finish(): Promise<void>;
  /** Results on the fixed inputs of inputs.ts, in the order of truth.ts; undefined when it computes none, only as much work as they take. */
  check(): Promise<number[] | undefined>;
  /** Frees what the case holds. */
  dispose(): void;
}

export interface Peer<Task = Case> {
  readonly name: string;
  /** The library's version and the backend that really runs; throws when that is not the one meant. */
  describe(): string;
  /** Undefined when the peer has nothing of its own to show for a case. */
  prepare(task: Task): Workload | undefined;
}
