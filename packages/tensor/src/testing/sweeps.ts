/**
 * What is swept: each transcendental operation over everything that float32 can hold, and once more, densely, over the
 * part in which it is neither constant nor linear.
 */
import type { Sweep } from './sweep.ts';

const largest = 3.4028234663852886e38;
const smallest = 1.1754943508222875e-38;

export interface SweepRow {
  readonly whole: Sweep;
  readonly dense: Sweep;
}

function row(
  name: Sweep['name'],
  whole: readonly [number, number],
  dense: readonly [number, number],
  more: Partial<Sweep> = {},
): SweepRow {
  return {
    whole: { name, low: whole[0], high: whole[1], ...more },
    dense: { name, low: dense[0], high: dense[1], ...more },
  };
}

const everything = [-largest, largest] as const;
const exponents = [-100, -12.5, -3, -1, -0.5, 0.1, 0.5, 1.5, 2, 3, 7.25, 40, 150];

export const sweeps: readonly SweepRow[] = [
  row('exp', everything, [0.01, 89]),
  row('exp', everything, [-104, -0.01]),
  row('expm1', everything, [1e-4, 89]),
  row('expm1', everything, [-18, -1e-4]),
  row('log', [0, largest], [0.01, 100]),
  row('log1p', [-0.99999994, largest], [1e-4, 100]),
  row('log1p', [-0.99999994, largest], [-0.99999994, -1e-4]),
  row('tanh', everything, [1e-4, 10]),
  row('sigmoid', everything, [-104, -0.01]),
  row('sigmoid', everything, [0.01, 20]),
  row('softplus', everything, [-104, -0.01]),
  row('softplus', everything, [0.01, 20]),
  row('logSigmoid', everything, [0.01, 104]),
  row('elu', everything, [-18, -1e-4], { attrs: { alpha: 1 } }),
  row('erf', everything, [1e-4, 4]),
  row('gelu', everything, [-6, -1e-4]),
  row('gelu', everything, [1e-4, 6]),
  row('sin', everything, [0.01, 100]),
  row('cos', everything, [0.01, 100]),
  row('sqrt', [0, largest], [1, 4]),
  row('pow', [smallest, largest], [0.5, 2], { second: exponents }),
];
