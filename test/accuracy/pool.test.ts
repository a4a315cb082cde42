/** Runs are remembered as they end, not repeated, and never dropped: not when they fail, nor when their process dies. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runAll } from '../../accuracy/pool.ts';
import { fingerprintOf, type Job, RunLog } from '../../accuracy/run-log.ts';

const worker = fileURLToPath(new URL('./failing-worker.ts', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infograd-accuracy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const job = (number: number, does = 'work'): Job => ({ experiment: 'test', settings: { number, does } });
const file = () => join(folder, 'test.jsonl');
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n');

/** Numbers of the jobs that were really done, and what came back. */
async function carryOut(jobs: readonly Job[], processes = 2) {
  const done: unknown[] = [];
  const options = { log: new RunLog(file()), jobs: processes, code: 'abc', worker };
  const runs = await runAll(jobs, { ...options, onRun: ({ settings }) => done.push(settings) });
  return { runs, done: done.map((settings) => (settings as { number: number }).number).sort() };
}

test('runs come back in the order of their jobs, and a second command repeats none', async () => {
  const jobs = [0, 1, 2, 3, 4].map((number) => job(number));
  const first = await carryOut(jobs);
  expect(first.done).toEqual([0, 1, 2, 3, 4]);
  expect(first.runs.map((run) => 'result' in run && run.result)).toEqual([0, 1, 2, 3, 4]);
  expect(lines()).toHaveLength(5);
  const second = await carryOut([...jobs, job(5)]);
  expect(second.done).toEqual([5]);
  expect(second.runs.slice(0, 5)).toEqual(first.runs);
});

test('a line that was cut off while it was written is done again, and only that', async () => {
  const jobs = [0, 1, 2].map((number) => job(number));
  await carryOut(jobs, 1);
  const [first] = lines();
  rmSync(file());
  appendFileSync(file(), `${first}\n{"fingerprint":"12`);
  expect(() => new RunLog(file())).not.toThrow();
  expect((await carryOut(jobs, 1)).done).toEqual([1, 2]);
  expect(lines()).toHaveLength(3);
});

test('a job that throws, and one whose process dies, are remembered as failed; the others are done', async () => {
  const jobs = [job(0, 'fail'), job(1, 'die'), job(2), job(3)];
  const { runs } = await carryOut(jobs, 1);
  expect(runs[0]).toMatchObject({ failure: 'Error: on purpose' });
  expect(runs[1]).toMatchObject({ failure: 'the process ended with status 7 before the run did' });
  expect(runs.slice(2)).toMatchObject([{ result: 2 }, { result: 3 }]);
  expect((await carryOut(jobs, 1)).done).toEqual([]);
});

test('a file that holds something else is refused, with the line', () => {
  appendFileSync(file(), 'no run\n');
  expect(() => new RunLog(file())).toThrow(/test\.jsonl:1 is not a run/);
});

test('equal settings are one job, whatever their order; other settings are another', () => {
  expect(fingerprintOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(fingerprintOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(fingerprintOf({ a: 1, b: undefined })).toBe(fingerprintOf({ a: 1 }));
  expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
});
