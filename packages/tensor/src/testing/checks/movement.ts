/** Check rows of the operations that move elements: where each output element comes from, by its index. */
import { tensor } from '../../create.ts';
import type { DType } from '../../dtype.ts';
import { DTypeError, ShapeError, ValueError } from '../../errors.ts';
import { broadcastTo } from '../../ops/broadcast-to.ts';
import { concat } from '../../ops/concat.ts';
import { type EmbedAttrs, embed } from '../../ops/embed.ts';
import { full } from '../../ops/full.ts';
import { reshape } from '../../ops/reshape.ts';
import { type Box, slice } from '../../ops/slice.ts';
import { transpose } from '../../ops/transpose.ts';
import { unfold2d } from '../../ops/unfold2d.ts';
import type { Random } from '../../random.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import { build } from '../build.ts';
import { type DefinitionCheck, misuse, type OpNamesOf } from '../check.ts';
import {
  broadcastableShape,
  type Domain,
  pick,
  type SampleOptions,
  sampleInput,
  sampleShape,
  shuffled,
  wholeNumber,
} from '../samples.ts';

const around: Domain = { low: -9, high: 9 };
const exact = { ulp: 0 };
const dtypes: readonly DType[] = ['int32', 'bool'];

const oneInput = (rng: Random, shape: Shape, options: SampleOptions) => [sampleInput(rng, 'x', shape, around, options)];

/** A shape as it is, in one axis, or with its axes of length 1 dropped. */
function regroup(rng: Random, shape: Shape): Shape {
  return pick(rng, [shape, [sizeOf(shape)], shape.filter((length) => length !== 1), [1, sizeOf(shape), 1]]);
}

function sampleBox(rng: Random, shape: Shape): Box {
  const axes = shape.map((length) => {
    const step = pick(rng, [1, 1, 1, 2, 3, -1, -2]);
    const start = length === 0 ? 0 : wholeNumber(rng, 0, length - 1);
    const room = length === 0 ? 0 : Math.floor((step > 0 ? length - 1 - start : start) / Math.abs(step)) + 1;
    return { start, step, length: wholeNumber(rng, Math.min(room, 1), room) };
  });
  return { starts: axes.map((a) => a.start), steps: axes.map((a) => a.step), lengths: axes.map((a) => a.length) };
}

function sampleEmbedding(rng: Random, shape: Shape): EmbedAttrs {
  const axes = shape.map((length) => {
    const step = pick(rng, [1, 1, 2, -1]);
    const before = wholeNumber(rng, 0, 2);
    const span = length === 0 ? 0 : (length - 1) * Math.abs(step) + 1;
    return {
      step,
      start: step > 0 ? before : before + Math.max(span - 1, 0),
      whole: before + span + wholeNumber(rng, 0, 2),
    };
  });
  return {
    shape: axes.map((a) => a.whole),
    starts: axes.map((a) => a.start),
    steps: axes.map((a) => a.step),
    value: pick(rng, [0, 0, 1]),
  };
}

export const movementChecks = {
  reshape: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options);
      return { inputs: oneInput(rng, shape, options), attrs: { shape: regroup(rng, shape) } };
    },
    define: ([x], { shape }) => {
      const inOrder: number[] = [];
      build(x.shape, (index) => inOrder.push(x.get(...index)));
      return [build(shape, () => inOrder.shift() as number)];
    },
    tolerance: exact,
    misuse: [
      misuse(
        () => reshape(tensor([1, 2, 3]), [2, -1]),
        ShapeError,
        'reshape: [3] has 3 elements and cannot become [2, -1]',
      ),
      misuse(() => reshape(tensor([1, 2]), [-1, -1]), ShapeError, 'cannot become [-1, -1]'),
      misuse(() => reshape(tensor([1]), [1, 1, 1, 1, 1, 1, 1]), ShapeError, 'above the limit of 6'),
    ],
  },
  transpose: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options);
      return { inputs: oneInput(rng, shape, options), attrs: { axes: shuffled(rng, [...shape.keys()]) } };
    },
    define: ([x], { axes }) => {
      const moved = x.transpose(...axes);
      return [build(moved.shape, (index) => moved.get(...index))];
    },
    tolerance: exact,
    misuse: [
      misuse(
        () => transpose(tensor([[1]]), { axes: [0, 0] }),
        ShapeError,
        'transpose: [0, 0] does not name each of the 2 axes once',
      ),
      misuse(() => transpose(tensor([[1]]), { axes: [0, 2] }), ShapeError, 'transpose: axis 2 does not exist'),
    ],
  },
  broadcastTo: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options);
      return { inputs: oneInput(rng, broadcastableShape(rng, shape), options), attrs: { shape } };
    },
    define: ([x], { shape }) => [
      build(shape, (index) => {
        const own = index.slice(shape.length - x.dimension);
        return x.get(...own.map((position, axis) => (x.shape[axis] === 1 ? 0 : position)));
      }),
    ],
    tolerance: exact,
    misuse: [
      misuse(() => broadcastTo(tensor([1, 2]), [3]), ShapeError, 'broadcastTo: [2] and [3] do not broadcast'),
      misuse(() => broadcastTo(tensor([1, 2]), [1]), ShapeError, 'broadcastTo: [2] cannot fill [1]'),
    ],
  },
  slice: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options);
      return { inputs: oneInput(rng, shape, options), attrs: sampleBox(rng, shape) };
    },
    define: ([x], { starts, steps, lengths }) => [
      build(lengths, (index) => x.get(...index.map((position, axis) => starts[axis] + position * steps[axis]))),
    ],
    tolerance: exact,
    misuse: [
      misuse(() => slice(tensor([1, 2]), { start: [3] }), ShapeError, 'slice: start 3 lies outside axis 0 of length 2'),
      misuse(() => slice(tensor([1, 2]), { step: [0] }), ShapeError, 'slice: step 0 of axis 0'),
      misuse(() => slice(tensor([1, 2]), { start: [0, 0] }), ShapeError, 'slice: more axes are named than [2] has'),
    ],
  },
  embed: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options, 0, options.smooth ? 3 : 4);
      return { inputs: oneInput(rng, shape, options), attrs: sampleEmbedding(rng, shape) };
    },
    define: ([x], { shape, starts, steps, value }) => {
      const target = build(shape, () => value);
      build(x.shape, (index) =>
        target.set(...index.map((position, axis) => starts[axis] + position * steps[axis]), x.get(...index)),
      );
      return [target];
    },
    tolerance: exact,
    misuse: [
      misuse(
        () => embed(tensor([1, 2]), { shape: [2], starts: [1], steps: [1], value: 0 }),
        ShapeError,
        'embed: [2] from [1] by [1] does not lie inside [2]',
      ),
      misuse(() => embed(tensor([1, 2]), { shape: [2, 2], starts: [0], steps: [1], value: 0 }), ShapeError, 'embed'),
    ],
  },
  unfold2d: {
    dtypes,
    sample: (rng, options) => {
      const kernel = [wholeNumber(rng, 1, 3), wholeNumber(rng, 1, options.smooth ? 2 : 5)];
      const stride = [wholeNumber(rng, 1, 3), wholeNumber(rng, 1, 3)];
      const size = kernel.map((length) => length + wholeNumber(rng, 0, options.smooth ? 2 : 6));
      const shape = [wholeNumber(rng, options.smooth ? 1 : 0, 3), ...size, wholeNumber(rng, 1, options.smooth ? 2 : 5)];
      return { inputs: oneInput(rng, shape, options), attrs: { kernel, stride } };
    },
    define: ([x], { kernel, stride }) => {
      const [n, height, width, channels] = x.shape;
      const count = [height, width].map((length, side) => Math.ceil((length - kernel[side] + 1) / stride[side]));
      return [
        build([n, ...count, ...kernel, channels], ([image, i, j, k, l, channel]) =>
          x.get(image, i * stride[0] + k, j * stride[1] + l, channel),
        ),
      ];
    },
    tolerance: exact,
    misuse: [
      misuse(
        () => unfold2d(tensor([1, 2]), { kernel: 1 }),
        ShapeError,
        'unfold2d: x has shape [2]; [n, height, width, channels] is needed',
      ),
      misuse(
        () => unfold2d(full([1, 3, 2, 1], 0), { kernel: 3 }),
        ShapeError,
        'unfold2d: a window of [3, 3] does not fit into an image of [3, 2]; use a larger image, a smaller kernel or more padding',
      ),
      misuse(
        () => unfold2d(full([1, 1, 1, 1], 0), { kernel: 4, padding: 1 }),
        ShapeError,
        'does not fit into an image of [1, 1], padded to [3, 3]; use',
      ),
      misuse(
        () => unfold2d(full([1, 3, 3, 1], 0), { kernel: 2, stride: 0 }),
        ValueError,
        'unfold2d: stride 0 must be a whole number of 1 or more, or two of them: [vertical, horizontal]',
      ),
      misuse(() => unfold2d(full([1, 3, 3, 1], 0), { kernel: [1.5, 1] }), ValueError, 'unfold2d: kernel [1.5,1]'),
    ],
  },
  concat: {
    dtypes,
    sample: (rng, options) => {
      const shape = sampleShape(rng, options, 1);
      const axis = wholeNumber(rng, 0, shape.length - 1);
      const count = wholeNumber(rng, 1, 4);
      const lengths = Array.from({ length: count }, () => wholeNumber(rng, options.smooth ? 1 : 0, 4));
      return {
        inputs: lengths.map((length) => sampleInput(rng, 'xs', shape.with(axis, length), around, options)),
        attrs: { axis },
      };
    },
    define: (xs, { axis }) => {
      const owner = xs.flatMap((x) => Array.from({ length: x.shape[axis] }, (_, position) => ({ x, position })));
      const shape = xs[0].shape.with(axis, owner.length);
      return [build(shape, (index) => owner[index[axis]].x.get(...index.with(axis, owner[index[axis]].position)))];
    },
    tolerance: exact,
    misuse: [
      misuse(() => concat([]), ShapeError, 'concat: the list of tensors is empty'),
      misuse(
        () => concat([tensor([[1]]), tensor([[1, 2]])]),
        ShapeError,
        'concat: input 1 is [1, 2], input 0 is [1, 1]; they may differ along axis 0 only',
      ),
      misuse(() => concat([tensor([1]), tensor([true])]), DTypeError, 'concat: input 1 is bool, input 0 is float32'),
    ],
  },
  full: {
    dtypes,
    sample: (rng, options) => ({
      inputs: [],
      attrs: { shape: sampleShape(rng, options), dtype: options.dtype ?? 'float32', value: pick(rng, [0, 1]) },
    }),
    define: (_, { shape, value }) => [build(shape, () => value)],
    tolerance: exact,
    misuse: [
      misuse(() => full([-1], 0), ShapeError, 'full: [-1] is not a shape'),
      misuse(() => full([2.5], 0), ShapeError, 'every axis needs a whole number'),
      misuse(() => full([2], 1.5, { dtype: 'int32' }), DTypeError, 'full: the value 1.5 does not fit int32'),
    ],
  },
} satisfies Record<OpNamesOf<'movement' | 'alias'>, DefinitionCheck>;
