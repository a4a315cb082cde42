import * as autograd from '@infograd/autograd';
import * as mine from '@infograd/mine';
import * as distributions from '@infograd/mine/distributions';
import * as tensor from '@infograd/tensor';
import * as gpu from '@infograd/tensor/gpu';
import { expect, test } from '@jest/globals';
import { runExamples } from './run-examples.ts';

test('every block of the tour runs, and every value in it is right', async () => {
  const checked = await runExamples(new URL('../../docs/tour.md', import.meta.url), [tensor, autograd, mine]);
  expect(checked.length).toBeGreaterThan(25);
}, 180_000);

test('the blocks of the page on the gpu backend run, and their values are right', async () => {
  const checked = await runExamples(new URL('../../docs/gpu.md', import.meta.url), [tensor, gpu]);
  expect(checked.length).toBe(1);
}, 180_000);

test.each(['tensor', 'autograd', 'mine'])(
  "the blocks of %s's README run",
  async (name) => {
    const modules = [tensor, gpu, autograd, distributions, mine];
    await runExamples(new URL(`../../packages/${name}/README.md`, import.meta.url), modules, { values: false });
  },
  180_000,
);

test('a page that states a wrong value fails', async () => {
  const wrong = runExamples(new URL('./wrong.md', import.meta.url), [tensor]);
  await expect(wrong).rejects.toThrow(/the page says 3/);
});
