/**
 * The recipes that `npm run bench:paper` times, against the same programs in PyTorch: the losses of the first steps from one start, at small widths.
 * PyTorch's were printed by benchmarks/peers/paper_pytorch.py in float64, asked to prepare these tasks with `double` and to check.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { requireTruth } from '../../benchmarks/measure.ts';
import { checkedSteps, type PaperCase, paperCases, paperTolerance } from '../../benchmarks/paper-cases.ts';
import { load } from '../../benchmarks/peers/paper.ts';

const losses: Record<string, number[]> = JSON.parse(
  readFileSync(new URL('./paper-losses.json', import.meta.url), 'utf8'),
);

const widths = {
  gan: { generator: [8, 7], discriminator: [9, 6], statistics: [8, 5] },
  bottleneck: { hidden: 12, code: 4, statistics: 6 },
};

const small = paperCases.map((task): PaperCase => {
  if (task.kind === 'gan') return { ...task, widths: widths.gan, batch: 10 };
  return { ...task, widths: widths.bottleneck, batch: 10, images: 30 };
});

const peer = await load('infograd-1-thread');

test.each(small)('$name gives the losses of PyTorch, and goes on from there', async (task) => {
  const workload = peer.prepare(task)!;
  const results = (await workload.check())!;
  const values = losses[task.name];
  expect(results).toHaveLength(checkedSteps * valuesPerStep(task));
  requireTruth(results, { values, ...paperTolerance });
  for (let step = 0; step < 2; step++) await workload.step();
  await workload.finish();
  workload.dispose();
});

test('a step that differs in a setting of Adam is told from the right one', async () => {
  const [task] = small;
  const workload = peer.prepare({ ...task, learningRate: 1.1 * task.learningRate })!;
  const results = (await workload.check())!;
  workload.dispose();
  expect(() => requireTruth(results, { values: losses['gan-25-gaussians'], ...paperTolerance })).toThrow(
    'wrong result',
  );
});

test('a peer has a number of threads, and says what it runs on', async () => {
  expect(peer.describe()).toMatch(/^Infograd, wasm, SIMD, 1 thread/);
  await expect(load('infograd')).rejects.toThrow('unknown peer infograd');
});

function valuesPerStep(task: PaperCase): number {
  if (task.kind === 'gan') return 3;
  return task.variant === 'baseline' ? 1 : 2;
}
