/** Check rows of the random operations: the distribution that their numbers follow. Their bits are equal on all backends. */
import { DTypeError, ShapeError, ValueError } from '../../errors.ts';
import { complementaryErrorFunction } from '../../ops/erf.ts';
import { random } from '../../random.ts';
import { type DefinitionCheck, misuse, type OpNamesOf, type RandomCheck } from '../check.ts';
import { sampleShape, wholeNumber } from '../samples.ts';

const sample: DefinitionCheck['sample'] = (rng, options) => ({
  inputs: [],
  attrs: {
    shape: sampleShape(rng, options),
    dtype: options.dtype ?? 'float32',
    key: [wholeNumber(rng, 0, 2 ** 31 - 2), wholeNumber(rng, 0, 2 ** 31 - 2)],
    counter: wholeNumber(rng, 0, 2 ** 31 - 2) * 2 ** wholeNumber(rng, 0, 21),
  },
});

const range = 2 ** 32;

export const randomChecks = {
  randomBits: {
    sample: (rng, options) => sample(rng, { ...options, dtype: 'int32' }),
    distribution: { cdf: (x) => (x + range / 2) / range, mean: -0.5, variance: range ** 2 / 12 },
    tolerance: { ulp: 0 },
    misuse: [misuse(() => random(1).permutation(-1), ShapeError, 'permutation: [-1] is not a shape')],
  },
  randomUniform: {
    sample,
    distribution: { cdf: (x) => Math.min(Math.max(x, 0), 1), mean: 0.5, variance: 1 / 12 },
    tolerance: { ulp: 0 },
    misuse: [
      misuse(() => random(-1), ValueError, 'random: seed -1 must be a whole number'),
      misuse(() => random(1).uniform([0.5]), ShapeError, 'randomUniform: [0.5] is not a shape'),
      misuse(
        () => random(1).uniform([1], { dtype: 'int32' as 'float32' }),
        DTypeError,
        'randomUniform: dtype int32 is not a float',
      ),
      misuse(() => random(1).uniform([1], { min: 1, max: 0 }), ValueError, 'uniform: min 1 must not be above max 0'),
      misuse(() => random(1).bernoulli([1], { p: 1.5 }), ValueError, 'bernoulli: p 1.5 must lie from 0 to 1'),
      misuse(() => random(1).choice(3, 4), ValueError, 'choice: 4 of 3 without replacement is impossible'),
      misuse(() => random(1).choice(3, -1), ValueError, 'choice: k -1 must be a whole number of 0 or more'),
      misuse(() => random(1).integers(1, 0), ValueError, 'integers: below 0 must be a whole number'),
      misuse(() => random(1).integers(-1, 3), ValueError, 'integers: count -1 must be a whole number of 0 or more'),
      misuse(
        () => random(1).fork(-1),
        ValueError,
        'fork: label -1 must be a whole number from 0 to 2^32 - 1, or a string',
      ),
      misuse(() => random(1).split(1.5), ValueError, 'split: n 1.5 must be a whole number of 0 or more'),
    ],
  },
  randomNormal: {
    sample,
    distribution: { cdf: (x) => 0.5 * complementaryErrorFunction(-x / Math.SQRT2), mean: 0, variance: 1 },
    tolerance: { ulp: 0 },
    misuse: [
      misuse(() => random(1).normal([-2]), ShapeError, 'randomNormal: [-2] is not a shape'),
      misuse(() => random(1).normal([1], { stdDev: -1 }), ValueError, 'normal: stdDev -1 must be 0 or more'),
    ],
  },
} satisfies Record<OpNamesOf<'random'>, RandomCheck>;
