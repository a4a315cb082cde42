/**
 * What holds of InfoNCE for every critic, by algebra: no value is above log K, since a row's own score is one of the terms of the sum that it is
 * divided by; and the form without log K, minus the cross-entropy of picking the row's own partner, has the same gradient and
 * a value that is lower by log K exactly. Checked in double precision on critics that know nothing, much, and absurdly much.
 */
import { grad } from '@infograd/autograd';
import { infoNce } from '@infograd/mine';
import { add, mul, type Random, random, reference, scope, sub, type Tensor } from '@infograd/tensor';

export interface Identities {
  /** Over all critics and K: the largest value less log K. */
  readonly largestExcess: number;
  /** Largest difference between log K and the distance of the two forms. */
  readonly formError: number;
  /** Largest difference between the gradients of the two forms. */
  readonly gradientDifference: number;
  readonly critics: number;
}

/** What random scores are multiplied by, and what a row's own score is ahead of the others by. */
const scales = [0, 1, 30, 1000, 1e8];
const leads = [-1e6, -10, 0, 3, 50, 1e6];

const rows = 16;

export function identitiesPart(seed: number, groupSizes: readonly number[]): Identities {
  const rng = random(seed).fork('identities');
  const checks = groupSizes.flatMap((groupSize) =>
    scales.flatMap((scale) => leads.map((lead) => checkCritic(rng, groupSize, scale, lead))),
  );
  const largest = (key: keyof (typeof checks)[number]) => Math.max(...checks.map((check) => check[key]));
  return {
    largestExcess: largest('excess'),
    formError: largest('formError'),
    gradientDifference: largest('gradientDifference'),
    critics: checks.length,
  };
}

function checkCritic(rng: Random, groupSize: number, scale: number, lead: number) {
  return scope(() => {
    const normal = (shape: number[]) => rng.normal(shape, { dtype: 'float64', backend: reference() });
    const joint = add(mul(normal([rows]), scale), lead);
    const marginal = mul(normal([rows, groupSize - 1]), scale);
    const [bound, choice] = (['cpc', 'dim'] as const).map((form) => ({
      value: infoNce(joint, marginal, { form }).itemSync(),
      gradient: grad((scores: { joint: Tensor; marginal: Tensor }) => infoNce(scores.joint, scores.marginal, { form }))(
        {
          joint,
          marginal,
        },
      ),
    }));
    const differences = (['joint', 'marginal'] as const).flatMap((side) =>
      Array.from(sub(bound.gradient[side], choice.gradient[side]).dataSync(), Math.abs),
    );
    const ceiling = Math.log(groupSize);
    return {
      excess: bound.value - ceiling,
      formError: Math.abs(bound.value - choice.value - ceiling) / Math.max(1, Math.abs(choice.value)),
      gradientDifference: differences.reduce((largest, difference) => Math.max(largest, difference), 0),
    };
  });
}
