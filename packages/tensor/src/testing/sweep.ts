/**
 * Sweeps of a function over float32: every nth representable number from one end to the other, so that each binade has
 * its share, and the largest error against float64 with the place where it happens. A grid of equal steps would see
 * nothing near zero.
 */
import type { Backend } from '../backends/backend.ts';
import type { ElementwiseOp } from '../op.ts';
import { type OpName, registry } from '../ops/registry.ts';
import { scope } from '../scope.ts';
import { applyOp, toTensors } from './sample-inputs.ts';
import { ulpError } from './ulp-distance.ts';

export interface Sweep {
  readonly name: OpName;
  readonly low: number;
  readonly high: number;
  readonly attrs?: object;
  /** For functions of two numbers: the fixed values of the second, each swept on its own. */
  readonly second?: readonly number[];
}

export interface SweepResult {
  readonly points: number;
  /** In units in the last place of the true value, fractions included; 0.5 when every result is correctly rounded. */
  readonly largestError: number;
  /** The input at which it happens; empty when every result is correctly rounded. */
  readonly at: readonly number[];
}

export interface SweepOptions {
  /** For devices that take numbers below 1.18e-38 for zero: such inputs and results may count as zero. */
  readonly flushesSubnormals?: boolean;
}

const smallestNormal = 2 ** -126;

/** What flushing may cost a result: an intermediate number below `smallestNormal`, times a factor of up to 16. */
export const flushedAway = 16 * smallestNormal;

/** The largest error of a backend's kernel over at least `points` numbers of a sweep, both ends included. */
export async function sweepErrors(
  { name, low, high, attrs = {}, second = [] }: Sweep,
  points: number,
  backend: Backend,
  { flushesSubnormals = false }: SweepOptions = {},
): Promise<SweepResult> {
  const op = registry[name] as ElementwiseOp;
  const truth = op.reference(attrs);
  let worst: SweepResult = { points: 0, largestError: 0.5, at: [] };
  const first = floatsBetween(low, high, Math.ceil(points / Math.max(second.length, 1)));
  for (const fixed of second.length > 0 ? second : [undefined]) {
    const inputs = fixed === undefined ? [first] : [first, new Float32Array([fixed])];
    const output = scope(() => {
      const operands = toTensors(
        inputs.map((values) => ({
          name: 'x',
          shape: values.length === 1 ? [] : [values.length],
          dtype: 'float32',
          values,
        })),
        backend,
      );
      return applyOp(name, operands, attrs, backend)[0];
    });
    const results = await output.data();
    output.dispose();
    for (let i = 0; i < first.length; i++) {
      const exact = truth(first[i], inputs[1]?.[0], 0);
      if (results[i] === Math.fround(exact)) continue;
      const error = flushesSubnormals
        ? flushedError(results[i], exact, Math.abs(first[i]) < smallestNormal ? truth(0, fixed ?? 0, 0) : exact)
        : ulpError(results[i], exact);
      if (error > worst.largestError) {
        worst = { ...worst, largestError: error, at: fixed === undefined ? [first[i]] : [first[i], inputs[1][0]] };
      }
    }
    worst = { ...worst, points: worst.points + first.length };
  }
  return worst;
}

/** The error beside the exact value or, if that is smaller, beside the value at a flushed input; small numbers are zero. */
function flushedError(actual: number, exact: number, ofZero: number): number {
  if (Math.abs(actual - exact) <= flushedAway) return 0;
  return Math.min(ulpError(actual, exact), ulpError(actual, ofZero));
}

/** Float32 numbers from low to high, equally many steps of the last place apart. */
function floatsBetween(low: number, high: number, count: number): Float32Array {
  const [start, end] = [ordinalOf(low), ordinalOf(high)];
  const stride = Math.max(1, Math.floor((end - start) / (count - 1)));
  const out = new Float32Array(Math.floor((end - start) / stride) + 2);
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < out.length; i++) {
    const ordinal = Math.min(start + i * stride, end);
    bits[i] = ordinal < 0 ? 0x80000000 - ordinal : ordinal;
  }
  return out;
}

function ordinalOf(x: number): number {
  const bits = new Int32Array(new Float32Array([x]).buffer)[0];
  return bits >= 0 ? bits : -(bits & 0x7fffffff);
}
