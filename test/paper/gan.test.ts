import { adam, advance, disposeTree, grad, type Tree, treeLeaves } from '@infograd/autograd';
import { donskerVaradhan } from '@infograd/mine';
import { mean, neg, random, scope, softplus, type Tensor } from '@infograd/tensor';
import { afterAll, expect, test } from '@jest/globals';
import { densityCells } from '../../examples/paper/gan/density.ts';
import { lossesOf } from '../../examples/paper/gan/losses.ts';
import { networksOf } from '../../examples/paper/gan/networks.ts';
import { type Subject, trainGan } from '../../examples/paper/gan/train.ts';
import { gameOf } from '../../examples/paper/gan/turn.ts';
import type { Part } from '../../examples/paper/runner/lab.ts';

const widths = { generator: [5, 4], discriminator: [6, 6], statistics: [7] };
const networks = networksOf(widths);
const { informedGradient, plainGradient, discriminatorLoss, statisticsLoss } = lossesOf(networks);

const rng = random(7);
const [g, d, t] = [networks.generator.init(rng), networks.discriminator.init(rng), networks.statistics.init(rng)];
const batch = { data: rng.normal([16, 2]), noise: rng.normal([16, 2]), others: rng.normal([16, 2]) };
afterAll(() => disposeTree({ g, d, t, batch }));

/** All numbers of a tree in a row. */
const numbers = (tree: Tree): number[] => treeLeaves(tree).flatMap((leaf) => [...leaf.dataSync()]);
const length = (values: readonly number[]): number => Math.hypot(...values);

/** The two gradients, each by one pass through its whole loss. */
const adversarial = numbers(
  grad((params: typeof g) =>
    mean(softplus(neg(networks.discriminator.apply(d, networks.generator.apply(params, batch.noise))))),
  )(g),
);
const information = numbers(
  grad((params: typeof g) => {
    const samples = networks.generator.apply(params, batch.noise);
    const score = (noise: Tensor) => networks.statistics.apply(t, samples, noise);
    return neg(donskerVaradhan(score(batch.noise), score(batch.others)));
  })(g),
);

test.each([
  ['weak', 0.01],
  ['strong', 50],
])('a %s information gradient is cut to the length of the other one, over all parameters', (kind, weight) => {
  const { grads, norms } = scope(() => informedGradient(g, d, t, batch.noise, batch.others, weight));
  const [ofAdversary, ofInformation] = [length(adversarial), weight * length(information)];
  expect(ofInformation > ofAdversary).toBe(kind === 'strong');
  const scale = weight * Math.min(1, ofAdversary / ofInformation);
  const expected = adversarial.map((value, index) => value + scale * information[index]);
  numbers(grads).forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index], 6);
  });
  expect(norms!.adversarial.itemSync()).toBeCloseTo(ofAdversary, 5);
  expect(norms!.information.itemSync() / ofInformation).toBeCloseTo(1, 5);
});

test('without information the generator follows the adversary alone', () => {
  const { grads, loss } = plainGradient(g, d, batch.noise);
  numbers(grads).forEach((value, index) => {
    expect(value).toBeCloseTo(adversarial[index], 6);
  });
  expect(loss.itemSync()).toBeGreaterThan(0);
});

test("the discriminator's loss is that of its two halves", () => {
  const samples = rng.normal([16, 2]);
  const logits = (points: Tensor) => networks.discriminator.apply(d, points);
  const expected = mean(softplus(neg(logits(batch.data)))).itemSync() + mean(softplus(logits(samples))).itemSync();
  expect(discriminatorLoss(d, batch.data, samples).itemSync()).toBeCloseTo(expected, 6);
});

test('the bound of a turn is that of samples with their own noise against samples with other noise', () => {
  const samples = networks.generator.apply(g, batch.noise);
  const score = (noise: Tensor) => networks.statistics.apply(t, samples, noise);
  const [, { bound }] = statisticsLoss(t, rng.normal([]), samples, batch.noise, batch.others);
  expect(bound.itemSync()).toBeCloseTo(donskerVaradhan(score(batch.noise), score(batch.others)).itemSync(), 6);
});

test('the generator normalizes every feature over its batch', () => {
  const samples = networks.generator.apply(g, batch.noise).toArray() as number[][];
  const shifted = networks.generator.apply(
    {
      ...g,
      hidden: g.hidden.map(({ linear, norm }) => ({
        linear: { ...linear, bias: rng.normal(linear.bias.shape) },
        norm,
      })),
    },
    batch.noise,
  );
  // A bias before batch normalization is taken off again.
  (shifted.toArray() as number[][]).forEach((row, index) => {
    expect(row[0]).toBeCloseTo(samples[index][0], 4);
    expect(row[1]).toBeCloseTo(samples[index][1], 4);
  });
});

test('in a turn the discriminator learns first, and what is frozen stays as it is', () => {
  const game = gameOf({ networks, optimizer: adam({ learningRate: 0.01 }), informationWeight: 1 });
  const start = game.start(random(3));
  const drawn = (purpose: string) => random(4).fork(purpose).normal([16, 2]);
  const before = numbers(start.discriminator.params);
  const { players, values } = game.turn(start, { data: batch.data, noise: drawn });
  expect(numbers(start.discriminator.params)).toEqual(before);
  for (const each of [players.generator, players.discriminator, players.statistics!.training]) {
    expect(each.state.step).toBe(1);
    expect(numbers(each.params).every(Number.isFinite)).toBe(true);
  }
  const after = discriminatorLoss(
    players.discriminator.params,
    batch.data,
    game.sample(start.generator.params, drawn('samples')),
  );
  expect(after.itemSync()).toBeLessThan(values.discriminator.itemSync());
});

test('every step draws noise of its own, and a plain game draws what it needs of the same', () => {
  const purposesOf = (informationWeight: number) => {
    const purposes: string[] = [];
    const game = gameOf({ networks, optimizer: adam(), informationWeight, generatorSteps: 2 });
    const noise = (purpose: string) => {
      purposes.push(purpose);
      return random(4).fork(purpose).normal([16, 2]);
    };
    const { players } = scope(() => game.turn(game.start(random(3)), { data: batch.data, noise }));
    expect(players.generator.state.step).toBe(2);
    expect(new Set(purposes).size).toBe(purposes.length);
    disposeTree(players);
    return purposes;
  };
  const [plain, informed] = [purposesOf(0), purposesOf(1)];
  expect(plain).toHaveLength(3);
  expect(informed).toHaveLength(6);
  expect(informed).toEqual(expect.arrayContaining(plain));
});

test('both variants begin alike, and the plain one has no statistics network', () => {
  const begin = (informationWeight: number) =>
    gameOf({ networks, optimizer: adam(), informationWeight }).start(random(3));
  const [plain, informed] = [begin(0), begin(1)];
  expect(plain.statistics).toBeUndefined();
  expect(numbers(plain.generator.params)).toEqual(numbers(informed.generator.params));
  expect(numbers(plain.discriminator.params)).toEqual(numbers(informed.discriminator.params));
});

test('a game with MINE goes on without it, and is looked at when it should be', async () => {
  const part: Part = {
    report: async () => {},
    train: async ({ steps, start, step }) => {
      let state = start();
      for (let index = 0; index < steps; index++) state = advance(state, (before) => step(before, index));
      disposeTree(state);
      return state;
    },
  };
  const subject: Subject<{ count: number }> = {
    draw: (own, count) => own.normal([count, 2]),
    measured: 32,
    measure: (samples) => ({ count: samples.length / 2 }),
    describe: () => '',
  };
  const recipe = { widths, batch: 8, iterations: 5, informedIterations: 3, learningRate: 0.01, beta1: 0.5 };
  const { history, snapshots } = await trainGan(
    part,
    subject,
    { ...recipe, annealed: true, averaging: 0.9, snapshots: [2, 5] },
    { seed: 0, informationWeight: 1, rng: random(11) },
  );
  expect(history.map(({ iteration, information }) => [iteration, information === undefined])).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, true],
    [5, true],
  ]);
  expect(snapshots.map(({ iteration, measures }) => [iteration, measures.count])).toEqual([
    [2, 32],
    [5, 32],
  ]);
  expect(snapshots[1].samples.x).toHaveLength(32);
  expect(snapshots[1].samples).not.toEqual(snapshots[0].samples);
});

test('the density of one point is the kernel around it, and far cells are left out', () => {
  const cells = densityCells({ x: [0.5], y: [-0.25] }, 1, 0.1);
  const highest = cells.find(({ density }) => density === 1)!;
  expect((highest.x + highest.x2) / 2).toBeCloseTo(0.5, 1);
  expect((highest.y + highest.y2) / 2).toBeCloseTo(-0.25, 1);
  expect(cells.length).toBeLessThan(60 * 60 * 0.3);
  const middles = cells.map(({ x, x2, y, y2, density }) => ({ x: (x + x2) / 2, y: (y + y2) / 2, density }));
  const [ofHighest] = middles.filter(({ density }) => density === 1);
  for (const { x, y, density } of middles) {
    const exponent = ((x - 0.5) ** 2 + (y + 0.25) ** 2 - (ofHighest.x - 0.5) ** 2 - (ofHighest.y + 0.25) ** 2) / 0.02;
    expect(density).toBeCloseTo(Math.exp(-exponent), 2);
  }
});
