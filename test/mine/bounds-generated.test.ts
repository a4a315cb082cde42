/**
 * What every bound promises, checked on every bound: derivatives, values at the optimum of a discrete joint, behaviour under a
 * shift of the scores and under huge ones, and readings of held-out scores. Each row of the table says what holds for its bound.
 */
import { grad, gradcheck } from '@infograd/autograd';
import {
  alphaInterpolated,
  barberAgakov,
  differenceOfEntropies,
  type EstimatorName,
  estimatorDescriptions,
  estimatorNames,
  flo,
  infoNce,
  infoNceCeiling,
  jsObjective,
  l1out,
  nwj,
  OptionError,
  smile,
  tuba,
} from '@infograd/mine';
import {
  add,
  expandDims,
  mul,
  neg,
  ones,
  random,
  reference,
  ShapeError,
  scope,
  slice,
  sub,
  type Tensor,
  tensor,
  zeros,
} from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import type { HeldOutScores } from '../../packages/mine/src/bounds/bound.ts';
import { boundOf } from '../../packages/mine/src/bounds/index.ts';
import { seenFromY, standardError } from '../../packages/mine/src/bounds/influence.ts';

const float64 = { dtype: 'float64', backend: reference() } as const;

/** How a shift of scores acts: not at all, not at all even if every row has its own, or it does. */
type Shift = 'ignored' | 'ignored by row' | 'matters';

interface Promises {
  readonly shift: Shift;
  /** The score at the optimum, from log p/q; the bound is then the truth, given the population's scores. */
  readonly optimum?: (logRatio: number) => number;
  /** Whether the gradient of the loss is minus that of the bound. */
  readonly trainsOnBound: boolean;
  /** Whether it needs the scores of all other rows, in order. */
  readonly onSquares?: boolean;
  /** Whether scores of a few hundred leave the value finite in double precision. */
  readonly staysFinite: boolean;
}

const same = (logRatio: number): number => logRatio;
const plain = { shift: 'matters', optimum: same, trainsOnBound: true, staysFinite: false } as const;
const promises: Partial<Record<EstimatorName, Promises>> = {
  mine: { ...plain, shift: 'ignored', staysFinite: true },
  'donsker-varadhan': { ...plain, shift: 'ignored', staysFinite: true },
  nwj: { ...plain, optimum: (logRatio) => 1 + logRatio, staysFinite: true },
  tuba: { ...plain, shift: 'ignored' },
  'info-nce': { shift: 'ignored by row', trainsOnBound: true, staysFinite: true },
  'symmetric-info-nce': { shift: 'ignored', trainsOnBound: true, staysFinite: true, onSquares: true },
  'alpha-interpolated': { shift: 'ignored', trainsOnBound: true, staysFinite: true },
  flo: { shift: 'ignored by row', trainsOnBound: true, staysFinite: false },
  remine: { ...plain, shift: 'ignored', trainsOnBound: false, staysFinite: true },
  'nwj-js': { ...plain, trainsOnBound: false, staysFinite: true },
  js: { ...plain, trainsOnBound: false, staysFinite: true },
  smile: { shift: 'matters', trainsOnBound: false, staysFinite: true },
  ba: { ...plain, shift: 'ignored', trainsOnBound: false, staysFinite: true },
  doe: { ...plain, trainsOnBound: false, staysFinite: true },
  club: { shift: 'ignored', trainsOnBound: false, staysFinite: true },
  l1out: { shift: 'ignored by row', optimum: same, trainsOnBound: false, staysFinite: true },
  kl: { shift: 'matters', trainsOnBound: true, staysFinite: true },
  'reverse-kl': { shift: 'matters', trainsOnBound: true, staysFinite: true },
  'pearson-chi2': { shift: 'matters', trainsOnBound: true, staysFinite: true },
  'squared-hellinger': { shift: 'matters', trainsOnBound: true, staysFinite: true },
  'jensen-shannon': { shift: 'matters', trainsOnBound: true, staysFinite: true },
  gan: { shift: 'matters', trainsOnBound: true, staysFinite: true },
};
const promised = Object.entries(promises) as [EstimatorName, Promises][];
const onAnyShape = estimatorNames.filter((name) => !promises[name]?.onSquares);
const ofInformation = estimatorNames.filter((name) => boundOf(name).measure === 'mutual-information');

const value = (make: () => Tensor): number => scope(() => make().itemSync());

const joint = tensor(Float64Array.of(0.3, -1.2, 0.8, 0.1), float64);
const marginal = tensor(Float64Array.of(0.1, 0.7, -0.4, 1.5, -0.3, 0.2, 0.9, -1.1, 0.4, 0.6, -0.8, 0.25), {
  ...float64,
  shape: [4, 3],
});

test('every estimator is in the table, and says what it is in one line', () => {
  expect(Object.keys(promises).sort()).toEqual([...estimatorNames].sort());
  for (const name of estimatorNames) {
    expect(boundOf(name).name).toBe(name);
    expect(estimatorDescriptions[name]).toMatch(/^.{20,140}$/);
  }
});

describe('derivatives', () => {
  test.each(estimatorNames)('of the %s bound agree with finite differences', (name) => {
    expect(gradcheck((a, b) => boundOf(name).bound(a!, b!), [joint, marginal], { order: 2 })).toBeLessThan(1e-6);
  });

  test.each(estimatorNames)('of the %s loss agree with finite differences', (name) => {
    // The average that MINE divides by counts as a constant, so it comes from a step before.
    const state = tensor(0.4, float64);
    const loss = (a: Tensor, b: Tensor) => boundOf(name, { emaRate: 1e-9 }).loss(a, b, state).loss;
    expect(gradcheck((a, b) => loss(a!, b!), [joint, marginal])).toBeLessThan(1e-6);
  });

  const gradients = (of: (a: Tensor, b: Tensor) => Tensor): number[] =>
    scope(() => {
      const { a, b } = grad(({ a, b }: { a: Tensor; b: Tensor }) => of(a, b))({ a: joint, b: marginal });
      return [...a.dataSync(), ...b.dataSync()];
    });

  test.each(promised.filter(([, { trainsOnBound }]) => trainsOnBound))(
    'of the %s loss are minus those of its bound at the first step',
    (name) => {
      const bound = boundOf(name);
      const loss = gradients((a, b) => bound.loss(a, b, undefined).loss);
      const expected = gradients((a, b) => neg(bound.bound(a, b)));
      expect(loss).toEqual(expected.map((x) => expect.closeTo(x, 12)));
    },
  );

  test.each(['js', 'nwj-js', 'smile'] as const)('of the %s loss are those of the Jensen-Shannon objective', (name) => {
    const loss = gradients((a, b) => boundOf(name).loss(a, b, undefined).loss);
    expect(loss).toEqual(gradients((a, b) => neg(jsObjective(a, b))).map((x) => expect.closeTo(x, 12)));
  });

  test.each(['ba', 'doe', 'club', 'l1out'] as const)('of the %s loss raise the log likelihood alone', (name) => {
    expect(boundOf(name).trains).toBe('likelihood');
    const loss = gradients((a, b) => boundOf(name).loss(a, b, undefined).loss);
    expect(loss).toEqual([-0.25, -0.25, -0.25, -0.25, ...Array<number>(12).fill(0)].map((x) => expect.closeTo(x, 12)));
  });
});

describe('on a discrete joint distribution', () => {
  // Counts of equally likely draws; the product of the marginals, row by row, is the whole y marginal beside each draw's x.
  const counts = [
    [4, 1, 1],
    [1, 3, 2],
    [0, 1, 5],
  ];
  const draws = counts.flatMap((row, x) =>
    row.flatMap((count, y) => Array.from({ length: count }, () => [x, y] as const)),
  );
  const total = draws.length;
  const ofX = counts.map((row) => row.reduce((sum, count) => sum + count, 0) / total);
  const ofY = counts[0]!.map((_, y) => counts.reduce((sum, row) => sum + row[y]!, 0) / total);
  // A cell without draws gets a ratio of e^-60, which no double tells from 0 in a sum.
  const logRatio = (x: number, y: number): number =>
    counts[x]![y] === 0 ? -60 : Math.log(counts[x]![y]! / total / (ofX[x]! * ofY[y]!));
  const truth = draws.reduce((sum, [x, y]) => sum + logRatio(x, y) / total, 0);

  const scores = (optimum: (logRatio: number) => number) => ({
    joint: tensor(
      Float64Array.from(draws, ([x, y]) => optimum(logRatio(x, y))),
      float64,
    ),
    marginal: tensor(Float64Array.from(draws.flatMap(([x]) => draws.map(([, y]) => optimum(logRatio(x, y))))), {
      ...float64,
      shape: [total, total],
    }),
  });

  test.each(promised.filter(([, { optimum }]) => optimum !== undefined))(
    'the %s value at the optimal critic is the mutual information',
    (name, { optimum }) => {
      if (name === 'l1out') return;
      const { joint, marginal } = scores(optimum!);
      const found = value(() =>
        // Halves of the rows are not halves of the population: the baseline is given.
        name === 'tuba' ? tuba(joint, marginal, 0) : boundOf(name).bound(joint, marginal),
      );
      expect(found).toBeCloseTo(truth, 10);
    },
  );

  test('so are L1Out of the true conditional, FLO with u = -log p/q, SMILE without clipping and Barber-Agakov', () => {
    const { joint } = scores(same);
    const logConditional = (x: number, y: number) => logRatio(x, y) + Math.log(ofY[y]!);
    const logQ = tensor(
      Float64Array.from(draws, ([x, y]) => logConditional(x, y)),
      float64,
    );
    const others = tensor(Float64Array.from(draws.flatMap(([, y]) => draws.map(([x]) => logConditional(x, y)))), {
      ...float64,
      shape: [total, total],
    });
    expect(value(() => l1out(logQ, others))).toBeCloseTo(truth, 10);
    expect(value(() => flo(joint, scores(same).marginal, neg(joint)))).toBeCloseTo(truth, 10);
    expect(value(() => smile(joint, scores(same).marginal, { tau: Number.POSITIVE_INFINITY }))).toBeCloseTo(truth, 10);
    const entropy = -draws.reduce((sum, [, y]) => sum + Math.log(ofY[y]!) / total, 0);
    expect(value(() => barberAgakov(logQ, entropy))).toBeCloseTo(truth, 10);
    const logP = tensor(
      Float64Array.from(draws, ([, y]) => Math.log(ofY[y]!)),
      float64,
    );
    expect(value(() => differenceOfEntropies(logQ, logP))).toBeCloseTo(truth, 10);
  });

  test('no other critic brings a lower bound higher', () => {
    const rng = random(3);
    for (const name of onAnyShape.filter((name) => boundOf(name).side === 'lower' && ofInformation.includes(name))) {
      for (let trial = 0; trial < 20; trial++) {
        const noise = [...(rng.normal([9], float64).dataSync() as Float64Array)];
        const optimum = promises[name]!.optimum ?? same;
        const score = (x: number, y: number) => optimum(logRatio(x, y)) + 0.3 * noise[3 * x + y]!;
        const perturbed = {
          joint: tensor(
            Float64Array.from(draws, ([x, y]) => score(x, y)),
            float64,
          ),
          marginal: tensor(Float64Array.from(draws.flatMap(([x]) => draws.map(([, y]) => score(x, y)))), {
            ...float64,
            shape: [total, total],
          }),
        };
        expect(value(() => boundOf(name).bound(perturbed.joint, perturbed.marginal))).toBeLessThan(truth);
      }
    }
  });
});

describe('a shift of the scores', () => {
  const move = (bound: (a: Tensor, b: Tensor) => Tensor, by: Tensor): number =>
    value(() => bound(add(joint, by), by.rank === 0 ? add(marginal, by) : add(marginal, expandDims(by, 1))));
  const constant = tensor(7, float64);
  const rows = tensor(Float64Array.of(1, -2, 0.5, 3), float64);

  test.each(promised)('is treated by %s as its table says', (name, { shift }) => {
    const { bound } = boundOf(name);
    const before = value(() => bound(joint, marginal));
    if (shift === 'matters') expect(Math.abs(move(bound, constant) - before)).toBeGreaterThan(1e-3);
    else expect(move(bound, constant)).toBeCloseTo(before, 10);
    if (shift === 'ignored by row') expect(move(bound, rows)).toBeCloseTo(before, 10);
  });
});

describe('scores of several hundred', () => {
  const huge = (backend: { dtype: 'float32' | 'float64' }) => ({
    joint: tensor([500, -500, 500, 480], backend),
    marginal: tensor(
      [
        [-500, 500, 20],
        [500, 500, -500],
        [-500, -500, -500],
        [0, 400, 500],
      ],
      backend,
    ),
  });

  test.each(promised)('never make %s NaN, nor its gradient where its value is finite', (name, { staysFinite }) => {
    scope(() => {
      const scores = huge(float64);
      const { bound } = boundOf(name);
      const found = bound(scores.joint, scores.marginal).itemSync();
      expect(found).not.toBeNaN();
      expect(Number.isFinite(found) || !staysFinite).toBe(true);
      if (!Number.isFinite(found)) return;
      const { a, b } = grad(({ a, b }: { a: Tensor; b: Tensor }) => bound(a, b))({
        a: scores.joint,
        b: scores.marginal,
      });
      for (const slope of [...a.dataSync(), ...b.dataSync()]) expect(Number.isFinite(slope)).toBe(true);
    });
  });

  test.each(['donsker-varadhan', 'mine', 'info-nce', 'js', 'smile', 'jensen-shannon', 'gan', 'l1out'] as const)(
    'leave %s finite in float32 too',
    (name) => {
      const scores = huge({ dtype: 'float32' });
      expect(Number.isFinite(value(() => boundOf(name).bound(scores.joint, scores.marginal)))).toBe(true);
      expect(Number.isFinite(value(() => boundOf(name).loss(scores.joint, scores.marginal, undefined).loss))).toBe(
        true,
      );
    },
  );
});

const rho = 0.8;
const information = -Math.log(1 - rho * rho) / 2;

/** log p(x, y) / (p(x) p(y)) of a bivariate normal. */
const logRatio = (x: number, y: number): number =>
  information - (rho * rho * (x * x + y * y) - 2 * rho * x * y) / (2 * (1 - rho * rho));

function sample(n: number, seed: number): { x: Float64Array; y: Float64Array } {
  const rng = random(seed);
  const draw = () => rng.normal([n], float64).dataSync() as Float64Array;
  const x = draw();
  const noise = draw();
  return { x, y: noise.map((value, i) => rho * x[i]! + Math.sqrt(1 - rho * rho) * value) };
}

function heldOut(
  { x, y }: { x: Float64Array; y: Float64Array },
  shiftCount: number,
  score: (logRatio: number) => number = same,
): HeldOutScores {
  const n = x.length;
  const shifts = Int32Array.from({ length: shiftCount }, (_, k) => k + 1);
  const marginal = new Float64Array(n * shiftCount);
  shifts.forEach((shift, k) => {
    for (let i = 0; i < n; i++) marginal[k * n + i] = score(logRatio(x[i]!, y[(i + shift) % n]!));
  });
  return { joint: x.map((value, i) => score(logRatio(value, y[i]!))), marginal, shifts };
}

/** A critic near the optimum of each bound, whose scores are not too far apart for first-order influences. */
const nearOptimum = (name: EstimatorName) => (logRatio: number) => {
  const gentle = 0.5 * logRatio;
  return name === 'nwj' || name === 'kl' ? 1 + gentle : gentle;
};

describe('a value read off held-out scores', () => {
  const layoutOf = ({ joint, marginal, shifts }: HeldOutScores) => {
    const n = joint.length;
    const rows = Float64Array.from(
      { length: marginal.length },
      (_, index) => marginal[(index % shifts.length) * n + Math.floor(index / shifts.length)]!,
    );
    return { joint: tensor(joint, float64), marginal: tensor(rows, { ...float64, shape: [n, shifts.length] }) };
  };

  test.each(onAnyShape.flatMap((name) => [[name, 7] as const, [name, 1] as const]))(
    'is the %s bound on the same scores, with %i negatives a row',
    (name, negatives) => {
      const scores = heldOut(sample(30, 1), negatives, nearOptimum(name));
      const rows = layoutOf(name === 'l1out' ? seenFromY(scores) : scores);
      expect(boundOf(name).read(scores).value).toBeCloseTo(
        value(() => boundOf(name).bound(rows.joint, rows.marginal)),
        10,
      );
    },
  );

  test('is the symmetric InfoNCE bound on the square of all scores', () => {
    const n = 9;
    const { x, y } = sample(n, 4);
    const others = Float64Array.from({ length: n * (n - 1) }, (_, index) => {
      const row = Math.floor(index / (n - 1));
      const column = index % (n - 1);
      return logRatio(x[row]!, y[column < row ? column : column + 1]!);
    });
    const diagonal = tensor(
      x.map((value, i) => logRatio(value, y[i]!)),
      float64,
    );
    const rest = tensor(others, { ...float64, shape: [n, n - 1] });
    const bound = boundOf('symmetric-info-nce');
    const found = bound.read(heldOut({ x, y }, n - 1)).value;
    expect(found).toBeCloseTo(
      value(() => bound.bound(diagonal, rest)),
      12,
    );
  });

  test.each(estimatorNames)('moves with each row as %s says', (name) => {
    const n = 80;
    const rows = sample(n, 2);
    const withoutRow = (i: number) => ({ x: rows.x.filter((_, j) => j !== i), y: rows.y.filter((_, j) => j !== i) });
    const bound = boundOf(name);
    const read = (of: { x: Float64Array; y: Float64Array }) =>
      bound.read(heldOut(of, of.x.length - 1, nearOptimum(name)));
    const { value, influence } = read(rows);
    expect(influence.reduce((sum, term) => sum + term, 0)).toBeCloseTo(0, 9);
    const spread = standardError(influence) * n;
    for (let i = 0; i < n; i += 7) {
      const change = (n - 1) * (value - read(withoutRow(i)).value);
      expect(Math.abs(change - influence[i]!)).toBeLessThan(0.04 * spread);
    }
  });

  test.each(estimatorNames)('of %s says in what units scores are log density ratios', (name) => {
    const bound = boundOf(name);
    const { logPartition, largestShare } = bound.read(heldOut(sample(400, 5), 60));
    expect(Number.isFinite(logPartition)).toBe(true);
    expect(largestShare).toBeGreaterThanOrEqual(0);
    expect(largestShare).toBeLessThan(1);
  });

  test.each(estimatorNames)('of %s is never NaN for scores of several hundred', (name) => {
    const { joint, marginal, shifts } = heldOut(sample(20, 3), 6);
    const huge = {
      joint: joint.map((s) => (s > 0 ? 500 : -500)),
      marginal: marginal.map((s) => (s > 0 ? 500 : -500)),
      shifts,
    };
    expect(boundOf(name).read(huge).value).not.toBeNaN();
  });
});

describe('with the optimal critic of a bivariate normal', () => {
  const readings = (name: EstimatorName, negatives: number) =>
    Array.from({ length: 6 }, (_, seed) => {
      const optimum = promises[name]!.optimum ?? same;
      return boundOf(name).read(heldOut(sample(1000, 100 + seed), negatives, optimum));
    });
  const meanAndError = (name: EstimatorName, negatives: number) => {
    const all = readings(name, negatives);
    const mean = all.reduce((sum, { value }) => sum + value, 0) / all.length;
    const squares = all.reduce((sum, { influence }) => sum + standardError(influence) ** 2, 0);
    return { mean, error: Math.sqrt(squares) / all.length };
  };

  test.each(ofInformation)('%s is on its side of the truth', (name) => {
    const { mean, error } = meanAndError(name, 60);
    const { side } = boundOf(name);
    if (side !== 'upper') expect(mean).toBeLessThan(information + 2 * error + 0.005);
    if (side !== 'lower') expect(mean).toBeGreaterThan(information - 2 * error - 0.005);
    if (name !== 'club') expect(Math.abs(mean - information)).toBeLessThan(0.03);
  });

  test('CLUB is the truth plus KL(product || joint)', () => {
    const gap = (rho * rho) / (1 - rho * rho) - information;
    const { mean, error } = meanAndError('club', 60);
    expect(Math.abs(mean - (information + gap))).toBeLessThan(3 * error);
  });

  test('few negatives lower InfoNCE as the exact expectation says', () => {
    // Expected with the optimal critic and 8 candidates: 0.426 +- 0.01.
    expect(meanAndError('info-nce', 7).mean).toBeCloseTo(0.426, 1);
    expect(meanAndError('info-nce', 7).mean).toBeLessThan(0.45);
  });
});

describe('a ceiling', () => {
  const withCeiling = estimatorNames.filter((name) => boundOf(name).ceiling !== undefined);

  test.each(withCeiling)('of %s is passed by no scores, and reached or nearly so by sure ones', (name) => {
    expect(['info-nce', 'symmetric-info-nce', 'alpha-interpolated', 'flo']).toContain(name);
    const rng = random(11);
    for (const k of promises[name]!.onSquares ? [5] : [1, 2, 3, 8]) {
      const ceiling = boundOf(name).ceiling!(k);
      for (let trial = 0; trial < 30; trial++) {
        const scale = 10 ** (trial / 12);
        const scores = [mul(rng.normal([6], float64), scale), mul(rng.normal([6, k], float64), scale)] as const;
        expect(value(() => boundOf(name).bound(...scores))).toBeLessThanOrEqual(ceiling + 1e-12);
      }
      const sure = value(() => boundOf(name).bound(mul(ones([6], float64), 300), zeros([6, k], float64)));
      // The interpolated bound pays its cost of 1 for the negatives even then.
      expect(sure).toBeCloseTo(name === 'alpha-interpolated' ? ceiling - 1 : ceiling, 6);
    }
  });
});

describe('InfoNCE', () => {
  test('is never above log(k + 1), and reaches it when every row knows its own', () => {
    const rng = random(9);
    const ceiling = infoNceCeiling(3);
    expect(ceiling).toBeCloseTo(Math.log(4), 15);
    for (let trial = 0; trial < 50; trial++) {
      const scale = 10 ** (trial / 12);
      const found = value(() => infoNce(mul(rng.normal([5], float64), scale), mul(rng.normal([5, 3], float64), scale)));
      expect(found).toBeLessThanOrEqual(ceiling);
    }
    const sure = value(() =>
      infoNce(
        tensor([900, 900], float64),
        tensor(
          [
            [0, 0, 0],
            [0, 0, 0],
          ],
          float64,
        ),
      ),
    );
    expect(sure).toBeCloseTo(ceiling, 12);
    expect(boundOf('info-nce').ceiling!(127)).toBeCloseTo(4.852, 3);
  });

  test('in the form of Deep InfoMax lacks the constant, and has the same gradient', () => {
    const cpc = value(() => infoNce(joint, marginal));
    const dim = value(() => infoNce(joint, marginal, { form: 'dim' }));
    expect(dim).toBeCloseTo(cpc - Math.log(4), 12);
    const slopes = (form: 'cpc' | 'dim') => [
      ...scope(() => grad((m: Tensor) => infoNce(joint, m, { form }))(marginal)).dataSync(),
    ];
    expect(slopes('dim')).toEqual(slopes('cpc').map((x) => expect.closeTo(x, 14)));
    expect(() => infoNce(joint, marginal, { form: 'moco' as 'cpc' })).toThrow(OptionError);
  });

  test('needs the scores row by row', () => {
    expect(() => infoNce(joint, slice(marginal, { stop: [3] }))).toThrow(ShapeError);
    expect(() => infoNce(joint, slice(marginal, { stop: [3] }))).toThrow(
      'infoNce: joint [4] and marginal [3,3] do not belong together row by row',
    );
  });
});

describe('the interpolated bound', () => {
  test('is TUBA at alpha 0 and InfoNCE at alpha 1, with one candidate fewer', () => {
    const baseline = tensor(0.3, float64);
    expect(value(() => alphaInterpolated(joint, marginal, { alpha: 0, logBaseline: baseline }))).toBeCloseTo(
      value(() => tuba(joint, marginal, baseline)),
      12,
    );
    const fewer = slice(marginal, { stop: [4, 2] });
    expect(value(() => alphaInterpolated(joint, marginal, { alpha: 1 }))).toBeCloseTo(
      value(() => infoNce(joint, fewer)),
      12,
    );
  });

  test('takes an alpha from 0 to 1', () => {
    for (const alpha of [-0.1, 1.1, Number.NaN]) {
      expect(() => alphaInterpolated(joint, marginal, { alpha })).toThrow(OptionError);
      expect(() => boundOf('alpha-interpolated', { alpha })).toThrow('from 0 (TUBA) to 1 (InfoNCE)');
    }
  });
});

describe('TUBA', () => {
  test('with the constant baseline 1 is NWJ, and with log E_Q[e^T] it is Donsker-Varadhan', () => {
    expect(value(() => tuba(joint, marginal, 1))).toBeCloseTo(
      value(() => nwj(joint, marginal)),
      12,
    );
    const logMean = value(() => sub(0, boundOf('donsker-varadhan').bound(tensor(0, float64), marginal)));
    expect(value(() => tuba(joint, marginal, logMean))).toBeCloseTo(
      value(() => boundOf('donsker-varadhan').bound(joint, marginal)),
      12,
    );
  });

  test('takes a baseline for each row, and learns from it', () => {
    const rows = tensor(Float64Array.of(0.1, 0.2, -0.3, 0.4), float64);
    expect(gradcheck((b) => tuba(joint, marginal, b), [rows])).toBeLessThan(1e-6);
    expect(() => tuba(joint, marginal, slice(rows, { stop: [2] }))).toThrow(ShapeError);
    expect(() => tuba(tensor([1]), tensor([1]))).toThrow('have no two halves');
  });

  test('trains with the average of earlier batches as its baseline', () => {
    const first = scope(() => boundOf('tuba').loss(joint, marginal, undefined));
    const second = scope(() => boundOf('tuba').loss(joint, marginal, first.state));
    expect(second.loss.itemSync()).toBeCloseTo(-value(() => tuba(joint, marginal, first.state)), 12);
  });
});

test('options out of range are refused', () => {
  expect(() => boundOf('smile', { tau: 0 })).toThrow(OptionError);
  expect(() => boundOf('remine', { lambda: -1 })).toThrow(OptionError);
});
