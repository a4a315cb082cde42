// Random numbers are a pure function of seed and position: known words, the same bits everywhere, and the right distributions.
import { type OpName, type Random, random, reference, scope, tensor, wasm } from '@infograd/tensor';
import { checks, type RandomCheck } from '@infograd/tensor/testing';
import { complementaryErrorFunction } from '../../packages/tensor/src/ops/erf.ts';
import { normalFromBits } from '../../packages/tensor/src/random-normal.ts';
import { threefry2x32 } from '../../packages/tensor/src/threefry.ts';
import { namesOf } from './op-names.ts';

const count = 40000;

describe('Threefry-2x32-20 gives the known answers of its authors (Random123, kat_vectors)', () => {
  test.each([
    ['zeros', [0, 0, 0, 0], [0x6b200159, 0x99ba4efe]],
    ['ones', [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    ['digits of pi', [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
  ])('%s', (_name, [key0, key1, counter0, counter1], words) => {
    expect(threefry2x32(key0, key1, counter0, counter1)).toEqual(words);
  });
});

describe('one seed is one stream', () => {
  const draws: Record<string, (rng: Random, backend: ReturnType<typeof reference>) => number[]> = {
    uniform: (rng, backend) => [...rng.uniform([3, 7], { backend }).dataSync()],
    'uniform between bounds': (rng, backend) => [...rng.uniform([1001], { min: -3, max: 7, backend }).dataSync()],
    normal: (rng, backend) => [...rng.normal([4097], { backend }).dataSync()],
    'normal with mean': (rng, backend) => [...rng.normal([1001], { mean: 2, stdDev: 3, backend }).dataSync()],
    bernoulli: (rng, backend) => [...rng.bernoulli([1001], { p: 0.3, backend }).dataSync()],
    permutation: (rng, backend) => [...rng.permutation(101, { backend }).dataSync()],
    choice: (rng, backend) => [...rng.choice(101, 17, { backend }).dataSync()],
  };
  test.each(Object.entries(draws))('%s has the same bits on every backend', (_name, draw) => {
    scope(() => void expect(draw(random(11), wasm())).toEqual(draw(random(11), reference())));
  });

  test('drawing goes on where the last draw ended, and a seed starts again', () => {
    const draw = (rng: Random, n: number) => [...rng.uniform([n]).dataSync()];
    const rng = random(3);
    const first = [...draw(rng, 6), ...draw(rng, 4)];
    expect(first).toEqual(draw(random(3), 10));
    expect(new Set(first).size).toBe(10);
    expect(draw(random(4), 10)).not.toEqual(first);
    expect(draw(random(2 ** 32 + 3), 10)).not.toEqual(first);
  });

  test('an odd draw spends a whole block', () => {
    const rng = random(3);
    rng.uniform([5]);
    const after = [...rng.uniform([2]).dataSync()];
    expect(after).toEqual([...random(3).uniform([8]).dataSync()].slice(6));
  });

  test('float64 numbers are those of float32 on the reference backend', () => {
    const wide = random(1).uniform([100], { dtype: 'float64', backend: reference() });
    expect([...wide.dataSync()]).toEqual([...random(1).uniform([100], { backend: reference() }).dataSync()]);
  });
});

describe('distributions', () => {
  const draw = {
    randomBits: (rng: Random) => tensor(rng.integers(count, 2 ** 31 - 1).map((value) => 2 * value - 2 ** 31)),
    randomUniform: (rng: Random) => rng.uniform([count]),
    randomNormal: (rng: Random) => rng.normal([count]),
  };

  test.each(namesOf('random'))('%s has its mean and variance, and passes Kolmogorov-Smirnov', (name: OpName) => {
    const { cdf, mean, variance } = (checks[name] as RandomCheck).distribution;
    for (const seed of [1, 2, 3]) {
      const values = Float64Array.from(draw[name as keyof typeof draw](random(seed)).dataSync()).sort();
      const average = values.reduce((sum, value) => sum + value, 0) / count;
      const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / count;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / count));
      expect(Math.abs(spread / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
      const distance = values.reduce(
        (worst, value, i) => Math.max(worst, Math.abs(cdf(value) - i / count), Math.abs(cdf(value) - (i + 1) / count)),
        0,
      );
      expect(distance * Math.sqrt(count)).toBeLessThan(1.95); // probability 0.001
    }
  });

  test('uniform numbers lie on [0, 1), bounds move them', () => {
    const values = [...random(5).uniform([count], { min: -2, max: 3 }).dataSync()];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThanOrEqual(3);
    expect(Math.max(...random(5).uniform([count]).dataSync())).toBeLessThan(1);
  });

  test('a normal number is the quantile that its bits say, out to the last ones', () => {
    const words: number[] = [];
    for (let word = -(2 ** 31); word < 2 ** 31; word += 99_991) words.push(word);
    for (let power = 1; power <= 2 ** 31; power *= 2) words.push(power - 1, 2 ** 31 - power, power - 2 ** 31, -power);
    let worst = 0;
    let wrongSigns = 0;
    for (const word of words) {
      const normal = normalFromBits(word);
      const size = Math.abs(normal);
      // The probability beyond the number, and how fast it falls there: their ratio is the number's error.
      const beyond = complementaryErrorFunction(size / Math.SQRT2) / 2;
      const wanted = word >= 0 ? (2 ** 31 - word - 0.5) / 2 ** 32 : (word + 2 ** 31 + 0.5) / 2 ** 32;
      const density = Math.exp(-(size ** 2) / 2) / Math.sqrt(2 * Math.PI);
      if (normal < 0 !== word < 0) wrongSigns++;
      if (Math.abs(word) > 2 ** 10) worst = Math.max(worst, Math.abs(beyond - wanted) / density / size);
    }
    expect(wrongSigns).toBe(0);
    expect(worst).toBeLessThan(7e-7);
    expect(normalFromBits(2 ** 31 - 1)).toBeCloseTo(6.3379, 3);
    expect(normalFromBits(2 ** 31)).toBe(-normalFromBits(2 ** 31 - 1));
  });

  test('normal tails are as heavy as they should be', () => {
    const values = [...random(6).normal([1_000_000]).dataSync()];
    const beyond = (limit: number) => values.filter((value) => Math.abs(value) > limit).length;
    expect(Math.abs(beyond(3) - 2700)).toBeLessThan(4 * Math.sqrt(2700));
    expect(Math.abs(beyond(4) - 63)).toBeLessThan(4 * Math.sqrt(63));
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test.each([0, 0.1, 0.5, 1])('bernoulli(%d) is true that often', (p) => {
    const rate = random(7).bernoulli([count], { p }).dataSync().filter(Boolean).length / count;
    expect(Math.abs(rate - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / count));
  });

  test('integers fall evenly', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of random(8).integers(count, 7)) counts[value]++;
    const expected = count / 7;
    const chiSquare = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(22.5); // 6 degrees of freedom, probability 0.001
  });
});

describe('permutations and choices', () => {
  test.each([0, 1, 2, 3, 100])('permutation(%i) has every number once', (n) => {
    const order = random(1).permutation(n);
    expect([order.shape, order.dtype]).toEqual([[n], 'int32']);
    expect([...order.dataSync()].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  test('every order of three comes equally often', () => {
    const rng = random(2);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = scope(() => rng.permutation(3).dataSync().join());
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  });

  test('choice without replacement repeats nothing; with replacement it stays in range', () => {
    const chosen = [...random(3).choice(50, 20).dataSync()];
    expect(new Set(chosen).size).toBe(20);
    expect(chosen.every((value) => value >= 0 && value < 50)).toBe(true);
    const drawn = [...random(3).choice(5, 200, { replace: true }).dataSync()];
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(random(3).choice(4, 0).shape).toEqual([0]);
  });
});

describe('forks', () => {
  const words = (rng: Random) => [...rng.uniform([64]).dataSync()];

  test('a label has its own generator, wherever the parent stands', () => {
    const parent = random(9);
    const early = words(parent.fork('noise'));
    words(parent);
    expect(words(parent.fork('noise'))).toEqual(early);
    expect(words(random(10).fork('noise'))).not.toEqual(early);
  });

  test('forking leaves the parent where it is', () => {
    const parent = random(9);
    parent.fork('a');
    parent.split(3);
    expect(words(parent)).toEqual(words(random(9)));
  });

  test('no two of parent, forks, forks of forks and splits agree or correlate', () => {
    const parent = random(9);
    const children = [
      parent,
      parent.fork('a'),
      parent.fork('b'),
      parent.fork('ab'),
      parent.fork(''),
      parent.fork('a').fork('a'),
      parent.fork(100),
      ...parent.split(4),
    ];
    const streams = children.map((rng) => [...rng.uniform([4096], { min: -0.5, max: 0.5 }).dataSync()]);
    for (let i = 0; i < streams.length; i++) {
      for (let j = 0; j < i; j++) {
        const product = streams[i].reduce((sum, value, k) => sum + value * streams[j][k], 0);
        const correlation = (12 * product) / 4096;
        expect(Math.abs(correlation)).toBeLessThan(4.5 / Math.sqrt(4096));
      }
    }
  });

  test('split(n) are the forks 0 … n - 1', () => {
    expect(random(1).split(2).map(words)).toEqual([words(random(1).fork(0)), words(random(1).fork(1))]);
  });
});
