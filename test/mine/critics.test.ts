/** Critics and negatives through the whole estimate: bilinear, critics of one's own, and which rows meet in training. */
import {
  bilinearCritic,
  type Critic,
  gaussianMutualInformation,
  jointCritic,
  MutualInformationEstimator,
  mutualInformation,
} from '@infograd/mine';
import {
  add,
  expandDims,
  matmul,
  memory,
  mul,
  random,
  reshape,
  scope,
  square,
  squeeze,
  sum,
  type Tensor,
  zeros,
} from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { columns, correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

describe('the bilinear critic', () => {
  test('starts at zero, and is x W y + a x + b y + c, pair by pair and all at once', () => {
    scope(() => {
      const critic = bilinearCritic({ dimX: 2, dimY: 3 });
      const x = random(1).normal([4, 2]);
      const y = random(2).normal([4, 3]);
      expect(critic.pairs(critic.init(random(1)), x, y).toArray()).toEqual([0, 0, 0, 0]);
      const params = {
        weight: random(3).normal([2, 3]),
        x: random(4).normal([2, 1]),
        y: random(5).normal([3, 1]),
        constant: random(6).normal([1]),
      };
      const product = sum(mul(matmul(x, params.weight), y), { axis: 1 });
      const alone = squeeze(add(matmul(x, params.x), matmul(y, params.y)), 1);
      const expected = (add(add(product, alone), params.constant).toArray() as number[]).map((v) =>
        expect.closeTo(v, 5),
      );
      expect(critic.pairs(params, x, y).toArray()).toEqual(expected);
      const all = critic.allPairs!(params, x, y);
      expect(all.shape).toEqual([4, 4]);
      expect((all.toArray() as number[][]).map((row, i) => row[i])).toEqual(expected);
      expect(critic.rows!.pairs(params, critic.rows!.encode(params, x, y)).toArray()).toEqual(expected);
    });
  });

  test('reaches the best that x y w can: of normals w rho + log(1 - w^2) / 2 at w / (1 - w^2) = rho', async () => {
    const rho = 0.5;
    const { x, y } = correlated(2000, rho, 11);
    const w = (Math.sqrt(1 + 4 * rho * rho) - 1) / (2 * rho);
    const best = w * rho + Math.log1p(-w * w) / 2;
    const { mi, stdError, critic } = await mutualInformation(x, y, {
      ...quick,
      critic: 'bilinear',
      steps: 300,
      evaluateEvery: 100,
      seed: 1,
    });
    expect(critic).toBe('bilinear');
    expect(Math.abs(mi - best)).toBeLessThan(0.01 + 3 * stdError);
    // Which is less than the information, because the squares are missing.
    expect(best).toBeLessThan(gaussianMutualInformation({ rho }) - 0.025);
  });

  test('is saved and loaded', async () => {
    const { x, y } = correlated(600, 0.5);
    using estimator = new MutualInformationEstimator({ ...quick, critic: 'bilinear', steps: 50 });
    await estimator.fit(columns(x, 2), columns(y, 2));
    using copy = await MutualInformationEstimator.load(await estimator.save());
    const rows = [columns(x.slice(0, 20), 2), columns(y.slice(0, 20), 2)] as const;
    expect(await copy.score(...rows)).toEqual(await estimator.score(...rows));
  });
});

describe('a critic of your own', () => {
  const { x, y } = correlated(1000, 0.8);
  /** T = a x y + b (x^2 + y^2) + c: the form of the normal log density ratio. */
  const quadratic: Critic<{ a: Tensor; b: Tensor; c: Tensor }> = {
    name: 'quadratic',
    init: (_, options) => ({ a: zeros([1], options), b: zeros([1], options), c: zeros([1], options) }),
    pairs: ({ a, b, c }, ofX, ofY) => {
      const terms = add(mul(mul(ofX, ofY), a), add(mul(add(square(ofX), square(ofY)), b), c));
      return reshape(terms, [ofX.shape[0]]);
    },
  };

  test('trains like any other, and the result has its name', async () => {
    const result = await mutualInformation(x, y, { ...quick, critic: quadratic, learningRate: 0.05, seed: 1 });
    expect(result.critic).toBe('quadratic');
    expect(Math.abs(result.mi - gaussianMutualInformation({ rho: 0.8 }))).toBeLessThan(0.03 + 3 * result.stdError);
    expect(JSON.parse(JSON.stringify(result)).critic).toBe('quadratic');
  });

  test('with all pairs serves the bounds that need them', async () => {
    const all: typeof quadratic = {
      ...quadratic,
      allPairs: ({ a, b, c }, ofX, ofY) => {
        const [u, v] = [expandDims(squeeze(ofX, 1), 1), expandDims(squeeze(ofY, 1), 0)];
        return add(mul(mul(u, v), a), add(mul(add(square(u), square(v)), b), c));
      },
      trainsOnAllPairs: true,
    };
    const options = { ...quick, estimator: 'symmetric-info-nce', critic: all, learningRate: 0.1, steps: 150 } as const;
    const { mi, stdError } = await mutualInformation(x, y, options);
    expect(Math.abs(mi - gaussianMutualInformation({ rho: 0.8 }))).toBeLessThan(0.05 + 3 * stdError);
  });

  test('estimates and scores, but cannot be saved, and the error says why', async () => {
    using estimator = new MutualInformationEstimator({ ...quick, critic: quadratic, steps: 100, learningRate: 0.05 });
    await estimator.fit(x, y);
    const [near, far] = await estimator.score([1.5, 1.5], [1.2, -1.2]);
    expect(near).toBeGreaterThan(far!);
    await expect(estimator.save()).rejects.toThrow(
      "save: the critic 'quadratic' is a program of your own, which a file cannot hold; fit with a critic that has a name",
    );
  });

  test('gets categories as the built-in ones do', async () => {
    const words = Array.from(x, (value) => (value > 0.5 ? 'high' : value < -0.5 ? 'low' : 'middle'));
    const own = jointCritic({ dimX: 3, dimY: 1, hidden: [16], activation: 'elu' });
    const { mi } = await mutualInformation(words, y, { ...quick, critic: own, steps: 200 });
    expect(mi).toBeGreaterThan(0.2);
    // I(sign-like categories of x; y) is below I(x; y).
    expect(mi).toBeLessThan(gaussianMutualInformation({ rho: 0.8 }));
  });
});

describe('negatives', () => {
  const { x, y } = correlated(1000, 0.8);
  const truth = gaussianMutualInformation({ rho: 0.8 });

  test.each([
    ['mine', { negatives: 'derangement', negativesPerRow: 4 }],
    ['mine', { negatives: 'independent' }],
    ['nwj', { negatives: 'independent', negativesPerRow: 3 }],
    ['info-nce', { negatives: 'derangement', negativesPerRow: 15 }],
    ['mine', { negatives: 'all-pairs' }],
    ['symmetric-info-nce', { negatives: 'all-pairs', batchSize: 32 }],
  ] as const)('with %s and %j give the information', async (estimator, negatives) => {
    const options = { ...quick, estimator, steps: 300, evaluateEvery: 100, seed: 2, ...negatives };
    const { mi, stdError } = await mutualInformation(x, y, options);
    expect(Math.abs(mi - truth)).toBeLessThan(0.05 + 4 * stdError);
  });

  test('of another kind give other weights, and the same kind the same', async () => {
    const valueWith = async (negatives: object): Promise<number> =>
      (await mutualInformation(x, y, { ...quick, steps: 50, ...negatives })).mi;
    const one = await valueWith({});
    expect(await valueWith({ negatives: 'derangement' })).toBe(one);
    const others = [await valueWith({ negativesPerRow: 2 }), await valueWith({ negatives: 'independent' }), one];
    expect(new Set(others).size).toBe(3);
  });

  test('of a separable critic may be pair by pair', async () => {
    const options = { ...quick, critic: 'separable', negatives: 'derangement', steps: 300 } as const;
    const { mi, stdError } = await mutualInformation(x, y, options);
    expect(Math.abs(mi - truth)).toBeLessThan(0.08 + 4 * stdError);
  });
});
