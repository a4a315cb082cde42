/**
 * Transfer entropy of linear Gaussian series in closed form. A stable vector autoregression v_t = A v_(t-1) + noise is jointly
 * normal at all times, so every information in it is a ratio of determinants of its stationary covariances. Source: Barnett,
 * Barrett and Seth 2009 (arXiv 0910.4514); Lütkepohl 2005, section 2.1.4.
 */
import { ValueError } from '@infograd/tensor';
import { add, identity, kron, lusolve, type Matrix, multiply, subtract, transpose } from 'mathjs';
import { type Covariance, logDeterminant } from './covariance.ts';
import { requireCount } from './requirements.ts';

/** v_t = A v_(t-1) + e_t with independent e_t ~ N(0, noise). */
export interface Autoregression {
  /** A, row by row: entry (i, j) is what v_j adds to v_i one step later. */
  readonly coefficients: readonly (readonly number[])[];
  /** Covariance of the noise; the identity when left out. */
  readonly noise?: Covariance;
}

/**
 * The covariances E[v_(t+h) v_t^T] for h = 0 ... lags: Sigma solves Sigma = A Sigma A^T + noise, and the others are A^h Sigma.
 *
 * @throws ValueError when the series is not stable (A has an eigenvalue of modulus 1 or more) or shapes do not fit
 * @example autoregressiveCovariances({ coefficients: [[0.5]] }, 1) // [[[4 / 3]], [[2 / 3]]]
 */
export function autoregressiveCovariances({ coefficients, noise }: Autoregression, lags: number): number[][][] {
  const size = coefficients.length;
  const a = coefficients.map((row) => [...row]);
  const unit = (identity(size) as Matrix).toArray() as number[][];
  const q = noise === undefined ? unit : noise.map((row) => [...row]);
  if (size === 0 || q.length !== size || [...a, ...q].some((row) => row.length !== size)) {
    throw new ValueError(`autoregression: coefficients and noise must be square matrices of the same size, ${size}`);
  }
  requireStable(a);
  logDeterminant(q);
  const system = subtract(identity(size * size) as Matrix, kron(a, a) as unknown as Matrix);
  const solved = lusolve(system, q.flat()) as unknown as Matrix;
  const flat = (solved.toArray() as number[][]).map(([value]) => value);
  const entries = Array.from({ length: size }, (_, i) => flat.slice(i * size, (i + 1) * size));
  // Rounding leaves it symmetric but for the last digits.
  const stationary = multiply(add(entries, transpose(entries)), 0.5) as number[][];
  const covariances = [stationary];
  while (covariances.length <= lags) covariances.push(multiply(a, covariances.at(-1)!) as number[][]);
  return covariances;
}

/**
 * Transfer entropy I(target_t; source_(t-lag) ... | target_(t-1) ...) of two variables of an autoregression, in nats. With
 * another variable of the system left out, it is that of the pair alone.
 *
 * @param options.source, options.target which variables, counted from 0
 * @param options.lag steps from the newest source value to the target; 1 when left out
 * @param options.history past values of source and target that are looked at; 1 when left out
 * @throws ValueError when the series is not stable or a number makes no sense
 * @example
 * const coefficients = [[0.5, 0], [0.4, 0.3]]; // the first drives the second
 * autoregressiveTransferEntropy({ coefficients, source: 0, target: 1 }); // 0.0938
 * autoregressiveTransferEntropy({ coefficients, source: 1, target: 0 }); // 0
 */
export function autoregressiveTransferEntropy(
  options: Autoregression & {
    readonly source: number;
    readonly target: number;
    readonly lag?: number;
    readonly history?: number | { readonly source: number; readonly target: number };
  },
): number {
  const { source, target, lag = 1, history = 1, coefficients } = options;
  const past = typeof history === 'number' ? { source: history, target: history } : history;
  requireCount('autoregressiveTransferEntropy', 'lag', lag);
  requireCount('autoregressiveTransferEntropy', 'history of the source', past.source);
  requireCount('autoregressiveTransferEntropy', 'history of the target', past.target);
  for (const [name, variable] of Object.entries({ source, target })) {
    if (!(Number.isInteger(variable) && variable >= 0 && variable < coefficients.length)) {
      throw new ValueError(
        `autoregressiveTransferEntropy: ${name} ${variable} is none of the ${coefficients.length} variables, counted from 0`,
      );
    }
  }
  if (source === target) {
    throw new ValueError('autoregressiveTransferEntropy: source and target are the same variable');
  }
  const covariances = autoregressiveCovariances(options, Math.max(lag + past.source - 1, past.target));
  const future = { variable: target, age: 0 };
  const targetPast = Array.from({ length: past.target }, (_, i) => ({ variable: target, age: 1 + i }));
  const sourcePast = Array.from({ length: past.source }, (_, i) => ({ variable: source, age: lag + i }));
  const log = (values: readonly Value[]): number => logDeterminant(covarianceOf(values, covariances));
  const unexplained = log([future, ...targetPast]) - log(targetPast);
  const leftOver = log([future, ...targetPast, ...sourcePast]) - log([...targetPast, ...sourcePast]);
  return (unexplained - leftOver) / 2;
}

/** A variable some steps ago. */
interface Value {
  readonly variable: number;
  readonly age: number;
}

function covarianceOf(values: readonly Value[], covariances: readonly number[][][]): number[][] {
  return values.map((a) =>
    values.map((b) => {
      const [later, earlier] = a.age <= b.age ? [a, b] : [b, a];
      return covariances[earlier.age - later.age][later.variable][earlier.variable];
    }),
  );
}

/** Powers of a stable matrix vanish; squaring forty times reaches the power 2^40. */
function requireStable(a: number[][]): void {
  let power = a;
  for (let i = 0; i < 40; i++) {
    power = multiply(power, power) as number[][];
    const largest = Math.max(...power.flat().map(Math.abs));
    if (largest < 1e-12) return;
    if (!(largest < 1e12)) break;
  }
  throw new ValueError(
    'autoregression: the series is not stable; every eigenvalue of coefficients must have a modulus below 1',
  );
}
