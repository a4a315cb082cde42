import { random, reference } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { symmetricEigen } from '../../packages/mine/src/linear-algebra/symmetric-eigen.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

function randomSymmetric(size: number): number[][] {
  using draws = random(3).normal([size, size], { dtype: 'float64', backend: reference() });
  const a = draws.toArray() as number[][];
  return a.map((row, i) => row.map((value, j) => value + a[j]![i]!));
}

describe('eigenvalues and eigenvectors of a symmetric matrix', () => {
  test('of small matrices are the known ones, largest first', () => {
    const matrix = [
      [2, 1],
      [1, 2],
    ];
    const { values, vectors } = symmetricEigen(matrix);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(Math.abs(vectors[0]![0]!)).toBeCloseTo(Math.SQRT1_2, 14);
    expect(vectors[0]![0]! * vectors[0]![1]!).toBeCloseTo(0.5, 14);
    expect(vectors[1]![0]! * vectors[1]![1]!).toBeCloseTo(-0.5, 14);
    expect(matrix).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect(symmetricEigen([[7]]).values).toEqual([7]);
    expect(symmetricEigen([]).values).toEqual([]);
  });

  test.each([5, 40])('satisfy A v = lambda v and are orthonormal, for %i rows', (size) => {
    const matrix = randomSymmetric(size);
    const { values, vectors } = symmetricEigen(matrix);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    vectors.forEach((vector, k) => {
      matrix.forEach((row, i) => {
        expect(dot(row, vector)).toBeCloseTo(values[k]! * vector[i]!, 10);
      });
      vectors.forEach((other, j) => {
        expect(dot(vector, other)).toBeCloseTo(Number(j === k), 11);
      });
    });
  });

  test('are right where eigenvalues coincide, and for a matrix without rank', () => {
    const twice = symmetricEigen([
      [1, 0, 0],
      [0, 4, 0],
      [0, 0, 1],
    ]);
    expect(twice.values).toEqual([4, 1, 1]);
    const { values } = symmetricEigen([
      [1, 2],
      [2, 4],
    ]);
    expect(values[0]).toBeCloseTo(5, 14);
    expect(values[1]).toBeCloseTo(0, 14);
  });

  test('keep the digits of tiny ones: 1 - rho of two variables that hardly differ', () => {
    const gap = 1e-10;
    const { values } = symmetricEigen([
      [1, 1 - gap],
      [1 - gap, 1],
    ]);
    expect(values[1]! / gap).toBeCloseTo(1, 4);
  });
});
