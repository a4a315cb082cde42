/** Check rows of the optimizer updates: the update's equations, element by element. */
import { ShapeError } from '../../errors.ts';
import { adamStep } from '../../ops/adam-step.ts';
import { ones } from '../../ops/ones.ts';
import { build } from '../build.ts';
import { type DefinitionCheck, misuse, type OpNamesOf } from '../check.ts';
import { pick, sampleInput, sampleShape, wholeNumber } from '../samples.ts';

const settings = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  correction1: 0.1,
  correction2: 0.001,
  weightDecay: 0,
};

export const updateChecks = {
  adamStep: {
    sample: (rng, options) => {
      const shape = sampleShape(rng, options);
      const step = wholeNumber(rng, 1, 50);
      const inputs = [
        sampleInput(rng, 'parameter', shape, { low: -2, high: 2 }, options),
        sampleInput(rng, 'gradient', shape, { low: -2, high: 2 }, options),
        sampleInput(rng, 'moment1', shape, { low: -1, high: 1 }, options),
        sampleInput(rng, 'moment2', shape, { low: 0.01, high: 1 }, options),
      ];
      const attrs = {
        ...settings,
        correction1: 1 - 0.9 ** step,
        correction2: 1 - 0.999 ** step,
        weightDecay: pick(rng, [0, 0.1]),
      };
      return { inputs, attrs };
    },
    define: ([p, g, m, v], { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay }) => {
      const moment1 = build(p.shape, (at) => beta1 * m.get(...at) + (1 - beta1) * g.get(...at));
      const moment2 = build(p.shape, (at) => beta2 * v.get(...at) + (1 - beta2) * g.get(...at) ** 2);
      const parameter = build(p.shape, (at) => {
        const step = moment1.get(...at) / correction1 / (Math.sqrt(moment2.get(...at) / correction2) + epsilon);
        return p.get(...at) - learningRate * (step + weightDecay * p.get(...at));
      });
      return [parameter, moment1, moment2];
    },
    tolerance: { relative: 1e-5, absolute: 1e-6 },
    misuse: [
      misuse(
        () => adamStep(ones([2]), ones([3]), ones([2]), ones([2]), settings),
        ShapeError,
        'adamStep: parameter [2] float32 stands beside [3] float32',
      ),
      misuse(
        () => adamStep(ones([2]), ones([2], { dtype: 'int32' }), ones([2]), ones([2]), settings),
        ShapeError,
        'all four must be alike',
      ),
    ],
  },
} satisfies Record<OpNamesOf<'update'>, DefinitionCheck>;
