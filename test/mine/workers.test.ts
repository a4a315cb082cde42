/** Trainings in worker threads come to the same bits as here, and are reported, stopped and refused as they should be. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mutualInformation, OptionError } from '@infograd/mine';
import { wasm } from '@infograd/tensor';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { jointCritic } from '../../packages/mine/src/critics/joint.ts';
import { correlated, quick } from './small-data.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { x, y } = correlated(800, 0.8);
const options = { ...quick, steps: 100, folds: 2 };

/** What the program prints. */
type Estimate = { used: number; rest: { mi: number }; steps: number[] };
type Seen = Record<'one' | 'few' | 'unasked', Estimate> & {
  elliptical: Estimate[];
  onReference: Estimate[];
  aborted: { message: string; steps: number };
  failed: string;
  tensors: number;
};

describe('in workers', () => {
  let seen: Seen;

  beforeAll(async () => {
    const run = ['--import', './register.mjs', '--conditions=infograd-source', 'test/mine/in-workers.ts'];
    const env = { ...process.env, NODE_OPTIONS: '', INFOGRAD_THREADS: '3' };
    const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: root, env });
    seen = JSON.parse(stdout);
  }, 300_000);

  test('the result is the same to the bit, however many there are', () => {
    expect(seen.one.rest.mi).toBeGreaterThan(0.2);
    for (const [here, there] of [[seen.one, seen.unasked], seen.elliptical, seen.onReference])
      expect(there.rest).toEqual(here.rest);
  });

  test('the result says how many there were: no more than trainings, and without a word as many as threads', () => {
    expect([seen.one, seen.few, seen.unasked].map(({ used }) => used)).toEqual([1, 2, 3]);
  });

  test('progress rises to its end', () => {
    for (const { steps } of [seen.one, seen.few, seen.unasked]) {
      expect(steps).toEqual([...steps].sort((a: number, b: number) => a - b));
      expect(steps.length).toBeGreaterThanOrEqual(4);
      expect(steps.at(-1)).toBe(1);
    }
  });

  test('an abort keeps the best so far', () => {
    expect(seen.aborted.message).toContain('error.partial holds the best estimate so far');
    expect(seen.aborted.steps).toBeGreaterThan(0);
    expect(seen.aborted.steps).toBeLessThan(100_000);
  });

  test('an error of the callback ends the estimate', () => expect(seen.failed).toBe('from the callback'));

  test('no tensor is left', () => expect(seen.tensors).toBe(0));
});

test('where no worker starts, the trainings run here and the result says so', async () => {
  // The runner compiles the sources for itself alone, so a worker cannot read them.
  const alone = await mutualInformation(x, y, { ...options, workers: 1 });
  const { mi, workers, notes } = await mutualInformation(x, y, { ...options, workers: 2 });
  expect({ mi, workers }).toEqual({ mi: alone.mi, workers: 1 });
  expect(notes).toEqual([expect.stringMatching(/^one training after another, because no worker started: ./)]);
  expect(alone.notes).toEqual([]);
});

describe('workers are refused', () => {
  const custom = jointCritic({ dimX: 1, dimY: 1, hidden: [8], activation: 'leakyRelu' });

  test('for a critic that is a program', async () => {
    const asked = mutualInformation(x, y, { ...options, critic: custom, workers: 2 });
    await expect(asked).rejects.toThrow('a critic of your own is a program, which cannot be sent to a worker');
    const { workers } = await mutualInformation(x, y, { ...options, critic: custom });
    expect(workers).toBe(1);
  });

  test('when they are no whole number from 1', async () => {
    for (const workers of [0, 1.5, -1]) {
      await expect(mutualInformation(x, y, { workers })).rejects.toBeInstanceOf(OptionError);
    }
  });

  test('not for a wasm backend that was opened by hand', async () => {
    const backend = wasm({ threads: 2 });
    const { workers, notes } = await mutualInformation(x, y, { ...options, backend });
    expect([workers, notes.length]).toEqual([1, 1]);
    backend.close();
  });
});
