/** The benchmark's own claims: peers are right before they are timed, ratios come from single rounds, and nothing that fails goes unsaid. */
import { expect, test } from '@jest/globals';
import { answering } from '../../benchmarks/answer.ts';
import { cases, type OperationCase } from '../../benchmarks/cases.ts';
import { ratioChart } from '../../benchmarks/chart.ts';
import { chooseCases } from '../../benchmarks/compare.ts';
import { openHere } from '../../benchmarks/local.ts';
import { measure, ratio } from '../../benchmarks/measure.ts';
import type { Peer, Workload } from '../../benchmarks/peer.ts';
import { meanRow, type Report, tableRow, timingOf } from '../../benchmarks/report.ts';
import { Session } from '../../benchmarks/session.ts';
import { truth } from '../../benchmarks/truth.ts';

const task: OperationCase = { kind: 'exp', name: 'exp-10', shape: [10] };
const plan = { rounds: 3, budget: 1 };

function peer(changes: Partial<Workload>): Promise<Peer> {
  const workload: Workload = { step() {}, async finish() {}, check: async () => truth(task), dispose() {}, ...changes };
  return Promise.resolve({ name: 'fake', describe: () => 'fake', prepare: () => workload });
}

test('a peer that is right is timed as often as planned', async () => {
  let steps = 0;
  const step = () => void steps++;
  const [outcome] = await measure(task, [openHere('fake', peer({ step }))], plan);
  expect(timingOf('fake', [outcome])?.rounds).toHaveLength(3);
  expect(steps).toBeGreaterThan(3);
});

test("a step's time on processors is told for each round, where the peer's process tells it", async () => {
  let worked = 0;
  const step = () => {
    worked += 2;
  };
  const channel = { ask: answering(peer({ step })), close() {}, processorTime: () => worked };
  const [told, silent] = await measure(task, [new Session('told', channel), openHere('silent', peer({}))], plan);
  expect(timingOf('told', [told])?.processor).toEqual([2, 2, 2]);
  expect(timingOf('silent', [silent])?.processor).toBeUndefined();
});

test('a peer that is wrong is not timed, and says what is wrong', async () => {
  const wrong = truth(task).map((value, index) => (index === 7 ? value * 1.001 : value));
  const step = () => {
    throw new Error('it was timed');
  };
  const [outcome] = await measure(task, [openHere('fake', peer({ check: async () => wrong, step }))], plan);
  expect(outcome).toEqual({ peer: 'fake', failure: expect.stringContaining('wrong result 7') });
});

test('a peer that breaks while it prepares is told, one that has nothing to show is left out', async () => {
  const broken = Promise.resolve({
    ...(await peer({})),
    prepare(): Workload {
      throw new Error('no memory left');
    },
  });
  const idle = Promise.resolve({ ...(await peer({})), prepare: () => undefined });
  const outcomes = await measure(task, [openHere('broken', broken), openHere('idle', idle)], plan);
  expect(outcomes).toEqual([{ peer: 'broken', failure: expect.stringContaining('no memory left') }]);
});

const timing = (name: string, rounds: number[]) => {
  const [fastest, median, slowest] = [...rounds].sort((a, b) => a - b);
  return { peer: name, rounds, median, fastest, slowest, peakMemory: undefined };
};

test("a ratio is the median of the rounds' ratios, which a slow minute does not change", () => {
  expect(ratio(timing('b', [2, 20, 6]), timing('a', [1, 10, 2]))).toBe(2);
});

const report: Report = {
  machine: 'a machine',
  command: 'a command',
  date: 'a day',
  peers: { a: '', b: '' },
  plan,
  results: {
    one: [timing('a', [1, 1, 1]), timing('b', [2, 2, 2])],
    two: [timing('a', [1, 1, 1]), timing('b', [8, 8, 8])],
    three: [timing('a', [1, 1, 1]), { peer: 'b', failure: 'no memory left\nat line 1' }],
  },
};

test('the last row is the geometric mean, over the cases that both peers have', () => {
  expect(meanRow(report)).toBe('| geometric mean |  | **×4.00** over 2 |');
});

test('a failure stands in the table', () => {
  expect(tableRow('three', ['a', 'b'], report.results.three)).toBe('| three | 1.00 (1.00–1.00) | no memory left |');
});

test('the chart shows each case and each peer but the first', async () => {
  const svg = await ratioChart(report);
  for (const label of ['one', 'two', '×2.0', '×8.0', 'times as long as a']) expect(svg).toContain(`>${label}<`);
});

test('cases are chosen by kind or by the start of their names', () => {
  const names = (choice: string) => chooseCases(cases, [choice]).map(({ name }) => name);
  expect(names('mine-step')).toEqual(['mine-a', 'mine-b', 'mine-c', 'mine-d']);
  expect(names('matmul-512')).toEqual(['matmul-512', 'matmul-512-ta', 'matmul-512-tb', 'matmul-512-ta-tb']);
  expect(() => names('nothing')).toThrow('no case is a nothing');
});
