/**
 * One peer in one process. It answers requests, a line of JSON each, on standard output: describe, prepare a case, check it, time a
 * number of steps, dispose. pytorch.py speaks the same lines. Timing happens here, so that no message is ever timed.
 */
import { createInterface } from 'node:readline';
import type { Case } from './cases.ts';
import type { Peer, Workload } from './peer.ts';

export type Request =
  | { ask: 'describe' }
  | { ask: 'prepare'; task: Case }
  | { ask: 'check' }
  | { ask: 'time'; steps: number }
  | { ask: 'dispose' };

const [name] = process.argv.slice(2);
console.log = console.info = console.warn = () => {}; // libraries greet; standard output is for answers
const { load } = (await import(`./peers/${name}.ts`)) as { load(): Promise<Peer> };
const peer = await load();
let workload: Workload | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request.ask === 'describe') return peer.describe();
  if (request.ask === 'prepare') {
    workload = peer.prepare(request.task);
    return workload !== undefined;
  }
  if (!workload) throw new Error(`${request.ask}: no case is prepared`);
  if (request.ask === 'check') return workload.check();
  if (request.ask === 'time') return timeSteps(workload, request.steps);
  workload.dispose();
  workload = undefined;
  return true;
}

/** Milliseconds per step. */
async function timeSteps(timed: Workload, steps: number): Promise<number> {
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    const pending = timed.step();
    if (pending) await pending;
  }
  return (performance.now() - start) / steps;
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line) as Request).then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.stack ?? String(error) }),
  );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
