// Shapes as pure functions: broadcasting against its definition, axes from either end, errors that say what to do.
import { broadcastShapes, normalizeAxes, normalizeAxis, ShapeError, sameShape, sizeOf } from '@infograd/tensor';
import fc from 'fast-check';
import { broadcastStrides, checkShape, reduceShape, stridesOf } from '../../packages/tensor/src/shape.ts';
import { broadcastShape } from './formula.ts';

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 6 });
const settings = { seed: 7, numRuns: 300 };

/** A shape, and another that broadcasts with it. */
const pairs = shapes.chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc
      .tuple(fc.nat({ max: shape.length }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
      .map(([drop, cut]) => shape.map((length, axis) => (cut[axis] ? 1 : length)).slice(drop)),
  ),
);

test('broadcasting follows the definition and does not mind the order', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(broadcastShapes('test', a, b)).toEqual(broadcastShape([{ shape: a }, { shape: b }]));
      expect(broadcastShapes('test', b, a)).toEqual(broadcastShapes('test', a, b));
    }),
    settings,
  );
});

test('shapes broadcast exactly when every pair of lengths is equal or holds a 1', () => {
  fc.assert(
    fc.property(shapes, shapes, (a, b) => {
      const fits = a.every((_, i) => {
        const [left, right] = [a[a.length - 1 - i], b[b.length - 1 - i] ?? 1];
        return left === right || left === 1 || right === 1;
      });
      if (fits) broadcastShapes('test', a, b);
      else expect(() => broadcastShapes('test', a, b)).toThrow(ShapeError);
    }),
    settings,
  );
  expect(() => broadcastShapes('add', [2, 3], [4, 3])).toThrow(
    'add: [2, 3] and [4, 3] do not broadcast (2 against 4 at axis 0); lengths must be equal or 1',
  );
});

test('strides address every element once, and broadcast strides repeat', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const strides = stridesOf(shape);
      if (sizeOf(shape) > 0)
        expect(shape.reduce((last, length, axis) => last + (length - 1) * strides[axis], 0)).toBe(sizeOf(shape) - 1);
      expect(broadcastStrides(shape, shape)).toEqual(strides.map((stride, axis) => (shape[axis] === 1 ? 0 : stride)));
    }),
    settings,
  );
  expect(broadcastStrides([3, 1], [2, 3, 4])).toEqual([0, 1, 0]);
});

test('axes count from either end', () => {
  expect([normalizeAxis('test', -1, 3), normalizeAxis('test', 0, 3)]).toEqual([2, 0]);
  expect(normalizeAxes('test', [2, -3], 3)).toEqual([0, 2]);
  expect(normalizeAxes('test', undefined, 2)).toEqual([0, 1]);
  expect(() => normalizeAxis('test', 3, 3)).toThrow('test: axis 3 does not exist in a tensor of rank 3; use -3 to 2');
  expect(() => normalizeAxis('test', 0.5, 3)).toThrow(ShapeError);
  expect(() => normalizeAxis('test', 0, 0)).toThrow('a scalar has no axes');
  expect(() => normalizeAxes('test', [1, -2], 3)).toThrow('test: axis 1 is named twice in [1, -2]');
});

test('reduced shapes keep or drop the folded axes', () => {
  expect(reduceShape([2, 3, 4], [0, 2], false)).toEqual([3]);
  expect(reduceShape([2, 3, 4], [0, 2], true)).toEqual([1, 3, 1]);
});

test('a shape has at most six axes of whole lengths', () => {
  checkShape('test', [0, 1, 2, 3, 4, 5]);
  for (const shape of [[-1], [1.5], [NaN], [Infinity], [1, 1, 1, 1, 1, 1, 1]])
    expect(() => checkShape('test', shape)).toThrow(ShapeError);
  expect([sameShape([1, 2], [1, 2]), sameShape([1, 2], [1]), sameShape([], [])]).toEqual([true, false, true]);
});
