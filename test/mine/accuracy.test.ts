/** Single estimates beside the truth; `npm run accuracy` has all tasks, seeds and estimators, and docs/accuracy.md what it found. */
import { mutualInformation } from '@infograd/mine';
import { correlatedGaussians } from '@infograd/mine/distributions';
import { expect, test } from '@jest/globals';

const rows = 10_000;

test.each([0, 0.75])(
  "'mine' with its default settings is within 0.06 nats at a correlation of %p",
  async (rho) => {
    const { mutualInformation: truth, sample } = correlatedGaussians({ rho });
    const { x, y } = sample(rows, 0);
    const { mi, warnings } = await mutualInformation(x, y, { estimator: 'mine' });
    expect(Math.abs(mi - truth)).toBeLessThan(0.06);
    expect(warnings).toEqual([]);
  },
  60_000,
);

test("'auto' is within 0.06 nats of 2,000 rows after a few steps where its closed form is the truth", async () => {
  const { mutualInformation: truth, sample } = correlatedGaussians({ rho: 0.75 });
  const { x, y } = sample(2000, 0);
  const { mi } = await mutualInformation(x, y, { folds: 1, steps: 20, hidden: [16] });
  expect(Math.abs(mi - truth)).toBeLessThan(0.06);
}, 60_000);
