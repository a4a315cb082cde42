/** Check rows of the indexing operations: which element each index picks, or which elements each place gathers up. */

import { tensor } from '../../create.ts';
import { DTypeError, IndexError, ShapeError, ValueError } from '../../errors.ts';
import { gather } from '../../ops/gather.ts';
import { oneHot } from '../../ops/one-hot.ts';
import { ones } from '../../ops/ones.ts';
import { putAlongAxisAdd } from '../../ops/put-along-axis-add.ts';
import { scatterAdd } from '../../ops/scatter-add.ts';
import { takeAlongAxis } from '../../ops/take-along-axis.ts';
import type { Random } from '../../random.ts';
import type { Shape } from '../../shape.ts';
import { build } from '../build.ts';
import { type DefinitionCheck, misuse, type OpNamesOf } from '../check.ts';
import { type Domain, pick, type SampledInput, sampleInput, sampleShape, wholeNumber } from '../samples.ts';

const around: Domain = { low: -3, high: 3 };
const whole = (...values: number[]) => tensor(values, { dtype: 'int32' });

function sampleIndices(rng: Random, shape: Shape, below: number): SampledInput {
  return sampleInput(
    rng,
    'indices',
    below === 0 ? shape.map(() => 0) : shape,
    { low: 0, high: Math.max(below - 1, 0), dtype: 'int32' },
    {},
  );
}

const small = { smooth: true };

export const indexingChecks = {
  gather: {
    dtypes: ['int32', 'bool'],
    sample: (rng, options) => {
      const shape = sampleShape(rng, options, 1, 3);
      const axis = wholeNumber(rng, 0, shape.length - 1);
      const indices = sampleIndices(rng, sampleShape(rng, small, shape[axis] === 0 ? 1 : 0, 3), shape[axis]);
      return { inputs: [sampleInput(rng, 'x', shape, around, options), indices], attrs: { axis } };
    },
    define: ([x, indices], { axis }) => [
      build(x.shape.toSpliced(axis, 1, ...indices.shape), (index) => {
        const picked = indices.get(...index.slice(axis, axis + indices.dimension));
        return x.get(...index.toSpliced(axis, indices.dimension, picked));
      }),
    ],
    tolerance: { ulp: 0 },
    misuse: [
      misuse(
        () => gather(ones([3]), whole(0, 3)),
        IndexError,
        'gather: index 3 at position 1 is outside an axis of length 3; use 0 to 2',
      ),
      misuse(() => gather(ones([3]), whole(-1)), IndexError, 'gather: index -1 at position 0'),
      misuse(() => gather(ones([3]), tensor([0])), DTypeError, 'gather: indices is float32, but int32 is needed'),
      misuse(() => gather(ones([3]), whole(0), { axis: 1 }), ShapeError, 'gather: axis 1 does not exist'),
      misuse(
        () => gather(ones([1, 1, 1, 1, 1, 1]), tensor([[0]], { dtype: 'int32' })),
        ShapeError,
        'above the limit of 6',
      ),
    ],
  },
  takeAlongAxis: {
    dtypes: ['int32', 'bool'],
    sample: (rng, options) => {
      const shape = sampleShape(rng, options, 1, 4);
      const axis = wholeNumber(rng, 0, shape.length - 1);
      const count = shape[axis] === 0 ? 0 : pick(rng, [1, 2, 5]);
      const indices = sampleInput(
        rng,
        'indices',
        shape.with(axis, count),
        { low: 0, high: shape[axis] - 1, dtype: 'int32' },
        {},
      );
      return { inputs: [sampleInput(rng, 'x', shape, around, options), indices], attrs: { axis } };
    },
    define: ([x, indices], { axis }) => [
      build(indices.shape, (index) => x.get(...index.with(axis, indices.get(...index)))),
    ],
    tolerance: { ulp: 0 },
    misuse: [
      misuse(
        () => takeAlongAxis(ones([2, 2]), whole(0)),
        ShapeError,
        'takeAlongAxis: indices [1] must equal [2, 2] in every axis but 1',
      ),
      misuse(() => takeAlongAxis(ones([2]), whole(2)), IndexError, 'takeAlongAxis: index 2 at position 0'),
      misuse(() => takeAlongAxis(ones([2]), tensor([0])), DTypeError, 'takeAlongAxis: indices is float32'),
    ],
  },
  scatterAdd: {
    sample: (rng, options) => {
      const places = sampleShape(rng, small, 1, 2);
      const before = sampleShape(rng, small, 0, 1);
      const after = sampleShape(rng, small, 0, 1);
      const length = wholeNumber(rng, 1, 6);
      const indices = sampleIndices(rng, places, length);
      const updates = sampleInput(rng, 'updates', [...before, ...places, ...after], around, options);
      return { inputs: [indices, updates], attrs: { axis: before.length, length } };
    },
    define: ([indices, updates], { axis, length }) => {
      const target = build(updates.shape.toSpliced(axis, indices.dimension, length), () => 0);
      build(updates.shape, (index) => {
        const place = indices.get(...index.slice(axis, axis + indices.dimension));
        const at = index.toSpliced(axis, indices.dimension, place);
        return target.set(...at, target.get(...at) + updates.get(...index));
      });
      return [target];
    },
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    misuse: [
      misuse(() => scatterAdd(whole(0, 5), ones([2]), { length: 5 }), IndexError, 'scatterAdd: index 5 at position 1'),
      misuse(
        () => scatterAdd(whole(0), ones([2]), { length: 5 }),
        ShapeError,
        'scatterAdd: updates [2] must hold the shape of the indices [1]',
      ),
      misuse(
        () => scatterAdd(whole(0), ones([1]), { length: -1 }),
        ValueError,
        'scatterAdd: length -1 must be a whole number',
      ),
      misuse(
        () => scatterAdd(whole(0), ones([1]), { length: 2, axis: 1 }),
        ShapeError,
        'scatterAdd: axis 1 leaves no room',
      ),
      misuse(() => scatterAdd(tensor([0]), ones([1]), { length: 2 }), DTypeError, 'scatterAdd: indices is float32'),
    ],
  },
  putAlongAxisAdd: {
    sample: (rng, options) => {
      const shape = sampleShape(rng, options, 1, 4);
      const axis = wholeNumber(rng, 0, shape.length - 1);
      const length = wholeNumber(rng, 1, 6);
      return {
        inputs: [sampleIndices(rng, shape, length), sampleInput(rng, 'updates', shape, around, options)],
        attrs: { axis, length },
      };
    },
    define: ([indices, updates], { axis, length }) => {
      const target = build(updates.shape.with(axis, length), () => 0);
      build(updates.shape, (index) => {
        const at = index.with(axis, indices.get(...index));
        return target.set(...at, target.get(...at) + updates.get(...index));
      });
      return [target];
    },
    tolerance: { relative: 1e-6, absolute: 1e-6 },
    misuse: [
      misuse(
        () => putAlongAxisAdd(whole(4), ones([1]), { length: 4 }),
        IndexError,
        'putAlongAxisAdd: index 4 at position 0',
      ),
      misuse(
        () => putAlongAxisAdd(whole(0), ones([2]), { length: 4 }),
        ShapeError,
        'putAlongAxisAdd: updates [2] and indices [1] must have one shape',
      ),
      misuse(() => putAlongAxisAdd(whole(0), ones([1]), { length: 0.5 }), ValueError, 'putAlongAxisAdd: length 0.5'),
    ],
  },
  oneHot: {
    sample: (rng) => {
      const depth = wholeNumber(rng, 1, 9);
      return { inputs: [sampleIndices(rng, sampleShape(rng, small, 0, 3), depth)], attrs: { depth } };
    },
    define: ([indices], { depth }) => [
      build([...indices.shape, depth], (index) =>
        indices.get(...index.slice(0, -1)) === index[index.length - 1] ? 1 : 0,
      ),
    ],
    tolerance: { ulp: 0 },
    misuse: [
      misuse(() => oneHot(whole(2), { depth: 2 }), IndexError, 'oneHot: index 2 at position 0'),
      misuse(() => oneHot(whole(0), { depth: 0 }), ValueError, 'oneHot: depth 0'),
      misuse(() => oneHot(tensor([0]), { depth: 2 }), DTypeError, 'oneHot: indices is float32'),
    ],
  },
} satisfies Record<OpNamesOf<'indexing'>, DefinitionCheck>;
