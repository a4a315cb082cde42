/**
 * Sweeps of the transcendental functions over float32 against float64. The functions that the engine promises to compute
 * well everywhere have one limit for all backends; the other limits keep a change from going unseen.
 */
import { exp, tensor } from '@infograd/tensor';
import { type Sweep, sweepErrors, sweeps, ulpDistance } from '@infograd/tensor/testing';
import { assert, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { readOne, widened } from './compare.ts';

const group = 'accuracy';
const points = 30_000;

const promised = ['exp', 'log', 'log1p', 'expm1', 'tanh', 'sigmoid', 'softplus', 'pow'];
const limits: Readonly<Record<string, number>> = {
  ...Object.fromEntries(promised.map((name) => [name, 4])),
  ...{ logSigmoid: 4, elu: 4, erf: 4, gelu: 9, sin: 4, cos: 4 },
};

export function accuracyCases({ backend, traits }: Subject): Case[] {
  const describe = ({ name, low, high, second }: Sweep) =>
    `${name} from ${Number(low.toPrecision(9))} to ${Number(high.toPrecision(9))}${second ? ' to fixed powers' : ''}`;
  return [
    ...casesOf(group, sweeps.flatMap(({ whole, dense }) => [whole, dense]).filter(isFirst), describe, async (sweep) => {
      const { largestError, points: swept, at } = await sweepErrors(sweep, points, backend, traits);
      const limit = limits[sweep.name] ?? limitOfExact(sweep);
      assert(swept >= points, `only ${swept} points were swept`);
      assert(
        largestError <= limit,
        `${sweep.name} is off by ${largestError} ulp at ${at.join(', ')}; ${limit} allowed`,
      );
    }),
    oneCase(group, 'exp is finite as far as float32 goes, and infinite further', async () => {
      const { values } = await readOne(() => exp(tensor([88.5, 88.72283, 88.72284], { backend })));
      assert(ulpDistance(values[0], Math.exp(88.5)) <= 4, `exp(88.5) is ${values[0]}`);
      assert(ulpDistance(values[1], Math.exp(Math.fround(88.72283))) <= 4, `exp(88.72283) is ${values[1]}`);
      assert(values[2] === Infinity, `exp(88.72284) is ${values[2]}`);
    }),
  ];

  /** A correctly rounded result is half an ulp away. */
  function limitOfExact({ name }: Sweep): number {
    const tolerance = widened(name, { ulp: 0 }, traits);
    return 'ulp' in tolerance ? Math.max(tolerance.ulp, 0.5) : 0.5;
  }
}

/** The whole range of a function stands in several rows. */
function isFirst(sweep: Sweep, place: number, all: readonly Sweep[]): boolean {
  const same = (other: Sweep) => other.name === sweep.name && other.low === sweep.low && other.high === sweep.high;
  return all.findIndex(same) === place;
}
