/** What is said of InfoNCE: the identities, the best critic beside values from elsewhere, the trained critics beside the best. */
import type { Finding } from '../experiment.ts';
import { mean, spread } from '../statistics.ts';
import type { OptimalPoint, Result, TrainedPoint } from './experiment.ts';
import type { Identities } from './identities.ts';
import { describe } from './scores.ts';

export function findingsOf({ identities, optimal, trained }: Result): Finding[] {
  return [
    ...identityFindings(identities),
    ceilingFinding(optimal, trained),
    saturationFinding(optimal),
    ...groups(optimal, ({ dimension, rho }) => `${dimension} ${rho}`).map(optimalFinding),
    ...groups(trained, ({ dimension, rho, groupSize }) => `${dimension} ${rho} ${groupSize}`).map(trainedFinding),
  ];
}

function identityFindings({ largestExcess, formError, gradientDifference, critics }: Identities): Finding[] {
  return [
    {
      what: `${critics} critics, sensible and absurd: largest value less log K`,
      measured: largestExcess.toExponential(1),
      beside: 'truth 0 at most',
      target: { text: 'at most 0', met: largestExcess <= 0 },
    },
    {
      what: 'the form without log K: its value against the bound less log K',
      measured: `differ by ${formError.toExponential(1)} at most`,
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: formError < 1e-12 },
    },
    {
      what: 'the same: difference of the two gradients',
      measured: gradientDifference.toExponential(1),
      beside: 'truth 0',
      target: { text: 'within 1e-12', met: gradientDifference < 1e-12 },
    },
  ];
}

/** Float32 keeps this much of a value near log K. */
const rounding = 1e-5;

function ceilingFinding(optimal: readonly OptimalPoint[], trained: readonly TrainedPoint[]): Finding {
  const readings = [
    ...optimal.map(({ groupSize, reading }) => reading.highest - Math.log(groupSize)),
    ...trained.map((point) => point.trained.highest - Math.log(point.groupSize)),
  ];
  const largest = readings.reduce((highest, excess) => Math.max(highest, excess), Number.NEGATIVE_INFINITY);
  return {
    what: 'every value measured below, best critics and trained ones: largest less log K',
    measured: largest.toExponential(1),
    beside: 'truth 0 at most',
    target: { text: 'at most 0, but for rounding', met: largest < rounding },
  };
}

/** Where the data have far more information than any ceiling. */
function saturationFinding(optimal: readonly OptimalPoint[]): Finding {
  const points = optimal.filter(({ groupSize, truth }) => truth > 2 * Math.log(groupSize));
  const distance = Math.max(...points.map(({ groupSize, reading }) => Math.log(groupSize) - reading.value));
  return {
    what: `best critic, ${points[0].truth.toFixed(1)} nats in the data: how much below log K, at most`,
    measured: distance.toFixed(4),
    beside: 'PyTorch 0.0016',
    target: { text: 'at most 0.002', met: distance <= 0.002 },
  };
}

/** Expected values by PyTorch, by Monte Carlo, at these K. */
const elsewhere: {
  readonly groupSizes: readonly number[];
  readonly values: Readonly<Record<string, readonly number[]>>;
} = {
  groupSizes: [8, 16, 64, 128, 512],
  values: {
    '1 0.5': [0.127, 0.128, 0.143, 0.138, 0.144],
    '1 0.8': [0.426, 0.471, 0.503, 0.502, 0.511],
    '1 0.9': [0.678, 0.751, 0.814, 0.818, 0.82],
    '1 0.99': [1.418, 1.656, 1.862, 1.907, 1.94],
    '5 0.9': [1.909, 2.448, 3.286, 3.559, 3.903],
    '20 0.5': [1.568, 1.942, 2.444, 2.614, 2.767],
    '20 0.9': [2.0794, 2.7725, 4.1587, 4.8517, 6.2367],
  },
};

/** Of those values, at most. */
const standardErrorElsewhere = 0.01;

function optimalFinding(points: readonly OptimalPoint[]): Finding {
  const [{ dimension, rho, truth }] = points;
  const known = elsewhere.values[`${dimension} ${rho}`];
  const pairs = elsewhere.groupSizes.flatMap((groupSize, place) => {
    const ours = points.find((point) => point.groupSize === groupSize);
    return ours && known ? [{ groupSize, ours: ours.reading, theirs: known[place] }] : [];
  });
  return {
    what: `best critic, ${describe(points[0])}, K = ${pairs.map(({ groupSize }) => groupSize).join(', ')}`,
    measured: pairs.map(({ ours }) => ours.value.toFixed(3)).join(', '),
    beside: `PyTorch ${pairs.map(({ theirs }) => theirs.toFixed(3)).join(', ')}; truth ${truth.toFixed(3)}`,
    target: {
      text: 'within 3 standard errors',
      met: pairs.every(
        ({ ours, theirs }) =>
          Math.abs(ours.value - theirs) < 3 * Math.hypot(ours.standardError, standardErrorElsewhere),
      ),
    },
  };
}

function trainedFinding(points: readonly TrainedPoint[]): Finding {
  const [{ groupSize, truth }] = points;
  const best = mean(points.map(({ optimal }) => optimal.value));
  return {
    what: `trained critic, ${describe(points[0])}, K = ${groupSize}`,
    measured: spread(points.map(({ trained }) => trained.value)),
    beside: `best critic ${best.toFixed(3)}, log K ${Math.log(groupSize).toFixed(3)}, truth ${truth.toFixed(3)}`,
    target: {
      text: 'not above the best critic, but for 4 standard errors',
      met: points.every(({ excess }) => excess.value < 4 * excess.standardError),
    },
  };
}

/** Points of one key together, in the order of their first ones. */
function groups<Point>(points: readonly Point[], key: (point: Point) => string): Point[][] {
  return [...new Set(points.map(key))].map((wanted) => points.filter((point) => key(point) === wanted));
}
