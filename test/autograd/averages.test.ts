/** Averages of weights, and the arithmetic beneath them. */
import {
  adam,
  advance,
  compile,
  disposeTree,
  exponentialAverage,
  grad,
  gradcheck,
  treeMap,
  weightAverage,
} from '@infograd/autograd';
import { memory, random, ShapeError, scope, square, sub, sum, type Tensor, tensor, ValueError } from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const single = { relative: 1e-6, absolute: 1e-6 };

describe('exponentialAverage', () => {
  test('is decay average + (1 - decay) values, leaf by leaf', () => {
    scope(() => {
      const average = { w: random(1).normal([5, 3]), layers: [{ b: random(2).normal([3]) }] };
      const values = { w: random(3).normal([5, 3]), layers: [{ b: random(4).normal([3]) }] };
      const mixed = exponentialAverage(average, values, 0.9);
      const byHand = (old: Tensor, now: Tensor) =>
        old.dataSync().map((value, i) => 0.9 * value + 0.1 * now.dataSync()[i]);
      expect(mismatch(mixed.w.dataSync(), byHand(average.w, values.w), single)).toBeUndefined();
      const [before, now, after] = [average, values, mixed].map(({ layers }) => layers[0].b);
      expect(mismatch(after.dataSync(), byHand(before, now), single)).toBeUndefined();
    });
  });

  test('leaves equal values as they are, to the bit', () => {
    scope(() => {
      const values = { w: random(5).normal([1000]) };
      expect(exponentialAverage(values, values, 0.999).w.dataSync()).toEqual(values.w.dataSync());
    });
  });

  test('takes the decay as a tensor, so that one compiled function serves every decay', () => {
    scope(() => {
      const blend = compile((average: Tensor[], values: Tensor[], decay: Tensor) =>
        exponentialAverage(average, values, decay),
      );
      const [average, values] = [[tensor([1, 2])], [tensor([3, -2])]];
      for (const decay of [0.5, 0.75, 0, 0.99]) {
        const compiled = blend(average, values, tensor(decay))[0].dataSync();
        expect(mismatch(compiled, exponentialAverage(average, values, decay)[0].dataSync(), single)).toBeUndefined();
      }
      // The second call is one to see that the function still does the same, and so is the fourth.
      expect(blend.traces).toBe(3);
      blend.dispose();
    });
  });

  test('has the derivatives of its difference quotients', () => {
    const average = (old: Tensor, now: Tensor) => exponentialAverage([old], [now], 0.7)[0];
    expect(gradcheck(average, [random(6).normal([4]), random(7).normal([4])])).toBeLessThan(1e-6);
  });

  test('names trees and shapes that differ, and a decay out of range', () => {
    const [two, three] = [{ w: tensor([1, 2]) }, { w: tensor([1, 2, 3]) }];
    expect(() => exponentialAverage(two, { w: tensor([1]) }, 0.5)).toThrow(ShapeError);
    expect(() => exponentialAverage(two, three, 0.5)).toThrow(/a value of shape \[3\] for an average of shape \[2\]/);
    expect(() => exponentialAverage(two, { v: two.w } as never, 0.5)).toThrow(/'w' is missing/);
    for (const decay of [1, -0.1, Number.NaN]) expect(() => exponentialAverage(two, two, decay)).toThrow(ValueError);
  });
});

describe('weightAverage', () => {
  test('weighs update k of n by (1 - decay) decay^(n - k), and the start by decay^n', () => {
    scope(() => {
      const averaging = weightAverage({ decay: 0.8 });
      let state = averaging.init({ w: tensor([5, 1]) });
      const seen = [1, -2, 4, 0.5];
      for (const value of seen) state = averaging.update(state, { w: tensor([value, 1]) });
      const expected = seen.reduce((total, value, k) => total + 0.2 * 0.8 ** (3 - k) * value, 5 * 0.8 ** 4);
      expect(state.step).toBe(4);
      expect(mismatch(state.average.w.dataSync(), [expected, 1], single)).toBeUndefined();
    });
  });

  test('warms up: (1 + step) / (10 + step) until the decay is reached', () => {
    scope(() => {
      const averaging = weightAverage({ decay: 0.3, warmup: true });
      let state = averaging.init([tensor(1)]);
      const expected: number[] = [];
      const seen = Array.from({ length: 6 }, () => {
        const decay = Math.min(0.3, (1 + state.step) / (10 + state.step));
        expected.push(decay * (expected.at(-1) ?? 1));
        state = averaging.update(state, [tensor(0)]);
        return state.average[0].itemSync() as number;
      });
      expect(mismatch(seen, expected, single)).toBeUndefined();
      expect(seen[0]).toBeCloseTo(0.1, 6);
    });
  });

  test('outlives the parameters that it starts from', () => {
    expectNoLeaks(() => {
      const params = { w: tensor([1, 2]) };
      const state = weightAverage().init(params);
      disposeTree(params);
      expect(state.average.w.toArray()).toEqual([1, 2]);
      disposeTree(state);
    });
  });

  test('is nearer to the minimum than noisy weights, and leaves memory as it was', () => {
    expectNoLeaks(() => {
      const optimizer = adam({ learningRate: 0.05 });
      const averaging = weightAverage({ decay: 0.99, warmup: true });
      const slope = grad(({ w }: { w: Tensor }, target: Tensor) => sum(square(sub(w, target))));
      const params = { w: tensor(new Array(50).fill(3)) };
      const rng = random(8);
      let training = { params, optimizer: optimizer.init(params), averaged: averaging.init(params) };
      const turn = () => {
        training = advance(training, (before) => {
          const grads = slope(before.params, rng.normal([50]));
          const { params, state } = optimizer.update(before.params, grads, before.optimizer);
          return { params, optimizer: state, averaged: averaging.update(before.averaged, params) };
        });
      };
      turn();
      const before = memory();
      for (let i = 0; i < 1000; i++) turn();
      expect(memory()).toEqual(before);
      const squares = (tree: { w: Tensor }) => scope(() => sum(square(tree.w)).itemSync() as number);
      expect(squares(training.averaged.average)).toBeLessThan(0.5 * squares(training.params));
      disposeTree(training);
    });
  });

  test('keeps the structure of any tree, batch statistics included', () => {
    const tree = { layers: [{ scale: tensor([1]) }], norm: { mean: tensor([0]), variance: tensor([1]) } };
    const shapes = (of: typeof tree) => treeMap(({ shape }) => shape.length, of);
    expect(shapes(weightAverage().init(tree).average)).toEqual(shapes(tree));
  });

  test('names a decay out of range', () => {
    expect(() => weightAverage({ decay: 1 })).toThrow(ValueError);
    expect(() => weightAverage({ decay: 1 })).toThrow(/weightAverage: decay is 1/);
  });
});
