import { expect, test } from '@jest/globals';
import { additiveNoise } from '../../examples/paper/additive-noise/experiment.ts';
import { runQuick } from './run-quick.ts';

test('two bits a dimension through additive noise, nearly reached in few steps', async () => {
  const { result, findings } = await runQuick(additiveNoise);
  const lastBits = result.map(({ bits }) => bits.at(-1)!);
  expect(lastBits[0]).toBeGreaterThan(1.7);
  expect(lastBits[0]).toBeLessThan(2.15);
  expect(lastBits[1]).toBeGreaterThan(4.8);
  expect(lastBits[1]).toBeLessThan(6.4);
  expect(findings).toHaveLength(2);
  expect(findings.every(({ target }) => target === undefined)).toBe(true);
});
