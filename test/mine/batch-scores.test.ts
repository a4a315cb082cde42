import { disposeTree, grad, treeLeaves } from '@infograd/autograd';
import { type Critic, derangementShifts, jointCritic, separableCritic } from '@infograd/mine';
import {
  add,
  logsumexp,
  mean,
  memory,
  mul,
  random,
  scope,
  slice,
  sub,
  type Tensor,
  tensor,
  transpose,
  wasm,
} from '@infograd/tensor';
import { allClose } from '@infograd/tensor/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { drawBatch, scoreBatch, splitSquare } from '../../packages/mine/src/training/batch-scores.ts';
import { scoreHeldOut } from '../../packages/mine/src/training/held-out.ts';

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

describe('the negatives of a batch', () => {
  const table = (n: number) => {
    const numbers = Array.from({ length: n }, (_, i) => [i]);
    return { x: tensor(numbers), y: tensor(numbers), n };
  };
  const ownRows = Int32Array.of(4, 1, 2, 7);

  test('are k other rows of the batch, no row twice, with as many derangements', () => {
    scope(() => {
      for (let seed = 0; seed < 20; seed++) {
        const negatives = { kind: 'derangement', perRow: 3 } as const;
        const batch = drawBatch(ownRows, random(seed), wasm(), negatives);
        const { joint, marginal } = scoreBatch(telling, [], table(10), batch, negatives);
        expect(joint.toArray()).toEqual([44, 11, 22, 77]);
        expect(marginal.shape).toEqual([4, 3]);
        (marginal.toArray() as number[][]).forEach((scores, i) => {
          const others = [...ownRows].filter((row) => row !== ownRows[i]);
          expect(scores.map((score) => score - 10 * ownRows[i]!).sort()).toEqual(others.sort());
        });
      }
    });
  });

  test('that are independent are rows of the whole table, never the own one, all as likely', () => {
    scope(() => {
      const negatives = { kind: 'independent', perRow: 5 } as const;
      const counts = new Map<number, number>();
      const rng = random(1);
      for (let draw = 0; draw < 300; draw++) {
        const batch = drawBatch(ownRows, rng, wasm(), negatives, 10);
        const { joint, marginal } = scoreBatch(telling, [], table(10), batch, negatives);
        expect(joint.toArray()).toEqual([44, 11, 22, 77]);
        expect(marginal.shape).toEqual([4, 5]);
        for (const score of (marginal.toArray() as number[][])[0]!) {
          const other = score - 40;
          counts.set(other, (counts.get(other) ?? 0) + 1);
        }
      }
      expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
      // 1,500 draws over 9 rows: 167 each, with a deviation of 12.
      for (const count of counts.values()) expect(Math.abs(count - 1500 / 9)).toBeLessThan(50);
    });
  });

  test('are all other rows in order for a critic that scores all pairs, unless asked otherwise', () => {
    scope(() => {
      const square: Critic<[]> = {
        ...telling,
        allPairs: (_, x, y) => add(mul(x, 10), transpose(y)),
        trainsOnAllPairs: true,
      };
      const batch = drawBatch(ownRows, random(1), wasm());
      expect(scoreBatch(square, [], table(10), batch).marginal.toArray()).toEqual([
        [41, 42, 47],
        [14, 12, 17],
        [24, 21, 27],
        [74, 71, 72],
      ]);
      const one = { kind: 'derangement', perRow: 1 } as const;
      expect(scoreBatch(square, [], table(10), batch, one).marginal.shape).toEqual([4]);
    });
  });

  test('score the same whether rows are encoded or not', () => {
    scope(() => {
      const critic = separableCritic({ dimX: 1, dimY: 1, hidden: [8], activation: 'tanh' });
      const plain: typeof critic = { ...critic, rows: undefined };
      const params = critic.init(random(1));
      for (const kind of ['derangement', 'independent'] as const) {
        const negatives = { kind, perRow: 2 } as const;
        const batch = drawBatch(ownRows, random(3), wasm(), negatives, 10);
        const [coded, uncoded] = [critic, plain].map((own) => scoreBatch(own, params, table(10), batch, negatives));
        for (const part of ['joint', 'marginal'] as const) {
          expect(coded![part].shape).toEqual(uncoded![part].shape);
          expect(allClose(coded![part].dataSync(), uncoded![part].dataSync(), { relative: 1e-5, absolute: 1e-6 })).toBe(
            true,
          );
        }
      }
    });
  });
});

describe('held-out scores', () => {
  test('are the same from squares as pair by pair', async () => {
    const critic = separableCritic({ dimX: 2, dimY: 3, hidden: [8], activation: 'softplus', embedding: 4 });
    const pairByPair: typeof critic = { ...critic, trainsOnAllPairs: false };
    const params = critic.init(random(1));
    const rows = { x: random(2).normal([50, 2]), y: random(3).normal([50, 3]), n: 50 };
    const shifts = derangementShifts(50, 20, random(4));
    const [square, single] = [
      await scoreHeldOut(critic, params, rows, shifts),
      await scoreHeldOut(pairByPair, params, rows, shifts),
    ];
    disposeTree([params, rows.x, rows.y]);
    expect(square.shifts).toEqual(single.shifts);
    for (const part of ['joint', 'marginal'] as const) {
      expect(allClose(square[part], single[part], { relative: 1e-5, absolute: 1e-5 })).toBe(true);
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
