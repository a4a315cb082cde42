/** Three whole MINE steps, scores to Adam's moments, against PyTorch's, on both backends. */
import { adam, mlp, restoreTree, treeLeaves, treePaths, valueAndGrad } from '@infograd/autograd';
import { jointCritic, mine } from '@infograd/mine';
import { type Backend, gather, random, reference, type Tensor, wasm } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { pytorchMineStep, restore, type StoredTensor } from './pytorch.ts';

interface StoredStep {
  readonly x: StoredTensor;
  readonly y: StoredTensor;
  readonly permutation: StoredTensor;
  readonly joint: number[];
  readonly marginal: number[];
  readonly logEma: number;
  readonly loss: number;
  readonly dv: number;
  readonly grads: Record<string, number[]>;
}

const { settings, params: storedParams, steps, final } = pytorchMineStep;
const cases: [string, () => Backend, number][] = [
  ['reference, float64', reference, 1e-10],
  ['wasm, float32', wasm, 1e-4],
];

describe.each(cases)('on %s', (_name, open, tolerance) => {
  test('scores, bound, loss, gradients and the optimizer follow PyTorch', () => {
    const backend = open();
    const critic = jointCritic({
      dimX: 2,
      dimY: 2,
      hidden: settings.sizes.slice(1, -1),
      activation: settings.activation,
    });
    const optimizer = adam({ learningRate: settings.learningRate, epsilon: settings.epsilon });
    const given = Object.fromEntries(
      Object.entries(storedParams as Record<string, StoredTensor>).map(([path, value]) => [
        path,
        restore(value, backend),
      ]),
    );
    let params = restoreTree(
      mlp({ sizes: settings.sizes }).init(random(0), {
        backend,
        dtype: backend === reference() ? 'float64' : 'float32',
      }),
      given,
    );
    let state = optimizer.init(params);
    let logAverage: Tensor | undefined;

    for (const stored of steps as StoredStep[]) {
      const [x, y] = [restore(stored.x, backend), restore(stored.y, backend)];
      const shuffled = gather(y, restore({ ...stored.permutation, dtype: 'int32' }, backend));
      const { value, grads, aux } = valueAndGrad(
        (weights: typeof params) => {
          const joint = critic.pairs(weights, x, y);
          const marginal = critic.pairs(weights, x, shuffled);
          const { loss, bound, logAverage: next } = mine(joint, marginal, logAverage, { rate: settings.emaRate });
          return [loss, { joint, marginal, bound, next }] as const;
        },
        { aux: true },
      )(params);
      expectClose(aux.joint, stored.joint, tolerance);
      expectClose(aux.marginal, stored.marginal, tolerance);
      expectClose(aux.bound, [stored.dv], tolerance);
      expectClose(aux.next, [stored.logEma], tolerance);
      expectClose(value, [stored.loss], tolerance);
      for (const [path, gradient] of leavesByPath(grads)) expectClose(gradient, stored.grads[path], tolerance);
      logAverage = aux.next;
      ({ params, state } = optimizer.update(params, grads, state));
    }
    for (const [path, value] of leavesByPath(params)) expectClose(value, final[path].param, tolerance);
    const [mean, variance] = Object.values(state.moments) as (typeof params)[];
    for (const [path, value] of leavesByPath(mean)) expectClose(value, final[path].mean, tolerance);
    for (const [path, value] of leavesByPath(variance)) expectClose(value, final[path].variance, tolerance);
  });
});

function leavesByPath(tree: Parameters<typeof treeLeaves>[0]): [string, Tensor][] {
  const leaves = treeLeaves(tree);
  return treePaths(tree).map((path, i) => [path, leaves[i]]);
}

function expectClose(actual: Tensor, expected: number[], tolerance: number): void {
  const values = actual.dataSync();
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(values[i] - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
}
