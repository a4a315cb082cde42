import { mutualInformation } from '@infograd/mine';
import { expect, test } from '@jest/globals';
import { accuracyTasks, rowCount, singleLimit } from './accuracy-tasks.ts';

// One run of two tasks; `accuracy.ts` runs them all over five seeds.
test.each(accuracyTasks.filter(({ name }) => ['rho 0', 'rho 0.75'].includes(name)))(
  'default settings are within 0.06 nats on $name',
  async ({ truth, sample }) => {
    const { x, y } = sample(rowCount, 0);
    const { mi, warnings } = await mutualInformation(x, y);
    expect(Math.abs(mi - truth)).toBeLessThan(singleLimit);
    expect(warnings).toEqual([]);
  },
  60_000,
);
