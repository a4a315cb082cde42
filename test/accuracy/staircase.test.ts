/** The staircase in a few steps: values of every reading at every level, beside what they must be. */
import { memory } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { staircase } from '../../accuracy/staircase.ts';
import { levels } from '../../accuracy/staircase-training.ts';

const plan = { tasks: [], rows: 1, options: {}, runs: 1, permutations: 1, stepsPerLevel: 20, critics: ['separable'] };

test('every critic is trained by the objectives that fit it, on normals and on their cubes', () => {
  const jobs = staircase.jobs({ ...plan, critics: undefined, objectives: ['js', 'likelihood'] });
  expect(jobs.map(({ settings: { critic, objective, cubic } }) => `${critic} ${objective} ${cubic}`)).toEqual([
    'separable js false',
    'joint js false',
    'conditional-gaussian likelihood false',
    'separable js true',
    'joint js true',
    'conditional-gaussian likelihood true',
  ]);
  expect(() => staircase.jobs({ ...plan, objectives: ['magic'] })).toThrow(/no objective magic.*info-nce/);
  expect(() => staircase.jobs({ ...plan, objectives: ['likelihood'] })).toThrow(/goes with critic/);
});

test('a critic learns from level to level, InfoNCE stays under log 64, and nothing leaks', async () => {
  const before = memory().tensors;
  const [job] = staircase.jobs({ ...plan, objectives: ['info-nce'] });
  const result = await staircase.perform(job.settings);
  expect(Object.keys(result)).toEqual(['info-nce', 'donsker-varadhan', 'smile, tau 5']);
  const { means, variances, curve } = result['info-nce'];
  expect(means).toHaveLength(levels.length);
  expect(curve).toHaveLength(levels.length * 20);
  expect(means[4]!).toBeGreaterThan(means[0]!);
  expect(Math.max(...curve.map(Number))).toBeLessThanOrEqual(Math.log(64));
  // With 20 values, the tail is the last ten, and the curve has each of them.
  const tail = curve.slice(10, 20).map(Number);
  const centre = tail.reduce((sum, value) => sum + value, 0) / 10;
  expect(means[0]).toBeCloseTo(centre, 10);
  expect(variances[0]).toBeCloseTo(tail.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 9, 10);
  expect(memory().tensors).toBe(before);
  const run = { ...job, fingerprint: '', code: '', date: '', seconds: 1, result };
  const text = staircase.markdown(staircase.report([run]));
  expect(text).toContain('| info-nce → smile, tau 5 | separable |');
  expect(text).toContain(`SMILE notebook`);
});

test('readings that are not finite are null, and stay out of sight instead of flattering', () => {
  const reading = { means: [1, 2, 3, null, 5], variances: [1, 1, 1, null, 1], curve: [1] };
  const settings = { objective: 'nwj', critic: 'separable', cubic: false, stepsPerLevel: 1 } as const;
  const run = (seed: number, means: (number | null)[]) => {
    const about = { experiment: 'staircase', fingerprint: '', code: '', date: '', seconds: 1 };
    return { ...about, settings: { ...settings, seed }, result: { nwj: { ...reading, means } } };
  };
  const { lines } = staircase.report([run(0, reading.means), run(1, [3, 4, 5, 6, 7])]);
  expect(lines[0].means).toEqual([2, 3, 4, null, 6]);
});
