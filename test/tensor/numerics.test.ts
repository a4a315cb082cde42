// The accuracy that docs/numerics.md publishes, on coarser sweeps of the same ranges.
import { readFileSync } from 'node:fs';
import { exp, tensor, wasm } from '@infograd/tensor';
import { sweepErrors, sweeps, ulpDistance } from '@infograd/tensor/testing';

/** Largest errors allowed, in ulp. The first five are promises; the others keep a change from going unseen. */
const limits: Record<string, number> = {
  ...{ exp: 2, expm1: 2, log: 2, log1p: 2, tanh: 2 },
  ...{ sigmoid: 2.5, softplus: 2, logSigmoid: 2, elu: 2, erf: 2, gelu: 9, sin: 2, cos: 2, sqrt: 0.5, pow: 1 },
};

const rows = sweeps.flatMap(({ whole, dense }) => [whole, dense]);

test.each(rows)('$name from $low to $high is within its limit', async (sweep) => {
  const { largestError, points, at } = await sweepErrors(sweep, 60_000, wasm());
  expect(points).toBeGreaterThanOrEqual(60_000);
  expect({ name: sweep.name, at, within: largestError <= limits[sweep.name] }).toEqual({
    name: sweep.name,
    at,
    within: true,
  });
});

test('exp is finite as far as float32 goes, and infinite further', () => {
  const [large, largest, beyond] = exp(tensor([88.5, 88.72283, 88.72284])).dataSync();
  expect(ulpDistance(large, Math.exp(88.5))).toBeLessThanOrEqual(2);
  expect(ulpDistance(largest, Math.exp(Math.fround(88.72283)))).toBeLessThanOrEqual(2);
  expect([Number.isFinite(largest), beyond]).toEqual([true, Infinity]);
});

test('docs/numerics.md lists every operation that is swept, and its figures keep the limits', () => {
  const page = readFileSync(new URL('../../docs/numerics.md', import.meta.url), 'utf8');
  const figures = [...page.matchAll(/^\| (\w+)\(.*\| ([\d.]+) \| [^|]*\|$/gm)].map(([, name, error]) => ({
    name,
    error: Number(error),
  }));
  expect(new Set(figures.map(({ name }) => name))).toEqual(new Set(sweeps.map(({ whole }) => whole.name)));
  expect(figures.filter(({ name, error }) => error > limits[name])).toEqual([]);
});
