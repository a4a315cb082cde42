import { mul, random } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { gaussians, type Result, type Task } from '../../examples/paper/gaussians/experiment.ts';
import { findings } from '../../examples/paper/gaussians/findings.ts';
import { valuesOf } from '../../examples/paper/gaussians/readings.ts';
import { neuralEstimator, type Objective } from '../../examples/paper/neural-estimate.ts';
import { Lab } from '../../examples/paper/runner/lab.ts';
import { silent } from '../../examples/paper/runner/progress.ts';
import { RunFolder } from '../../examples/paper/runner/run-folder.ts';
import { runQuick, temporaryFolder } from './run-quick.ts';

test('critics find the information in one dimension, and neighbours lose it in twenty', async () => {
  const { result, findings } = await runQuick(gaussians);
  const one = (correlation: number) => ({ dimensions: 1, correlation });
  for (const correlation of [-0.9, 0.9]) {
    expect(Math.abs(valuesOf(result, one(correlation), 'MINE, held out')[0] - 0.8304)).toBeLessThan(0.06);
    expect(Math.abs(valuesOf(result, one(correlation), 'KSG')[0] - 0.8304)).toBeLessThan(0.15);
  }
  expect(Math.abs(valuesOf(result, one(0.9), 'MINE-f, held out')[0] - 0.8304)).toBeLessThan(0.08);
  expect(Math.abs(valuesOf(result, one(0), 'MINE, held out')[0])).toBeLessThan(0.02);
  const twenty = { dimensions: 20, correlation: 0.9 };
  const [counted] = valuesOf(result, twenty, 'KSG');
  expect(counted).toBeGreaterThan(1);
  expect(counted).toBeLessThan(4);
  for (const name of ['MINE', 'MINE-f', 'Jensen-Shannon'] as const) {
    const { curve } = result.trained.find((run) => run.dimensions === 20 && run.objective === name)!;
    expect(curve.at(-1)).toBeGreaterThan(curve[0] + 0.3);
  }
  expect(findings.find(({ what }) => what === '1 + 1, ρ = -0.9')!.beside).toBe('truth 0.8304');
});

describe('the table', () => {
  const estimate = (task: Task, objective: Objective, running: number, heldOut: number) => ({
    ...task,
    objective,
    running,
    runningDeviation: 0.5,
    heldOut,
    curve: [running],
  });

  function asked(dimensions: number, correlation: number, values: { mine: number[]; mineF: number; ksg: number }) {
    const task = (seed: number): Task => ({ dimensions, correlation, seed });
    const result: Result = {
      // The other reading is far off, so that it cannot be what a target looks at.
      trained: [
        ...values.mine.map((value, seed) =>
          dimensions < 20 ? estimate(task(seed), 'MINE', 1000, value) : estimate(task(seed), 'MINE', value, 1000),
        ),
        estimate(task(0), 'MINE-f', values.mineF, 1000),
      ],
      counted: [{ ...task(0), value: values.ksg }],
    };
    return findings(result).map(({ target }) => target?.met);
  }

  test('asks every seed for 0.03 + 3 % on held-out rows in few dimensions', () => {
    // 0.8304 to either side of 0.0549
    expect(asked(1, 0.9, { mine: [0.776, 0.885], mineF: 0, ksg: 0 })).toEqual([true]);
    expect(asked(1, -0.9, { mine: [0.83, 0.775], mineF: 0, ksg: 0 })).toEqual([false]);
  });

  test('asks running means in twenty dimensions, and their order', () => {
    expect(asked(20, 0.5, { mine: [2.71, 3.04], mineF: 0, ksg: 0 })).toEqual([true]);
    expect(asked(20, 0.5, { mine: [2.69], mineF: 0, ksg: 0 })).toEqual([false]);
    expect(asked(20, 0.9, { mine: [13.1, 20.9], mineF: 13, ksg: 6 })).toEqual([true, true, true]);
    expect(asked(20, 0.9, { mine: [21.1], mineF: 16.5, ksg: 8.3 })).toEqual([false, false, false]);
    expect(asked(20, 0.99, { mine: [80], mineF: 12, ksg: 5 })).toEqual([true]);
    expect(asked(20, 0.99, { mine: [80], mineF: 4, ksg: 5 })).toEqual([false]);
    expect(asked(20, 0.7, { mine: [1], mineF: 4, ksg: 5 })).toEqual([undefined]);
  });
});

test('a training that diverges says where', async () => {
  const folder = new RunFolder(temporaryFolder(), { experiment: 'divergence', size: 'quick', seed: 0, settings: {} });
  const lab = new Lab({ seed: 0, folder, progress: silent, signal: new AbortController().signal });
  const heldOut = { rows: 10, partners: 1 };
  const estimate = neuralEstimator(1, 'MINE-f', { steps: 2, batch: 8, hidden: [4], learningRate: 0.1, heldOut });
  await expect(
    lab.part('divergence', (part) =>
      estimate(
        part,
        (rng, rows) => {
          const x = rng.normal([rows, 1]);
          return { x, y: mul(x, 1e38) };
        },
        random(0),
      ),
    ),
  ).rejects.toThrow(/training of MINE-f has diverged: the value of step 0 is -?(NaN|Infinity)/);
});
