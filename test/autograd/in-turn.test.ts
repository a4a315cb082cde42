/** Networks that train against each other: adaptive clipping, and steps taken in turn. */
import {
  adam,
  adaptiveClip,
  advance,
  clipByGlobalNorm,
  compile,
  disposeTree,
  globalNorm,
  grad,
  mlp,
  sgd,
  startTraining,
  type Training,
  trainingStep,
  treeLeaves,
  treeMap,
  valueAndGrad,
} from '@infograd/autograd';
import {
  add,
  concat,
  logmeanexp,
  mean,
  memory,
  mul,
  neg,
  random,
  ShapeError,
  scope,
  softplus,
  square,
  sub,
  type Tensor,
  tensor,
  ValueError,
} from '@infograd/tensor';
import { expectNoLeaks, mismatch } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const single = { relative: 1e-6, absolute: 1e-6 };

describe('adaptiveClip', () => {
  const tree = (seed: number, size: number) => {
    const rng = random(seed);
    return treeMap((leaf) => mul(leaf, size), { w: rng.normal([4, 3]), layers: [{ b: rng.normal([3]) }] });
  };
  const flat = (of: ReturnType<typeof tree>) => treeLeaves(of).flatMap((leaf) => [...leaf.dataSync()]);
  const length = (values: number[]) => Math.sqrt(values.reduce((total, value) => total + value ** 2, 0));

  test.each([
    ['scales a longer gradient to the length of the limiting one, over all parameters together', 8, 1],
    ['leaves a shorter gradient as it is', 0.1, 1],
  ])('%s', (_, size, limitSize) => {
    scope(() => {
      const [grads, limiting] = [tree(1, size), tree(2, limitSize)];
      const { grads: clipped, norm, limit } = adaptiveClip(grads, limiting);
      const [g, u] = [length(flat(grads)), length(flat(limiting))];
      expect(norm.itemSync()).toBeCloseTo(g, 4);
      expect(limit.itemSync()).toBeCloseTo(u, 4);
      const expected = flat(grads).map((value) => (Math.min(g, u) * value) / g);
      expect(mismatch(flat(clipped), expected, single)).toBeUndefined();
      if (g < u) expect(flat(clipped)).toEqual(flat(grads));
    });
  });

  test("is clipByGlobalNorm at the other gradient's norm", () => {
    scope(() => {
      const [grads, limiting] = [tree(3, 5), tree(4, 1)];
      const clipped = clipByGlobalNorm(grads, globalNorm(limiting).itemSync() as number).grads;
      expect(mismatch(flat(adaptiveClip(grads, limiting).grads), flat(clipped), single)).toBeUndefined();
    });
  });

  test('is zero beside a zero gradient, and between two of them', () => {
    const [zero, some] = [{ w: tensor([0, 0]) }, { w: tensor([3, 4]) }];
    expect(adaptiveClip(some, zero).grads.w.toArray()).toEqual([0, 0]);
    expect(adaptiveClip(zero, some).grads.w.toArray()).toEqual([0, 0]);
    expect(adaptiveClip(zero, zero).grads.w.toArray()).toEqual([0, 0]);
  });

  test('shows gradients that are not numbers, on either side', () => {
    const [broken, some] = [{ w: tensor([Number.NaN, 1]) }, { w: tensor([3, 4]) }];
    expect(adaptiveClip(broken, some).grads.w.toArray()).toEqual([Number.NaN, Number.NaN]);
    expect(adaptiveClip(some, broken).grads.w.toArray()).toEqual([Number.NaN, Number.NaN]);
  });

  test("refuses another network's gradients, and leaves nothing behind", () => {
    expectNoLeaks(() => {
      const [two, three] = [{ w: tensor([1, 2]) }, { w: tensor([1, 2, 3]) }];
      expect(() => adaptiveClip(two, three)).toThrow(ShapeError);
      expect(() => adaptiveClip(two, three)).toThrow(
        /shapes \[2\] and \[3\]; both trees must be gradients of the same/,
      );
      expect(() => adaptiveClip(two, { v: two.w } as never)).toThrow(ValueError);
      expect(() => adaptiveClip({}, {})).toThrow(/holds no tensors/);
      disposeTree([two, three, adaptiveClip(two, two)]);
    });
  });
});

describe('trainingStep', () => {
  test('follows the closed form of a bilinear game, played in turn', () => {
    // x lowers x y, y raises it: y' = y + r x, x' = x - r y', so (x, y) is multiplied by [[1 - r², -r], [r, 1]] a turn.
    const rate = 0.3;
    const optimizer = sgd({ learningRate: rate });
    const stepX = trainingStep(
      optimizer,
      valueAndGrad((x: Tensor, y: Tensor) => mul(x, y)),
    );
    const stepY = trainingStep(
      optimizer,
      valueAndGrad((y: Tensor, x: Tensor) => neg(mul(x, y))),
    );
    expectNoLeaks(() => {
      let game = { x: startTraining(optimizer, tensor(1)), y: startTraining(optimizer, tensor(0.5)) };
      let [x, y] = [1, 0.5];
      for (let turn = 0; turn < 50; turn++) {
        game = advance(game, (before) => {
          const y = stepY(before.y, before.x.params).training;
          return { x: stepX(before.x, y.params).training, y };
        });
        y += rate * x;
        x -= rate * y;
        const reached = [game.x.params.itemSync(), game.y.params.itemSync()] as number[];
        expect(mismatch(reached, [x, y], { relative: 1e-4, absolute: 1e-4 })).toBeUndefined();
      }
      expect([game.x.state.step, game.y.state.step]).toEqual([50, 50]);
      disposeTree(game);
    });
  });

  test('moves its own parameters alone, and hands out what comes with the gradients', () => {
    expectNoLeaks(() => {
      const optimizer = sgd({ learningRate: 0.1 });
      const partner = { w: tensor([2]) };
      const step = trainingStep(
        optimizer,
        valueAndGrad(
          (own: { w: Tensor }, other: { w: Tensor }) => {
            const product = mul(own.w, other.w);
            return [mean(square(product)), { product }] as const;
          },
          { aux: true },
        ),
      );
      const start = startTraining(optimizer, { w: tensor([3]) });
      const { training, value, aux } = step(start, partner);
      expect(value.itemSync()).toBe(36);
      expect(aux.product.toArray()).toEqual([6]);
      // d/dw (2 w)² = 8 w = 24
      expect(mismatch(training.params.w.dataSync(), [3 - 2.4], single)).toBeUndefined();
      expect([start.params.w.toArray(), partner.w.toArray()]).toEqual([[3], [2]]);
      disposeTree([start, partner, training, value, aux]);
    });
  });

  test('trains a generator, a discriminator and a statistics network in turn, compiled or not, with the same bits', () => {
    const plain = play(40, false);
    expect(play(40, true)).toEqual(plain);
  });

  test('finds a distribution: samples of a trained generator have the mean and the spread of the data', () => {
    const { samples } = play(1500, true);
    const average = samples.reduce((total, value) => total + value, 0) / samples.length;
    const spread = Math.sqrt(samples.reduce((total, value) => total + (value - average) ** 2, 0) / samples.length);
    expect(Math.abs(average - 2)).toBeLessThan(0.25);
    expect(spread).toBeGreaterThan(0.25);
    expect(spread).toBeLessThan(0.9);
  });
});

/** A GAN on N(2, 0.5²) whose generator also keeps the information about its noise, as in MINE's section 5.1. */
function play(turns: number, compiled: boolean): { samples: number[]; norms: number[] } {
  const generator = mlp({ sizes: [1, 16, 1], activation: 'tanh' });
  const discriminator = mlp({ sizes: [1, 16, 1], activation: 'leakyRelu' });
  const statistics = mlp({ sizes: [2, 16, 1], activation: 'elu' });
  type Params = ReturnType<typeof generator.init>;
  const generated = (g: Params, noise: Tensor) => generator.apply(g, noise);

  const discriminatorLoss = (d: Params, g: Params, data: Tensor, noise: Tensor): Tensor => {
    const [real, fake] = [data, generated(g, noise)].map((x) => discriminator.apply(d, x));
    return add(mean(softplus(neg(real))), mean(softplus(fake)));
  };
  const adversarialLoss = (g: Params, d: Params, noise: Tensor): Tensor =>
    mean(softplus(neg(discriminator.apply(d, generated(g, noise)))));
  const informationLoss = (g: Params, t: Params, noise: Tensor, others: Tensor): Tensor => {
    const x = generated(g, noise);
    const score = (z: Tensor) => statistics.apply(t, concat([x, z], 1));
    return sub(logmeanexp(score(others)), mean(score(noise)));
  };
  const generatorGradients = (g: Params, d: Params, t: Params, noise: Tensor, others: Tensor) => {
    const adversarial = grad(adversarialLoss)(g, d, noise);
    const { grads, norm } = adaptiveClip(grad(informationLoss)(g, t, noise, others), adversarial);
    return { grads: treeMap(add, adversarial, grads), norm };
  };
  const maybe = <Args extends unknown[], Result>(fn: (...args: Args) => Result): ((...args: Args) => Result) =>
    compiled ? compile(fn) : fn;

  const optimizer = adam({ learningRate: 0.005, beta1: 0.5 });
  const stepD = trainingStep(optimizer, maybe(valueAndGrad(discriminatorLoss)));
  const stepT = trainingStep(
    optimizer,
    maybe(valueAndGrad((t: Params, g: Params, z: Tensor, o: Tensor) => informationLoss(g, t, z, o))),
  );
  const stepG = trainingStep(optimizer, maybe(generatorGradients));
  const rng = random(11);
  let game = scope(() => {
    const start = (network: typeof generator): Training<Params> => startTraining(optimizer, network.init(rng));
    return { g: start(generator), d: start(discriminator), t: start(statistics), norm: tensor(0) };
  });
  const norms: number[] = [];
  let before = memory();
  for (let turn = 0; turn < turns; turn++) {
    game = advance(game, ({ g, d, t }) => {
      const data = rng.normal([64, 1], { mean: 2, stdDev: 0.5 });
      const [noise, others] = [rng.normal([64, 1]), rng.normal([64, 1])];
      const nextD = stepD(d, g.params, data, noise).training;
      const nextT = stepT(t, g.params, noise, others).training;
      const { training, norm } = stepG(g, nextD.params, nextT.params, noise, others);
      return { g: training, d: nextD, t: nextT, norm };
    });
    norms.push(game.norm.itemSync() as number);
    if (turn === 0) before = memory();
  }
  if (!compiled) expect(memory()).toEqual(before);
  return scope(() => {
    const samples = [...generated(game.g.params, random(12).normal([2000, 1])).dataSync()];
    disposeTree(game);
    return { samples, norms };
  });
}
