import { describe, expect, test } from '@jest/globals';
import type { Reading } from '../../packages/mine/src/bounds/bound.ts';
import type { TrainingOutcome } from '../../packages/mine/src/train.ts';
import { hasConverged, warningsOf } from '../../packages/mine/src/warnings.ts';

/** A value on 1,000 rows with a standard error of `error`. */
function reading(value: number, { error = 0.01, largestShare = 0.001, rows = 1000 } = {}): Reading {
  const influence = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : -1) * error * Math.sqrt(rows - 1));
  return { value, influence, logPartition: 0, largestShare };
}

/** Training that ended after checks at the given validation values. */
function outcome(
  validation: readonly number[],
  ending: TrainingOutcome<unknown>['ending'] = 'all-steps',
  train = Math.max(...validation),
): TrainingOutcome<unknown> {
  const history = validation.map((value, i) => ({ step: 100 * i, train: value, validation: value }));
  const best = Math.max(...validation);
  return {
    params: undefined,
    best: { step: 100 * validation.indexOf(best), train: reading(train), validation: reading(best), objective: best },
    history,
    steps: 100 * (validation.length - 1),
    ending,
  };
}

const flat = outcome([0, 0.3, 0.41, 0.41, 0.415, 0.41]);
const codes = (training: TrainingOutcome<unknown>, test: Reading) => warningsOf(training, test).map(({ code }) => code);

describe('a training run counts as converged', () => {
  test('when it stopped improving, or its second half was flat', () => {
    expect(hasConverged(outcome([0, 0.1, 0.5], 'no-improvement'))).toBe(true);
    expect(hasConverged(flat)).toBe(true);
  });

  test('but not when it was still rising, overflowed or was aborted', () => {
    expect(hasConverged(outcome([0, 0.1, 0.2, 0.3, 0.4, 0.5]))).toBe(false);
    expect(hasConverged(outcome([0, 0.1, 0.1, 0.1], 'non-finite'))).toBe(false);
    expect(hasConverged(outcome([0, 0.1, 0.1, 0.1], 'aborted'))).toBe(false);
  });
});

describe('warnings', () => {
  test('are absent from a sound estimate', () => {
    expect(codes(flat, reading(0.4))).toEqual([]);
    expect(codes(outcome([0, -0.01], 'no-improvement'), reading(-0.02))).toEqual([]);
  });

  test.each([
    ['not-converged', outcome([0, 0.1, 0.2, 0.3, 0.4, 0.5]), reading(0.5)],
    ['not-converged', outcome([0, 0.4, 0.4, 0.4], 'aborted'), reading(0.4)],
    ['overfitting', outcome([0, 0.4, 0.41], 'no-improvement', 0.6), reading(0.4)],
    ['non-finite', outcome([0, 0.4], 'non-finite'), reading(0.4)],
    ['non-finite', flat, { ...reading(Number.NaN), largestShare: Number.NaN }],
    ['near-ceiling', flat, reading(Math.log(1000) - 1.9)],
    ['heavy-partition', flat, reading(0.4, { largestShare: 0.03 })],
    ['negative', flat, reading(-0.05)],
  ])('name %s, alone', (code, training, test) => {
    expect(codes(training, test)).toEqual([code]);
  });

  test('of overfitting need a gap that is more than noise and more than a little', () => {
    const gap = (train: number) => codes(outcome([0, 0.4], 'no-improvement', train), reading(0.4));
    expect(gap(0.45)).toEqual([]);
    expect(gap(0.49)).toEqual([]);
    expect(gap(0.52)).toEqual(['overfitting']);
  });
});
