/** Check rows of the contractions: the sum over the inner index, written as one, of elements addressed by their indices. */
import type { NdArray } from 'ndarray';
import { tensor } from '../../create.ts';
import { DTypeError, ShapeError, ValueError } from '../../errors.ts';
import { type Activation, activations } from '../../families/contraction.ts';
import { linear } from '../../ops/linear.ts';
import { matmul } from '../../ops/matmul.ts';
import { ones } from '../../ops/ones.ts';
import { build, total } from '../build.ts';
import { type DefinitionCheck, misuse, type OpNamesOf } from '../check.ts';
import { broadcastableShape, chance, type Domain, pick, sampleInput, sampleShape, wholeNumber } from '../samples.ts';

const around: Domain = { low: -2, high: 2 };

/** The sizes at which tiled kernels have seams, each side of a tile included. */
const sides = [0, 1, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33];

const activationDefinitions: Record<Activation, (x: number, alpha: number) => number> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x, alpha) => (x > 0 ? x : alpha * x),
  elu: (x, alpha) => (x > 0 ? x : alpha * (Math.exp(x) - 1)),
  tanh: (x) => 1 - 2 / (Math.exp(2 * x) + 1),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log(1 + Math.exp(x)),
};

/** The place in an operand's batch that a place in the broadcast batch reads. */
function inBatch(operand: NdArray, batch: readonly number[]): number[] {
  const own = operand.shape.slice(0, -2);
  return own.map((length, axis) => (length === 1 ? 0 : batch[batch.length - own.length + axis]));
}

export const contractionChecks = {
  matmul: {
    sample: (rng, options) => {
      const side = () => (options.smooth ? wholeNumber(rng, 1, 3) : pick(rng, sides));
      const [m, k, n] = [side(), side(), side()];
      const batch = sampleShape(rng, { smooth: true }, 0, options.smooth ? 1 : 3);
      const [transposeA, transposeB] = [chance(rng, 0.5), chance(rng, 0.5)];
      const a = [...broadcastableShape(rng, batch), ...(transposeA ? [k, m] : [m, k])];
      const b = [...broadcastableShape(rng, batch), ...(transposeB ? [n, k] : [k, n])];
      return {
        inputs: [sampleInput(rng, 'a', a, around, options), sampleInput(rng, 'b', b, around, options)],
        attrs: { transposeA, transposeB },
      };
    },
    define: ([a, b], { transposeA, transposeB }) => {
      const [rows, inner] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
      const columns = b.shape[b.dimension - (transposeB ? 2 : 1)];
      const longer = a.dimension > b.dimension ? a : b;
      const batch = longer.shape.slice(0, -2).map((_, axis) => {
        const fromEnd = longer.dimension - axis;
        const lengths = [a, b].map((operand) => operand.shape[operand.dimension - fromEnd] ?? 1);
        return lengths[0] === 1 ? lengths[1] : lengths[0];
      });
      return [
        build([...batch, rows, columns], (index) => {
          const [i, j] = index.slice(-2);
          const place = index.slice(0, -2);
          return total(inner, (k) => {
            const left = a.get(...inBatch(a, place), ...(transposeA ? [k, i] : [i, k]));
            return left * b.get(...inBatch(b, place), ...(transposeB ? [j, k] : [k, j]));
          });
        }),
      ];
    },
    tolerance: { relative: 1e-5, absolute: 1e-5 },
    misuse: [
      misuse(
        () => matmul(ones([3, 4]), ones([5, 4])),
        ShapeError,
        'matmul: [3, 4] x [5, 4] do not chain (inner 4 against 5). Did you mean transposeB?',
      ),
      misuse(() => matmul(ones([3, 4]), ones([4, 5]), { transposeB: true }), ShapeError, 'Did you mean no transposeB?'),
      misuse(() => matmul(ones([4]), ones([4, 2])), ShapeError, 'matmul: a has shape [4]; rank 2 or more is needed'),
      misuse(
        () => matmul(ones([2, 1, 1]), ones([3, 1, 1])),
        ShapeError,
        'matmul (batch axes): [2] and [3] do not broadcast',
      ),
      misuse(
        () => matmul(ones([1, 1], { dtype: 'int32' }), ones([1, 1], { dtype: 'int32' })),
        DTypeError,
        'matmul: a is int32',
      ),
      misuse(
        () => matmul(ones([1, 1]), ones([1, 1], { dtype: 'int32' })),
        DTypeError,
        'matmul: a is float32 and b is int32',
      ),
    ],
  },
  linear: {
    sample: (rng, options) => {
      const side = () => (options.smooth ? wholeNumber(rng, 1, 3) : pick(rng, sides));
      const [m, k, n] = [side(), side(), side()];
      const activation = pick(rng, activations);
      // Whole weights with a bias between them keep every sum away from the kink at 0.
      const whole: Domain = options.smooth ? { low: -2, high: 2, step: 1 } : around;
      const bias: Domain = options.smooth ? { low: -1, high: 1, step: 1, offset: 0.4 } : around;
      const inputs = [sampleInput(rng, 'x', [m, k], whole, options), sampleInput(rng, 'w', [k, n], whole, options)];
      if (options.smooth || chance(rng, 0.7)) inputs.push(sampleInput(rng, 'b', [n], bias, options));
      return { inputs, attrs: { activation, alpha: pick(rng, [0.01, 0.5, 1]) } };
    },
    define: ([x, w, b], { activation, alpha }) => [
      build([x.shape[0], w.shape[1]], ([i, j]) => {
        const sum = total(x.shape[1], (k) => x.get(i, k) * w.get(k, j)) + (b ? b.get(j) : 0);
        return activationDefinitions[activation as Activation](sum, alpha);
      }),
    ],
    tolerance: { relative: 1e-5, absolute: 2e-5 },
    misuse: [
      misuse(
        () => linear(ones([2, 3]), ones([4, 5])),
        ShapeError,
        'linear: [2, 3] x [4, 5] do not fit; x [n, in], w [in, out] and b [out] are needed',
      ),
      misuse(
        () => linear(ones([2, 3]), ones([3, 5]), ones([4])),
        ShapeError,
        'linear: [2, 3] x [3, 5] + [4] do not fit',
      ),
      misuse(() => linear(ones([3]), ones([3, 5])), ShapeError, 'linear: [3] x [3, 5] do not fit'),
      misuse(
        () => linear(ones([2, 3]), tensor([[1]], { dtype: 'int32' })),
        DTypeError,
        'linear: x is float32 and w is int32',
      ),
      misuse(
        () => linear(ones([1, 1]), ones([1, 1]), ones([1]), { activation: 'swish' as 'relu' }),
        ValueError,
        "linear: there is no activation 'swish'",
      ),
    ],
  },
} satisfies Record<OpNamesOf<'contraction'>, DefinitionCheck>;
