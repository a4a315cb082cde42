/** One seed is one stream: every way of drawing has the same bits on a backend as on the reference. */
import { type Backend, type Random, random, reference, scope, type Tensor } from '@infograd/tensor';
import { assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';
import { readOne } from './compare.ts';

type Draw = (rng: Random, backend: Backend) => Tensor;

const draws: readonly (readonly [name: string, draw: Draw])[] = [
  ['uniform', (rng, backend) => rng.uniform([3, 7], { backend })],
  ['uniform of many', (rng, backend) => rng.uniform([40_001], { backend })],
  ['uniform between bounds', (rng, backend) => rng.uniform([1001], { min: -3, max: 7, backend })],
  ['uniform of nothing', (rng, backend) => rng.uniform([2, 0], { backend })],
  ['normal', (rng, backend) => rng.normal([4097], { backend })],
  ['normal of many', (rng, backend) => rng.normal([300, 257], { backend })],
  ['normal with mean', (rng, backend) => rng.normal([1001], { mean: 2, stdDev: 3, backend })],
  ['bernoulli', (rng, backend) => rng.bernoulli([1001], { p: 0.3, backend })],
  ['permutation', (rng, backend) => rng.permutation(101, { backend })],
  ['choice', (rng, backend) => rng.choice(101, 17, { backend })],
];

const group = 'random numbers';

export function randomNumberCases({ backend }: Subject): Case[] {
  return [
    ...casesOf(
      group,
      draws,
      ([name]) => `${name} has the bits of the reference`,
      async ([name, draw]) => {
        for (const seed of [11, 2 ** 40 + 5]) {
          const [actual, expected] = [
            await readOne(() => draw(random(seed), backend)),
            await readOne(() => draw(random(seed), reference())),
          ];
          const values = Array.from(expected.values);
          const place = values.findIndex((value, i) => !Object.is(value, actual.values[i]));
          assertEqual([actual.shape, actual.dtype], [expected.shape, expected.dtype], name);
          assertEqual([place, actual.values[place]], [-1, values[-1]], `${name} at ${place} (${values[place]})`);
        }
      },
    ),
    oneCase(group, 'drawing goes on where the last draw ended', async () => {
      const both = async (rng: Random, ...counts: number[]) => {
        const values: number[] = [];
        for (const count of counts)
          values.push(...Array.from((await readOne(() => rng.uniform([count], { backend }))).values));
        return values;
      };
      assertEqual(await both(random(3), 6, 4), await both(random(3), 10), 'two draws');
      const rng = random(3);
      scope(() => void rng.uniform([5], { backend }));
      assertEqual(await both(rng, 2), (await both(random(3), 8)).slice(6), 'after an odd draw');
    }),
  ];
}
