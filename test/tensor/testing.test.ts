// The yardsticks themselves: distances in ulp, tolerances, and samples that can be drawn again.
import { random, registry, sizeOf } from '@infograd/tensor';
import { allClose, checks, isClose, mismatch, sampleInputs, ulpDistance, ulpError } from '@infograd/tensor/testing';
import fc from 'fast-check';
import { opNames } from './op-names.ts';

describe('ulpDistance', () => {
  test.each([
    [1, 1, 0],
    [1, 1 + 2 ** -23, 1],
    [1, 1 - 2 ** -24, 1],
    [-0, 0, 0],
    [1e-45, -1e-45, 2],
    [0, 1.17549435e-38, 2 ** 23],
    [3.4028235e38, Infinity, 1],
    [NaN, NaN, 0],
    [NaN, 1, Infinity],
  ])('from %d to %d is %d', (a, b, distance) => {
    expect(ulpDistance(a, b)).toBe(distance);
    expect(ulpDistance(b, a)).toBe(distance);
  });

  test('counts the steps to the next float', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true, max: Math.fround(3e38) }),
        fc.nat({ max: 1000 }),
        (x, steps) => {
          fc.pre(Math.abs(x) > 1e-30);
          const moved = new Float32Array([x]);
          new Int32Array(moved.buffer)[0] += steps;
          fc.pre(Number.isFinite(moved[0]));
          expect(ulpDistance(x, moved[0])).toBe(steps);
        },
      ),
      { seed: 8 },
    );
  });

  test('ulpError sees the fractions of a step', () => {
    expect(ulpError(1, 1 + 2 ** -24)).toBe(0.5);
    expect(ulpError(1 + 2 ** -23, 1)).toBe(1);
    expect(ulpError(2 ** -149, 0)).toBe(1);
    expect(ulpError(Infinity, 3.4e38)).toBeGreaterThan(1);
    expect(ulpError(Infinity, 1e39)).toBe(0);
  });
});

describe('tolerances', () => {
  test('a relative and an absolute part add up, NaN and infinities are near themselves only', () => {
    const tolerance = { relative: 0.1, absolute: 1 };
    expect([isClose(111.9, 100, tolerance), isClose(111.1, 100, tolerance), isClose(110.9, 100, tolerance)]).toEqual([
      false,
      false,
      true,
    ]);
    expect([isClose(NaN, NaN, tolerance), isClose(NaN, 1, tolerance), isClose(Infinity, Infinity, tolerance)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([isClose(1e30, Infinity, tolerance), isClose(Infinity, -Infinity, tolerance)]).toEqual([false, false]);
    expect([isClose(1, 1 + 2 ** -23, { ulp: 1 }), isClose(1, 1 + 2 ** -22, { ulp: 1 })]).toEqual([true, false]);
  });

  test('allClose compares lists, mismatch says where they part', () => {
    expect([allClose([1, 2], [1, 2]), allClose([1], [1, 2]), allClose([1, 2], [1, 3])]).toEqual([true, false, false]);
    expect(mismatch([1], [1, 2])).toBe('1 elements instead of 2');
    expect(mismatch([1, 5], [1, 2], { ulp: 0 })).toContain('element 1 is 5 instead of 2');
  });
});

describe('samples', () => {
  test.each(opNames)('%s draws the same sample from the same seed, and another from another', (name) => {
    const draw = (seed: number) => JSON.stringify([1, 2, 3, 4, 5].map((i) => sampleInputs(name, random(seed).fork(i))));
    expect(draw(1)).toBe(draw(1));
    expect(draw(2)).not.toBe(draw(1));
  });

  test.each(opNames)('%s has smooth samples that are small and not empty', (name) => {
    for (let seed = 0; seed < 30; seed++) {
      const { inputs, differentiable } = sampleInputs(name, random(seed), { dtype: 'float64', smooth: true });
      for (const { shape, values, dtype } of inputs) {
        expect(values).toHaveLength(sizeOf(shape));
        expect(values.length).toBeGreaterThan(0);
        expect(values.length).toBeLessThan(200);
        expect(values.every((value) => Number.isFinite(value))).toBe(true);
        expect(['float64', 'int32', 'bool']).toContain(dtype);
      }
      expect(differentiable).toEqual(
        registry[name].differentiable ? inputs.flatMap(({ dtype }, i) => (dtype === 'float64' ? [i] : [])) : [],
      );
    }
  });

  test('ranks 0 to 6, empty tensors and odd lengths all occur', () => {
    const shapes = Array.from({ length: 300 }, (_, seed) =>
      sampleInputs('add', random(seed)).inputs.map(({ shape }) => shape),
    ).flat();
    expect(new Set(shapes.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(shapes.some((shape) => sizeOf(shape) === 0)).toBe(true);
    expect(shapes.filter((shape) => sizeOf(shape) % 4 !== 0).length).toBeGreaterThan(50);
  });

  test('every row says how near the kernels must come', () => {
    for (const name of opNames) {
      const limits = Object.values(checks[name].tolerance);
      expect(limits.length).toBeGreaterThan(0);
      for (const limit of limits) expect(limit).toBeGreaterThanOrEqual(0);
    }
  });
});
