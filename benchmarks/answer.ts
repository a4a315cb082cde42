/**
 * What a peer answers, wherever it runs: describe, prepare a case, check it, time a number of steps, dispose. worker.ts carries requests
 * and answers over a process's standard streams, page.ts over a browser page; pytorch.py speaks the same lines. Timing happens here, on
 * the peer's side, so that no message is ever timed.
 */
import type { Case } from './cases.ts';
import type { Peer, Workload } from './peer.ts';

export type Request<Task = Case> =
  | { ask: 'describe' }
  | { ask: 'prepare'; task: Task }
  | { ask: 'check' }
  | { ask: 'time'; steps: number }
  | { ask: 'dispose' };

export type Reply = { value: unknown } | { error: string };

/** A function that answers for the peer, one request after another; a peer that could not be loaded answers why. */
export function answering<Task = Case>(peer: Promise<Peer<Task>>): (request: Request<Task>) => Promise<Reply> {
  let workload: Workload | undefined;
  peer.catch(() => {}); // for the answers below to tell

  async function answer(request: Request<Task>): Promise<unknown> {
    if (request.ask === 'describe') return (await peer).describe();
    if (request.ask === 'prepare') {
      workload = (await peer).prepare(request.task);
      return workload !== undefined;
    }
    if (!workload) throw new Error(`${request.ask}: no case is prepared`);
    if (request.ask === 'check') return workload.check();
    if (request.ask === 'time') return timeSteps(workload, request.steps);
    workload.dispose();
    workload = undefined;
    return true;
  }

  return (request) =>
    answer(request).then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.stack ?? String(error) }),
    );
}

/** Milliseconds per step. */
async function timeSteps(timed: Workload, steps: number): Promise<number> {
  const start = performance.now();
  for (let step = 0; step < steps; step++) await timed.step();
  await timed.finish();
  return (performance.now() - start) / steps;
}
