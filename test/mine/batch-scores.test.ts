import { type Critic, jointCritic, separableCritic } from '@infograd/mine';
import { memory, random, scope, tensor } from '@infograd/tensor';
import { afterEach, expect, test } from '@jest/globals';
import { batchScorer, splitSquare } from '../../packages/mine/src/batch-scores.ts';

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
      const { joint, marginal } = batchScorer(telling, rows, Int32Array.of(4, 1, 2), random(seed))([]);
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
