/**
 * How one case is measured: peers must be right on the fixed inputs first, warm up, and then take turns, round after round, in rotating order,
 * so that a slow minute of the machine falls on all of them. A ratio is the median of the rounds' ratios, each from one round only.
 */
import { type Case, tolerances } from './cases.ts';
import type { Session } from './session.ts';
import { truth } from './truth.ts';

export interface Timing {
  readonly peer: string;
  /** Milliseconds per step, one number a round. */
  readonly rounds: readonly number[];
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Bytes of memory that the peer held at most while it was timed, its library included; undefined where that cannot be told. */
  readonly peakMemory: number | undefined;
  /** Milliseconds of processor time per step, one number a round, all threads together; undefined where that cannot be told. */
  readonly processor?: readonly number[];
}

/** A peer whose result was wrong, or that broke; it is not timed. */
export interface Failure {
  readonly peer: string;
  readonly failure: string;
}

export type Outcome = Timing | Failure;

export interface Plan {
  readonly rounds: number;
  /** Milliseconds that a peer should spend in a round; a step that takes longer is taken once. */
  readonly budget: number;
  /** Milliseconds after which a case starts no further round; without it, all rounds are run. */
  readonly limit?: number;
}

/** A peer in the course of one case. */
interface Contender {
  readonly session: Session<unknown>;
  readonly times: number[];
  readonly processor: number[];
  steps: number;
  failure?: string;
}

/** What a peer must compute, and how far it may be from that: see `tolerances`. */
export interface Expectation {
  readonly values: readonly number[];
  readonly own: number;
  readonly largest: number;
}

export function measure(task: Case, sessions: readonly Session[], plan: Plan): Promise<Outcome[]> {
  return measureAgainst({ values: truth(task), ...tolerances[task.kind] }, task, sessions, plan);
}

export async function measureAgainst<Task>(
  expected: Expectation,
  task: Task,
  sessions: readonly Session<Task>[],
  plan: Plan,
): Promise<Outcome[]> {
  const { rounds, budget, limit = Number.POSITIVE_INFINITY } = plan;
  const contenders: Contender[] = [];
  for (const session of sessions) {
    const contender: Contender = { session, times: [], processor: [], steps: 0 };
    let takesPart = true;
    await attempt(contender, async () => {
      takesPart = await session.prepare(task);
      if (!takesPart) return;
      const results = await session.check();
      if (results) requireTruth(results, expected);
      contender.steps = await warmUp(session, budget);
    });
    if (takesPart) contenders.push(contender);
  }
  for (const { session } of contenders) session.forgetPeakMemory();
  const start = performance.now();
  for (let round = 0; round < rounds && (round === 0 || performance.now() - start < limit); round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      await attempt(contender, async () => {
        const { session, steps } = contender;
        const before = session.processorTime();
        contender.times.push(await session.time(steps));
        const after = session.processorTime();
        if (before !== undefined && after !== undefined) contender.processor.push((after - before) / steps);
      });
    }
  }
  const outcomes = contenders.map(outcome);
  for (const contender of contenders) await contender.session.dispose().catch(() => {});
  return outcomes;
}

function outcome({ session, times, processor, failure }: Contender): Outcome {
  if (failure !== undefined) return { peer: session.name, failure };
  return {
    peer: session.name,
    rounds: times,
    median: median(times),
    fastest: Math.min(...times),
    slowest: Math.max(...times),
    peakMemory: session.peakMemory(),
    processor: processor.length === times.length ? processor : undefined,
  };
}

/** The next thing that a peer must do; nothing more once it has failed. */
async function attempt(contender: Contender, work: () => Promise<void>): Promise<void> {
  if (contender.failure !== undefined) return;
  await work().catch((error: Error) => {
    contender.failure = error.message;
  });
}

/** How many times as long as `base` another peer takes: the median over rounds of that round's ratio. */
export function ratio(timing: Timing, base: Timing): number {
  return median(timing.rounds.map((time, round) => time / base.rounds[round]));
}

/** Milliseconds of steps after which engines have compiled what is hot; until then a step may take twice as long. */
const settling = 800;

/** Runs until steps stop getting faster: the code is compiled and the memory is there. Returns how many steps fill the budget. */
async function warmUp(session: Session<unknown>, budget: number): Promise<number> {
  let perStep = await session.time(1);
  let spent = perStep;
  // The first steps compile kernels, one step more of them than the next, which takes a browser longer than to run them.
  for (let before = Number.POSITIVE_INFINITY; perStep < 0.8 * before; spent += perStep) {
    before = perStep;
    perStep = await session.time(1);
  }
  let fastest = perStep;
  for (let faster = false; spent < Math.max(budget, settling) || faster; fastest = Math.min(fastest, perStep)) {
    const steps = Math.max(1, Math.round(budget / 3 / fastest));
    perStep = await session.time(steps);
    spent += steps * perStep;
    faster = perStep < 0.95 * fastest;
  }
  return Math.max(1, Math.round(budget / fastest));
}

/** @throws Error naming the first result that is too far off */
export function requireTruth(results: readonly number[], { values, own, largest }: Expectation): void {
  if (results.length !== values.length) throw new Error(`${results.length} results instead of ${values.length}`);
  const slack = largest * Math.max(...values.map(Math.abs));
  const odd = values.findIndex((value, index) => !(Math.abs(value - results[index]) <= own * Math.abs(value) + slack));
  if (odd >= 0) throw new Error(`wrong result ${odd}: ${results[odd]} instead of ${values[odd]}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
