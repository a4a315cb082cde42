import { describe, expect, test } from '@jest/globals';
import type { Reading } from '../../packages/mine/src/bounds/bound.ts';
import { boundOf, type EstimatorName } from '../../packages/mine/src/bounds/index.ts';
import { aboveEntropy, hasConverged, warningsOf } from '../../packages/mine/src/fitting/warnings.ts';
import type { TrainingOutcome } from '../../packages/mine/src/training/training-loop.ts';

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

describe('the warning of a ceiling', () => {
  const messageOf = (name: EstimatorName, value: number, negatives = 999, rows = 1000): string | undefined =>
    warningsOf(flat, reading(value, { rows }), { bound: boundOf(name), negatives }).find(
      ({ code }) => code === 'near-ceiling',
    )?.message;

  test('is of the negatives that were read, where the bound has a ceiling by them', () => {
    // log(1 + 17) = 2.89: a value of 1 is within two nats of it, and far from log(30,000) = 10.3.
    expect(messageOf('info-nce', 1, 17, 30000)).toContain("2.89, which 'info-nce' cannot exceed with 17 negatives");
    expect(messageOf('info-nce', 0.8, 17, 30000)).toBeUndefined();
    expect(messageOf('info-nce', 1, 4000, 30000)).toBeUndefined();
    expect(messageOf('flo', 1.5, 17, 30000)).toContain("'flo' cannot exceed");
  });

  test('is of the rows, where every row was read beside all others', () => {
    expect(messageOf('symmetric-info-nce', 5)).toContain('near log(1000 test rows) = 6.91');
  });

  test.each(['mine', 'nwj', 'tuba', 'alpha-interpolated', 'js', 'smile', 'ba'] as const)(
    'is of the rows for %s, whose own is higher or absent',
    (name) => {
      expect(messageOf(name, 5)).toContain('near log(1000 test rows) = 6.91');
      expect(messageOf(name, 4.8)).toBeUndefined();
    },
  );

  test.each(['club', 'l1out', 'doe'] as const)('is not given for %s', (name) => {
    expect(messageOf(name, 20)).toBeUndefined();
  });
});

describe('warnings of values that training does not raise', () => {
  /** Training by another objective, which rose from check to check. */
  const byObjective = (values: readonly number[], best = values.length - 1, train = values[best]!) => {
    const history = values.map((value, i) => ({ step: 100 * i, train: value, validation: value }));
    const check = { step: 100 * best, train: reading(train), validation: reading(values[best]!), objective: -1 };
    return { ...outcome(values), history, best: check };
  };
  const told = (name: EstimatorName, training: TrainingOutcome<unknown>, value = 0.4): Record<string, string> =>
    Object.fromEntries(
      warningsOf(training, reading(value), { bound: boundOf(name), negatives: 999 }).map(({ code, message }) => [
        code,
        message,
      ]),
    );

  test('ask whether the value still moved, up or down', () => {
    expect(hasConverged(byObjective([2, 1.5, 1.2, 0.9, 0.6, 0.4]))).toBe(false);
    expect(hasConverged(byObjective([0, 0.2, 0.4, 0.6, 0.8, 1]))).toBe(false);
    expect(hasConverged(byObjective([2, 0.9, 0.4, 0.4, 0.41, 0.405]))).toBe(true);
    // What training raises was best in the first half: nothing is to be expected of more steps.
    expect(hasConverged(byObjective([2, 0.5, 0.8, 1.1, 1.4, 1.9], 1))).toBe(true);
    expect(told('club', byObjective([2, 1.5, 1.2, 0.9, 0.6, 0.4]))['not-converged']).toBe(
      'the validation value was still changing when training reached its last step (step 500), so the value can lie on either side of the truth, although the bound is an upper one; allow more steps',
    );
  });

  test('say on which side the value can be wrong', () => {
    const learntByHeart = byObjective([0, 0.4, 0.41], 2, 0.9);
    expect(told('club', learntByHeart).overfitting).toContain(
      'either side of the truth, although the bound is an upper',
    );
    expect(told('l1out', learntByHeart).overfitting).not.toContain('likely too low');
    expect(told('doe', learntByHeart).overfitting).toContain('the estimate can be off to either side');
    expect(told('nwj-js', learntByHeart).overfitting).toContain('the estimate is likely too low');
  });

  test('do not say of training that was stopped what they cannot know', () => {
    const stopped = { ...outcome([0, 0.4, 0.4, 0.4]), ending: 'aborted' as const };
    expect(told('mine', stopped)['not-converged']).toContain('may still have been rising');
  });

  test('name the model where a value below zero comes from one', () => {
    expect(told('doe', flat, -0.2).negative).toContain('the model of y given x does not carry over');
    expect(told('mine', flat, -0.2).negative).toContain('the critic does not carry over');
  });

  test('call no upper bound too high, but the entropy a better one', () => {
    const entropy = { y: Math.log(2) };
    expect(aboveEntropy({ mi: 1, stdError: 0.01, side: 'upper' }, entropy)!.message).toContain(
      'the better upper bound',
    );
    expect(aboveEntropy({ mi: 1, stdError: 0.01, side: 'lower' }, entropy)!.message).toContain('is too high');
  });
});
