import * as autograd from '@infograd/autograd';
import { expect, test } from '@jest/globals';
import * as tensor from '@infograd/tensor';
import { runExamples } from './run-examples.ts';

test('every block of the tour runs, and every value in it is right', async () => {
  const checked = await runExamples(new URL('../../docs/tour.md', import.meta.url), [tensor, autograd]);
  expect(checked.length).toBeGreaterThan(15);
});

test('a page that states a wrong value fails', async () => {
  const wrong = runExamples(new URL('./wrong.md', import.meta.url), [tensor]);
  await expect(wrong).rejects.toThrow(/the page says 3/);
});
