import { BatchSampler, derangementShifts, OptionError, rotate, splitRows } from '@infograd/mine';
import { memory, random } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const fractions = { train: 0.5, validation: 0.2, test: 0.3 };

describe('the split', () => {
  test('has every row in exactly one part, of the asked sizes', () => {
    const { train, validation, test } = splitRows(1000, fractions, random(3));
    expect([train.length, validation.length, test.length]).toEqual([500, 200, 300]);
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('follows from the seed', () => {
    expect(splitRows(100, fractions, random(1))).toEqual(splitRows(100, fractions, random(1)));
    expect(splitRows(100, fractions, random(1))).not.toEqual(splitRows(100, fractions, random(2)));
  });

  test('says which part would be too small, and what to change', () => {
    expect(() => splitRows(100, fractions, random(1), 64)).toThrow(
      '100 rows leave 50 for training, fewer than a batch of 64. Pass more rows, or a batchSize of 50 or less',
    );
    expect(() => splitRows(10, fractions, random(1))).toThrow(
      '10 rows leave 2 for the validation part, which needs 4 at least',
    );
    expect(() => splitRows(30, { train: 0.8, validation: 0.15, test: 0.05 }, random(1))).toThrow(
      '30 rows leave 1 for the test part, which needs 4 at least. Pass more rows, or a larger split.test',
    );
  });
});

describe('batches', () => {
  test('use every row once an epoch, in a new order each epoch', () => {
    const sampler = new BatchSampler(10, 5, random(7));
    const first = [...sampler.next(), ...sampler.next()];
    const second = [...sampler.next(), ...sampler.next()];
    const rows = Array.from({ length: 10 }, (_, i) => i);
    expect(first.slice().sort()).toEqual(rows);
    expect(second.slice().sort()).toEqual(rows);
    expect(second).not.toEqual(first);
  });

  test('drop the incomplete rest of an epoch', () => {
    const sampler = new BatchSampler(7, 3, random(7));
    for (let batch = 0; batch < 20; batch++) expect(new Set(sampler.next()).size).toBe(3);
  });

  test.each([8, 0, 1.5, Number.NaN])('of %s of 7 rows are refused', (batchSize) => {
    expect(() => new BatchSampler(7, batchSize, random(7))).toThrow(OptionError);
  });
});

describe('derangements', () => {
  test('never pair a row with itself, and no two pair the same rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 60 }), fc.nat(), (n, count, seed) => {
        const rows = Int32Array.from({ length: n }, (_, i) => i);
        const shifts = derangementShifts(n, count, random(seed));
        expect(shifts.length).toBe(Math.min(count, n - 1));
        const pairs = new Set<string>();
        for (const shift of shifts) {
          rotate(rows, shift).forEach((partner, row) => {
            expect(partner).not.toBe(row);
            expect(partner).toBe((row + shift) % n);
            pairs.add(`${row},${partner}`);
          });
        }
        expect(pairs.size).toBe(n * shifts.length);
      }),
    );
  });
});

test('sampling leaves no tensors behind', () => {
  expect(memory().tensors).toBe(0);
});
