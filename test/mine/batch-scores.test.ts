import { grad, treeLeaves } from '@infograd/autograd';
import { type Critic, jointCritic, separableCritic } from '@infograd/mine';
import { logsumexp, mean, memory, random, scope, slice, sub, type Tensor, tensor, wasm } from '@infograd/tensor';
import { allClose } from '@infograd/tensor/testing';
import { afterEach, expect, test } from '@jest/globals';
import { drawBatch, scoreBatch, splitSquare } from '../../packages/mine/src/batch-scores.ts';

afterEach(() => expect(memory().tensors).toBe(0));

/** Scores a pair by 10 x + y, so that a score tells its pair. */
const telling: Critic<[]> = {
  name: 'telling',
  init: () => [],
  pairs: (_, x, y) => scope(() => tensor(x.dataSync().map((value, i) => 10 * value + y.dataSync()[i]!))),
};

test('a batch scores each row with its own y, and each with that of another row', () => {
  scope(() => {
    const rows = { x: tensor([[0], [1], [2], [3], [4]]), y: tensor([[0], [1], [2], [3], [4]]), n: 5 };
    for (let seed = 0; seed < 20; seed++) {
      const batch = drawBatch(Int32Array.of(4, 1, 2), random(seed), wasm());
      const { joint, marginal } = scoreBatch(telling, [], rows, batch);
      expect(joint.toArray()).toEqual([44, 11, 22]);
      const shifted = marginal.toArray() as number[];
      expect([
        [41, 12, 24],
        [42, 14, 21],
      ]).toContainEqual(shifted);
    }
  });
});

test('a square of scores splits into its diagonal and all the rest', () => {
  scope(() => {
    const { joint, marginal } = splitSquare(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
    );
    expect(joint.toArray()).toEqual([1, 5, 9]);
    expect((marginal.toArray() as number[][]).flat().sort()).toEqual([2, 3, 4, 6, 7, 8]);
  });
});

test('the separable critic gives the same scores pair by pair and all at once', () => {
  scope(() => {
    const critic = separableCritic({ dimX: 2, dimY: 3, hidden: [8], activation: 'softplus', embedding: 4 });
    const params = critic.init(random(1));
    const x = random(2).normal([5, 2]);
    const y = random(3).normal([5, 3]);
    const diagonal = splitSquare(critic.allPairs!(params, x, y)).joint.toArray() as number[];
    const single = critic.pairs(params, x, y);
    expect(single.shape).toEqual([5]);
    expect(single.toArray()).toEqual(diagonal.map((score) => expect.closeTo(score, 5)));
  });
});

test('the joint critic scores pairs, whatever their widths', () => {
  scope(() => {
    const critic = jointCritic({ dimX: 2, dimY: 3, hidden: [8, 8], activation: 'gelu' });
    expect(critic.pairs(critic.init(random(1)), random(2).normal([5, 2]), random(3).normal([5, 3])).shape).toEqual([5]);
  });
});

test.each([
  ['narrow', 2, 3, [8, 8]],
  ['wide', 40, 30, [8, 8]],
  ['without hidden layers', 40, 30, []],
] as const)(
  'the joint critic gives the same scores pair by pair, by encoded rows and all at once: %s',
  (_, dimX, dimY, hidden) => {
    scope(() => {
      const critic = jointCritic({ dimX, dimY, hidden, activation: 'elu' });
      const params = critic.init(random(1));
      const x = random(2).normal([6, dimX]);
      const y = random(3).normal([4, dimY]);
      const square = critic.allPairs!(params, x, y);
      expect(square.shape).toEqual([6, 4]);
      const first = slice(x, { stop: [4] });
      const single = critic.pairs(params, first, y).toArray() as number[];
      const diagonal = (square.toArray() as number[][]).slice(0, 4).map((row, i) => row[i]!);
      expect(diagonal).toEqual(single.map((score) => expect.closeTo(score, 5)));
      expect(critic.rows === undefined).toBe(dimX + dimY < 64);
      const encoded = critic.rows?.pairs(params, critic.rows.encode(params, first, y)).toArray();
      if (encoded !== undefined) expect(encoded).toEqual(single.map((score) => expect.closeTo(score, 5)));
    });
  },
);

test('derivatives are the same whether rows are encoded or not', () => {
  scope(() => {
    const critic = jointCritic({ dimX: 40, dimY: 30, hidden: [8, 8], activation: 'softplus' });
    const plain: typeof critic = { ...critic, rows: undefined };
    const params = critic.init(random(1));
    const table = { x: random(2).normal([6, 40]), y: random(3).normal([6, 30]), n: 6 };
    const batch = drawBatch(Int32Array.of(4, 1, 2, 0), random(4), wasm());
    const gradients = (own: typeof critic): Tensor[] => {
      const loss = (weights: typeof params) => {
        const { joint, marginal } = scoreBatch(own, weights, table, batch);
        return sub(logsumexp(marginal), mean(joint));
      };
      return treeLeaves(grad(loss)(params));
    };
    const expected = gradients(plain);
    for (const [i, gradient] of gradients(critic).entries()) {
      expect(allClose(gradient.dataSync(), expected[i]!.dataSync(), { relative: 1e-4, absolute: 1e-6 })).toBe(true);
    }
  });
});
