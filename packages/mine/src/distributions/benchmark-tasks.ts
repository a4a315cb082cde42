/**
 * 26 tasks of the Beyond Normal benchmark (Czyz, Grabowski, Vogt, Beerenwinkel and Marx, NeurIPS 2023), under their
 * published names: what estimators of mutual information are compared on. Its protocol draws 10,000 rows a seed.
 */
import type { Covariance } from '../truth/covariance.ts';
import { additiveUniform } from './additive-uniform.ts';
import type { Distribution } from './distribution.ts';
import { multivariateNormal } from './multivariate-normal.ts';
import { studentT } from './student-t.ts';
import { transformed } from './transformed.ts';
import { elementwise, halfCube, normalCdf, spiral, type Transform, wigglyX, wigglyY } from './transforms.ts';

function squareMatrix(size: number, entry: (i: number, j: number) => number): Covariance {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => entry(i, j)));
}

/** Every pair of variables has the correlation 1/2. */
function dense(d: number): Distribution {
  const covariance = squareMatrix(2 * d, (i, j) => (i === j ? 1 : 0.5));
  return multivariateNormal({ name: `multinormal-dense-${d}-${d}-0.5`, covariance, dimX: d });
}

/** Two pairs (x_i, y_i) have the correlation 0.8; nothing else is correlated. */
function sparse(d: number): Distribution {
  const covariance = squareMatrix(2 * d, (i, j) =>
    i === j ? 1 : Math.abs(i - j) === d && Math.min(i, j) < 2 ? 0.8 : 0,
  );
  return multivariateNormal({ name: `multinormal-sparse-${d}-${d}-2-2.0`, covariance, dimX: d });
}

function student(d: number, df: number): Distribution {
  const dispersion = squareMatrix(2 * d, (i, j) => (i === j ? 1 : 0));
  return studentT({ name: `student-identity-${d}-${d}-${df}`, dispersion, dimX: d, df });
}

function through(prefix: string, base: Distribution, x: Transform, y = x): Distribution {
  return transformed(base, { name: `${prefix}-${base.name}`, x, y });
}

/** The plane of x and that of y differ, and so does what a critic has to unroll. */
function spiralled(base: Distribution): Distribution {
  const speed = 1 / base.dimX;
  return through('spiral', base, spiral({ plane: [0, 1], speed }), spiral({ plane: [1, 2], speed }));
}

const normal = multivariateNormal({
  name: '1v1-normal-0.75',
  covariance: [
    [1, 0.75],
    [0.75, 1],
  ],
  dimX: 1,
});
const cdf = elementwise(normalCdf);
const cube = elementwise(halfCube);
const inverseSinh = elementwise(Math.asinh);

/**
 * The tasks in the order of the benchmark: one-dimensional, normal, Student-t, transformed.
 *
 * @example benchmarkTasks.length // 26
 */
export const benchmarkTasks: readonly Distribution[] = [
  normal,
  through('normal_cdf', normal, cdf),
  additiveUniform({ name: '1v1-additive-0.75', noise: 0.75 }),
  through('wiggly', normal, elementwise(wigglyX), elementwise(wigglyY)),
  through('half_cube', normal, cube),
  student(1, 1),
  dense(2),
  dense(3),
  dense(25),
  sparse(2),
  sparse(5),
  sparse(25),
  student(2, 1),
  student(3, 2),
  student(3, 3),
  student(5, 2),
  through('normal_cdf', sparse(3), cdf),
  through('normal_cdf', sparse(25), cdf),
  through('half_cube', sparse(3), cube),
  through('half_cube', sparse(5), cube),
  spiralled(sparse(3)),
  spiralled(sparse(25)),
  spiralled(through('normal_cdf', sparse(3), cdf)),
  spiralled(through('normal_cdf', sparse(5), cdf)),
  through('asinh', student(2, 1), inverseSinh),
  through('asinh', student(5, 2), inverseSinh),
];
