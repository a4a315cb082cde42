import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  adam,
  type MlpParams,
  mlp,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { mean, mul, random, square, sub, type Tensor, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import type { Experiment } from '../../examples/paper/experiment.ts';
import { Interrupted, Lab } from '../../examples/paper/runner/lab.ts';
import { silent } from '../../examples/paper/runner/progress.ts';
import { RunFolder } from '../../examples/paper/runner/run-folder.ts';
import { loadState, saveState } from '../../examples/paper/runner/saved-state.ts';
import { runQuick, temporaryFolder } from './run-quick.ts';

const identity = { experiment: 'fit', size: 'quick', seed: 0, settings: {} };

function openLab(path: string, signal = new AbortController().signal): Lab {
  return new Lab({ seed: 3, folder: new RunFolder(path, identity), progress: silent, signal, checkpointEvery: 0 });
}

/** Fits a small network; aborts at a step if told to. Steps are slow enough that the loop looks up after each. */
async function fit(lab: Lab, stop?: { at: number; controller: AbortController }): Promise<number[]> {
  const rng = random(5);
  const network = mlp({ sizes: [1, 4, 1], activation: 'tanh' });
  const optimizer = adam({ learningRate: 0.01 });
  const update = trainingStep(
    optimizer,
    valueAndGrad((p: MlpParams, x: Tensor) => mean(square(sub(network.apply(p, x), mul(x, 2))))),
  );
  return lab.part('fit', async (part) => {
    const { losses } = await part.train<{ network: Training<MlpParams>; losses: number[] }>({
      steps: 12,
      start: () => ({ network: startTraining(optimizer, network.init(rng.fork('network'))), losses: [] }),
      step({ network, losses }, step) {
        if (step === stop?.at) stop.controller.abort();
        const until = performance.now() + 110;
        while (performance.now() < until);
        const { training, value } = update(network, rng.fork(step).normal([8, 1]));
        return { network: training, losses: [...losses, value.itemSync()] };
      },
    });
    return losses;
  });
}

describe('a lab', () => {
  test('goes on with a training where it was interrupted, with the same bits', async () => {
    const whole = await fit(openLab(temporaryFolder()));
    const folder = temporaryFolder();
    const controller = new AbortController();
    await expect(fit(openLab(folder, controller.signal), { at: 4, controller })).rejects.toThrow(Interrupted);
    expect(readdirSync(join(folder, 'parts'))).toEqual(['fit.training.checkpoint']);
    const lab = openLab(folder);
    expect(await fit(lab)).toEqual(whole);
    expect(readdirSync(join(folder, 'parts'))).toEqual(['fit.json']);
    expect(lab.seconds).toBeGreaterThan(1.2);
  });

  test('does a finished part once', async () => {
    const folder = temporaryFolder();
    let times = 0;
    const once = (lab: Lab) => lab.part('count', () => ({ times: ++times }));
    expect(await once(openLab(folder))).toEqual({ times: 1 });
    expect(await once(openLab(folder))).toEqual({ times: 1 });
  });

  test('keeps models as tensors', async () => {
    const folder = temporaryFolder();
    const make = (lab: Lab, value: number) => lab.model('model', () => ({ w: tensor([value, 0.1]) }));
    expect((await make(openLab(folder), 1)).w.toArray()).toEqual((await make(openLab(folder), 2)).w.toArray());
  });

  test('has seeds from its own upwards', () => {
    expect(openLab(temporaryFolder()).seeds(3)).toEqual([3, 4, 5]);
  });

  test('refuses the folder of another run', () => {
    const folder = temporaryFolder();
    openLab(folder);
    expect(() => new RunFolder(folder, { ...identity, seed: 1 })).toThrow(/holds a run with other settings.*--fresh/);
  });
});

describe('a saved state', () => {
  test('comes back as it was, tensors, numbers and gaps', () => {
    const state = {
      weights: [tensor([[1, 2]]), tensor(3)],
      step: 4,
      curve: [0.1, -2],
      note: 'a',
      none: null,
      gone: undefined,
    };
    const back = loadState<typeof state>(saveState(state));
    expect(back.weights.map((each) => each.toArray())).toEqual([[[1, 2]], 3]);
    expect({ ...back, weights: 0 }).toEqual({ ...state, weights: 0 });
  });

  test('refuses what would not come back', () => {
    expect(() => saveState({ curve: [1, Number.NaN] })).toThrow(/state\.curve\.1 is NaN/);
    expect(() => saveState({ when: new Date(0) })).toThrow(/state\.when is .*cannot be saved/);
  });
});

test('an interrupted experiment leaves no outcome, and the next run makes it', async () => {
  const out = temporaryFolder();
  const controller = new AbortController();
  const experiment: Experiment<{ steps: number }, number> = {
    name: 'counting',
    title: 'Counting',
    settings: { quick: { steps: 3 }, small: { steps: 5 }, full: { steps: 9 } },
    run: ({ steps }, lab) =>
      lab.part('count', async (part) => {
        await part.report(1, steps, 'one');
        return steps;
      }),
    findings: (result) => [{ what: 'count', measured: `${result}`, beside: 'truth 3' }],
    pictures: () => [],
  };
  controller.abort();
  await expect(runQuick(experiment, out, controller.signal)).rejects.toThrow(Interrupted);
  expect(readdirSync(out)).not.toContain('result.json');
  expect((await runQuick(experiment, out)).result).toBe(3);
  expect(readdirSync(out)).toContain('result.json');
});
