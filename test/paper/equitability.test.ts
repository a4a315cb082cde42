import { describe, expect, test } from '@jest/globals';
import { type Estimate, equitability } from '../../examples/paper/equitability/experiment.ts';
import { findings, toleranceOf } from '../../examples/paper/equitability/findings.ts';
import { runQuick } from './run-quick.ts';

test('estimates follow the truth of each function, and a one-to-one view of X changes nothing', async () => {
  const { result } = await runQuick(equitability);
  for (const { heldOut, truth } of result) expect(Math.abs(heldOut - truth)).toBeLessThan(0.1 * truth + 0.03);
  const found = (relation: string, noise: number, view = 'X') =>
    result.find((each) => each.relation === relation && each.noise === noise && each.view === view)!.heldOut;
  // With the same noise: information does depend on the function.
  expect(found('x', 0.3)).toBeGreaterThan(found('x^3', 0.3) + 0.2);
  expect(found('x', 0.9)).toBeGreaterThan(found('x^3', 0.9) + 0.05);
  expect(Math.abs(found('x', 0.3, 'exp X') - found('x', 0.3))).toBeLessThan(0.06);
});

describe('the table', () => {
  const cell: Estimate = { dimensions: 1, relation: 'x', noise: 0.3, view: 'X', seed: 0, heldOut: 0.75, truth: 0.749 };
  const met = (...cells: Partial<Estimate>[]) =>
    findings(cells.map((each) => ({ ...cell, ...each }))).map(({ target }) => target?.met);

  test('allows 5 % or 0.02 in one dimension, 12 % or 0.03 in two', () => {
    expect(toleranceOf({ dimensions: 1, truth: 2 })).toBeCloseTo(0.1, 12);
    expect(toleranceOf({ dimensions: 1, truth: 0.1 })).toBe(0.02);
    expect(toleranceOf({ dimensions: 2, truth: 2 })).toBeCloseTo(0.24, 12);
    expect(toleranceOf({ dimensions: 2, truth: 0.1 })).toBe(0.03);
  });

  test('asks that of every seed', () => {
    expect(met({ heldOut: 0.72 }, { seed: 1, heldOut: 0.78 })).toEqual([true]);
    expect(met({ heldOut: 0.749 }, { seed: 1, heldOut: 0.7 })).toEqual([false]);
    expect(met({}, { noise: 0.5, truth: 0.4187, heldOut: 0.5 })).toEqual([true, false]);
  });

  test('asks views of X to agree with X, and with the truth', () => {
    expect(met({ heldOut: 0.75 }, { view: 'X³', heldOut: 0.73 })).toEqual([true, true]);
    expect(met({ heldOut: 0.77 }, { view: 'X³', heldOut: 0.72 })).toEqual([true, false]);
    expect(met({ heldOut: 0.7 }, { view: 'X³', heldOut: 0.7 })).toEqual([false, false]);
  });
});
