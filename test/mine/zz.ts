import { MutualInformationEstimator } from '@infograd/mine';
import { accuracyTasks } from './accuracy-tasks.ts';
const [idx, opts] = [Number(process.argv[2]), JSON.parse(process.argv[3] ?? '{}')];
const task = accuracyTasks[idx]!;
const big = task.sample(100000, 999);
for (const seed of [100, 101, 102, 103]) {
  const { x, y } = task.sample(10000, seed);
  using e = new MutualInformationEstimator({ ...opts, seed });
  const r = await e.fit(x, y);
  const p = await e.estimate(big.x, big.y);
  console.log(task.name, seed, 'test', (r.mi - task.truth).toFixed(4), 'pop', (p.mi - task.truth).toFixed(4), '+-', p.stdError.toFixed(4), 'train', (r.train - task.truth).toFixed(4), 'val', (r.validation - task.truth).toFixed(4), r.steps, r.seconds.toFixed(1), r.warnings.map((w) => w.code).join());
}
