import { readFileSync } from 'node:fs';
import {
  adam,
  adamw,
  advance,
  clipByGlobalNorm,
  constant,
  cosine,
  disposeTree,
  grad,
  type Optimizer,
  rmsprop,
  sgd,
  stepDecay,
  treeMap,
  warmup,
} from '@infograd/autograd';
import {
  type AdamAttrs,
  adamStep,
  adamSteps,
  add,
  type Backend,
  div,
  matmul,
  memory,
  mul,
  pow,
  random,
  reference,
  reshape,
  ShapeError,
  scope,
  sub,
  sum,
  type Tensor,
  tensor,
  ValueError,
  wasm,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';
import { adamStepDefinition } from '../../packages/autograd/src/optim/adam.ts';
import { restore, type StoredTensor } from '../oracles/pytorch.ts';

type Params = { a: Tensor; b: Tensor };
type Values<T> = { a: T; b: T };

interface Trajectory {
  name: string;
  settings: Record<string, unknown>;
  initial: Values<StoredTensor>;
  steps: { value: number; grads: Values<number[]>; params: Values<number[]> }[];
}

interface ClipCase {
  maxNorm: number;
  grads: Values<StoredTensor>;
  norm: number;
  clipped: Values<number[]>;
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/pytorch.json', import.meta.url), 'utf8'));
const trajectories: Trajectory[] = oracles.optimizers;
const clipCases: ClipCase[] = oracles.clipGradNorm;

const stored = ({ a, b }: Values<StoredTensor>): Params => ({ a: restore(a, reference()), b: restore(b, reference()) });
const tight = { relative: 1e-10, absolute: 1e-11 };

function expectClose(actual: Tensor, expected: ArrayLike<number>, tolerance = tight): void {
  expect(mismatch(actual.dataSync(), expected, tolerance)).toBeUndefined();
}

/** The optimizer that PyTorch's settings ask for. */
function optimizerOf({ name, settings }: Trajectory): Optimizer {
  const {
    lr,
    betas = [],
    eps,
    weight_decay: weightDecay,
    momentum,
    nesterov,
    alpha,
  } = settings as Record<string, never>;
  const [beta1, beta2] = betas as number[];
  if (name === 'sgd') return sgd({ learningRate: lr, momentum, nesterov, weightDecay });
  if (name === 'rmsprop') return rmsprop({ learningRate: lr, alpha, epsilon: eps, momentum, weightDecay });
  return { adam, adamw }[name]!({ learningRate: lr, beta1, beta2, epsilon: eps, weightDecay });
}

describe("trajectories are PyTorch's", () => {
  // f(a, b) = 1/2 a.A.a - c.a + 1/4 sum(b^4) + sum(a) sum(b) / 8
  const float64 = { dtype: 'float64', backend: reference() } as const;
  const matrix = tensor(
    [
      [2, 0.5, 0],
      [0.5, 1, -0.25],
      [0, -0.25, 4],
    ],
    float64,
  );
  const vector = tensor([1, -2, 0.5], float64);
  const objective = ({ a, b }: Params): Tensor => {
    const column = reshape(a, [3, 1]);
    const quadratic = div(sum(mul(column, matmul(matrix, column))), 2);
    const coupled = div(mul(sum(a), sum(b)), 8);
    return add(add(sub(quadratic, sum(mul(vector, a))), div(sum(pow(b, 4)), 4)), coupled);
  };

  test('the file holds all four optimizers', () => {
    expect(new Set(trajectories.map(({ name }) => name))).toEqual(new Set(['sgd', 'adam', 'adamw', 'rmsprop']));
  });

  test.each(
    trajectories.map(
      (trajectory) => [`${trajectory.name} ${JSON.stringify(trajectory.settings)}`, trajectory] as const,
    ),
  )('%s', (_, trajectory) => {
    expectNoLeaks(() => {
      const optimizer = optimizerOf(trajectory);
      const params = stored(trajectory.initial);
      let training = { params, state: optimizer.init(params) };
      for (const step of trajectory.steps) {
        training = advance(training, ({ params, state }) => {
          const grads = grad(objective)(params);
          expectClose(grads.a, step.grads.a);
          expectClose(grads.b, step.grads.b);
          return optimizer.update(params, grads, state);
        });
        expectClose(training.params.a, step.params.a);
        expectClose(training.params.b, step.params.b);
      }
      expect(training.state.step).toBe(trajectory.steps.length);
      disposeTree(training);
    });
  });
});

const attrs: AdamAttrs = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-6,
  correction1: 0.271,
  correction2: 0.0297,
  weightDecay: 0.05,
};

describe('adamStep', () => {
  test.each<[string, Backend]>([
    ['reference', reference()],
    ['wasm', wasm()],
  ])('is its definition on %s, whatever the size', (_, backend) => {
    for (const size of [0, 1, 3, 4, 5, 17, 1000]) {
      expectNoLeaks(() =>
        scope(() => {
          const rng = random(size);
          const inputs = [0, 1, 2].map(() => rng.normal([size], { backend })) as [Tensor, Tensor, Tensor];
          const squares = rng.uniform([size], { backend });
          const fused = adamStep(...inputs, squares, attrs);
          const defined = adamStepDefinition(...inputs, squares, attrs);
          for (const [index, result] of fused.entries()) {
            expectClose(result, defined[index].dataSync(), { relative: 3e-6, absolute: 1e-6 });
          }
        }),
      );
    }
  });
});

test('adamSteps is adamStep of each parameter', () => {
  for (const backend of [reference(), wasm()]) {
    expectNoLeaks(() =>
      scope(() => {
        const inputs = [[5], [0], [3, 7], []].map((shape, i) => {
          const draw = (seed: number) => random(10 * i + seed).uniform(shape, { backend });
          return [draw(0), draw(1), draw(2), draw(3)] as const;
        });
        const results = adamSteps(inputs, attrs);
        expect(results.map((three) => three.map(({ shape }) => shape))).toEqual(
          inputs.map(([{ shape }]) => [shape, shape, shape]),
        );
        for (const [i, three] of results.entries()) {
          for (const [j, single] of adamStep(...inputs[i], attrs).entries()) {
            expect([...three[j].dataSync()]).toEqual([...single.dataSync()]);
          }
        }
      }),
    );
  }
  expect(adamSteps([], attrs)).toEqual([]);
});

describe('every optimizer', () => {
  const all: [string, Optimizer][] = [
    ['sgd', sgd({ learningRate: 0.1 })],
    ['sgd with Nesterov momentum', sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4 })],
    ['adam', adam({ learningRate: 0.1 })],
    ['adam with weight decay', adam({ learningRate: 0.1, weightDecay: 1e-4 })],
    ['adamw', adamw({ learningRate: cosine({ from: 0.1, steps: 2000 }) })],
    ['rmsprop with momentum', rmsprop({ learningRate: 0.001, momentum: 0.9 })],
  ];

  test.each(all)('%s: 2,000 updates with advance find a minimum and leave memory as it was', (_, optimizer) => {
    expectNoLeaks(() => {
      const target = tensor([[1, -2, 3]]);
      const params = { w: tensor([[0, 0, 0]]), nested: [tensor(0.5)] };
      const loss = ({ w, nested }: typeof params): Tensor =>
        add(sum(pow(sub(w, target), 2)), mul(nested[0], nested[0]));
      let training = { params, state: optimizer.init(params) };
      const before = memory();
      for (let i = 0; i < 2000; i++) {
        training = advance(training, ({ params, state }) =>
          optimizer.update(params, clipByGlobalNorm(grad(loss)(params), 10).grads, state),
        );
      }
      expect(memory()).toEqual(before);
      expectClose(training.params.w, [1, -2, 3], { relative: 0.02, absolute: 0.02 });
      expect(training.params.nested[0].itemSync()).toBeCloseTo(0, 1);
      disposeTree([training, target]);
    });
  });

  test.each(all)('%s: an update outside a scope leaves its arguments alive and nothing else behind', (_, optimizer) => {
    expectNoLeaks(() => {
      const params = { w: tensor([1, 2]) };
      const grads = { w: tensor([0.5, -1]) };
      const state = optimizer.init(params);
      const next = optimizer.update(params, grads, state);
      expect(params.w.toArray()).toEqual([1, 2]);
      expect(grads.w.toArray()).toEqual([0.5, -1]);
      expect(next.state.step).toBe(1);
      disposeTree([params, grads, state, next]);
    });
  });

  test.each(all)('%s: rejects gradients that do not match', (name, optimizer) => {
    expectNoLeaks(() => {
      const params = { w: tensor([1, 2]) };
      const state = optimizer.init(params);
      const scalar = { w: tensor(1) };
      expect(() => optimizer.update(params, scalar, state)).toThrow(ShapeError);
      expect(() => optimizer.update(params, scalar, state)).toThrow(
        `${name.split(' ')[0]}: a gradient of shape [] for a parameter of shape [2]`,
      );
      expect(() => optimizer.update(params, { b: scalar.w } as never, state)).toThrow(/'w' is missing/);
      disposeTree([params, state, scalar]);
    });
  });

  test("rejects another optimizer's state by the moment that it lacks", () => {
    const params = { w: tensor([1]) };
    const state = sgd({ learningRate: 0.1 }).init(params);
    expect(() => adam().update(params, params, state)).toThrow(/adam: the state has no moment 'mean' \(it has none\)/);
    disposeTree(params);
  });

  test('sgd can be differentiated through', () => {
    const optimizer = sgd({ learningRate: 0.25 });
    const afterOneStep = (w: Tensor): Tensor =>
      optimizer.update({ w }, grad(({ w }: { w: Tensor }) => pow(w, 3))({ w }), optimizer.init({ w })).params.w;
    // d/dw (w - 0.25 · 3 w²) = 1 - 1.5 w
    expect(grad(afterOneStep)(tensor(2)).itemSync()).toBeCloseTo(-2, 5);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['sgd', () => sgd({ learningRate: -1 }), /sgd: learningRate is -1; a finite number of 0 or more/],
    ['sgd', () => sgd({ learningRate: Number.NaN }), /learningRate is NaN/],
    ['sgd', () => sgd({ learningRate: 1, momentum: 1 }), /momentum is 1; a number from 0 up to/],
    ['sgd', () => sgd({ learningRate: 1, nesterov: true }), /nesterov needs a momentum/],
    ['sgd', () => sgd({ learningRate: 1, weightDecay: -0.1 }), /weightDecay is -0.1/],
    ['adam', () => adam({ beta1: 1 }), /adam: beta1 is 1/],
    ['adam', () => adam({ beta2: -0.5 }), /beta2 is -0.5/],
    ['adam', () => adam({ epsilon: 0 }), /epsilon is 0; a finite number above 0/],
    ['adam', () => adam({ weightDecay: -1 }), /adam: weightDecay is -1/],
    ['adamw', () => adamw({ weightDecay: Number.POSITIVE_INFINITY }), /adamw: weightDecay is Infinity/],
    ['rmsprop', () => rmsprop({ alpha: 2 }), /rmsprop: alpha is 2/],
    ['rmsprop', () => rmsprop({ epsilon: -1 }), /rmsprop: epsilon is -1/],
    ['cosine', () => cosine({ from: 1, steps: 0 }), /cosine: steps is 0; a whole number of 1 or more/],
    ['constant', () => constant(-1), /constant: rate is -1/],
    ['warmup', () => warmup(constant(1), 1.5), /warmup: steps is 1.5/],
    ['stepDecay', () => stepDecay({ from: 1, factor: 0, every: 1 }), /stepDecay: factor is 0/],
    ['clipByGlobalNorm', () => clipByGlobalNorm({ w: tensor(1) }, 0), /maxNorm is 0; a finite number above 0/],
    ['clipByGlobalNorm', () => clipByGlobalNorm({}, 1), /holds no tensors/],
  ])('%s names a bad option and what it accepts', (_, misuse, message) => {
    expect(misuse).toThrow(ValueError);
    expect(misuse).toThrow(message);
  });
});

describe('schedules', () => {
  test('give the rates that their formulas say', () => {
    expect([0, 7].map(constant(0.3))).toEqual([0.3, 0.3]);
    const halfCosine = cosine({ from: 1, to: 0.2, steps: 4 });
    const expected = [1, 0.2 + 0.4 * (1 + Math.SQRT1_2), 0.6, 0.2 + 0.4 * (1 - Math.SQRT1_2), 0.2, 0.2];
    expect(mismatch([0, 1, 2, 3, 4, 100].map(halfCosine), expected, tight)).toBeUndefined();
    expect(
      mismatch(
        [0, 1, 2, 3, 4, 5].map(warmup(stepDecay({ from: 1, factor: 0.5, every: 1 }), 3)),
        [0.25, 0.5, 0.75, 1, 0.5, 0.25],
        tight,
      ),
    ).toBeUndefined();
    expect([0, 9, 10, 19, 20].map(stepDecay({ from: 8, factor: 0.5, every: 10 }))).toEqual([8, 8, 4, 4, 2]);
  });

  test('are asked for the rate of each step, counted from 0', () => {
    const asked: number[] = [];
    const optimizer = sgd({ learningRate: (step) => asked.push(step) });
    let training = { params: { w: tensor(0), b: tensor(0) }, state: optimizer.init({ w: tensor(0), b: tensor(0) }) };
    const ones = { w: tensor(1), b: tensor(1) };
    for (let i = 0; i < 3; i++)
      training = advance(training, ({ params, state }) => optimizer.update(params, ones, state));
    expect(asked).toEqual([0, 1, 2]);
    expect(training.params.w.itemSync()).toBe(-(1 + 2 + 3));
  });

  test('that give no rate are an error', () => {
    const optimizer = adam({ learningRate: (step) => 1 / (step - 1) });
    const params = { w: tensor(0) };
    expect(() => optimizer.update(params, params, optimizer.init(params))).toThrow(
      /adam: the learning rate schedule gives -1 at step 0/,
    );
  });
});

describe('clipByGlobalNorm', () => {
  test.each(clipCases)(
    "is PyTorch's at maxNorm $maxNorm, but for the 1e-6 that PyTorch adds to the norm",
    ({ maxNorm, grads, norm, clipped }) => {
      expectNoLeaks(() => {
        const given = stored(grads);
        const result = clipByGlobalNorm(given, maxNorm);
        expectClose(result.norm, [norm]);
        const correction = norm > maxNorm ? norm / (norm + 1e-6) : 1;
        const corrected = treeMap((leaf) => mul(leaf, correction), result.grads);
        expectClose(corrected.a, clipped.a);
        expectClose(corrected.b, clipped.b);
        disposeTree([given, result, corrected]);
      });
    },
  );

  test('changes no bit of gradients within the norm, zeros included', () => {
    const values = [0.1, -0.2, 1e-20];
    expect(clipByGlobalNorm([tensor(values)], 1).grads[0].dataSync()).toEqual(new Float32Array(values));
    const zero = clipByGlobalNorm([tensor([0, 0])], 1);
    expect(zero.grads[0].toArray()).toEqual([0, 0]);
    expect(zero.norm.itemSync()).toBe(0);
  });

  test('shows gradients that are not numbers', () => {
    const { grads, norm } = clipByGlobalNorm([tensor([Number.NaN, 1])], 1);
    expect(norm.itemSync()).toBeNaN();
    expect(grads[0].toArray()).toEqual([Number.NaN, Number.NaN]);
  });
});
