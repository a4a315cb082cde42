/**
 * How one case is measured: peers agree on the fixed inputs first, warm up, and then take turns, round after round, in rotating order, so that
 * a slow minute of the machine falls on all of them. A ratio is the median of the rounds' ratios, each from one round only.
 */
import type { Case } from './cases.ts';
import type { Session } from './session.ts';

export interface Timing {
  readonly peer: string;
  /** Milliseconds per step, one number a round. */
  readonly rounds: readonly number[];
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** How many times as long as the first peer, median over rounds; 1 for the first peer. */
  readonly ratio: number;
}

export interface Plan {
  readonly rounds: number;
  /** Milliseconds that a peer should spend in a round; a step that takes longer is taken once. */
  readonly budget: number;
}

export async function measure(task: Case, sessions: readonly Session[], { rounds, budget }: Plan): Promise<Timing[]> {
  const present: Session[] = [];
  for (const session of sessions) if (await session.prepare(task)) present.push(session);
  await requireAgreement(task, present);
  const steps: number[] = [];
  for (const session of present) steps.push(await warmUp(session, budget));
  const times = present.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < present.length; turn++) {
      const index = (round + turn) % present.length;
      times[index].push(await present[index].time(steps[index]));
    }
  }
  for (const session of present) await session.dispose();
  return present.map(({ name }, index) => {
    const ratios = times[index].map((time, round) => time / times[0][round]);
    const own = times[index];
    return {
      peer: name,
      rounds: own,
      median: median(own),
      fastest: Math.min(...own),
      slowest: Math.max(...own),
      ratio: median(ratios),
    };
  });
}

/** Runs until the code is compiled and the memory is there; returns how many steps fill the budget. */
async function warmUp(session: Session, budget: number): Promise<number> {
  let perStep = await session.time(1);
  let spent = perStep;
  while (spent < budget) {
    const steps = Math.max(1, Math.ceil((budget - spent) / 2 / perStep));
    perStep = await session.time(steps);
    spent += steps * perStep;
  }
  return Math.max(1, Math.round(budget / perStep));
}

/** Results are float32 sums in different orders: 0.1 % of a value, or two millionths of the largest, is agreement. */
async function requireAgreement(task: Case, sessions: readonly Session[]): Promise<void> {
  let expected: number[] | undefined;
  for (const session of sessions) {
    const values = await session.check();
    expected ??= values;
    const scale = Math.max(...expected.map(Math.abs));
    const odd = expected.findIndex(
      (value, index) => !(Math.abs(value - values[index]) <= 1e-3 * Math.abs(value) + 2e-6 * scale),
    );
    if (odd >= 0 || values.length !== expected.length) {
      throw new Error(
        `${task.name}: ${session.name} and ${sessions[0].name} disagree at result ${odd}: ${values[odd]} and ${expected[odd]}`,
      );
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
