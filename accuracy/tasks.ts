/** The tasks: distributions whose mutual information is known, the group that each belongs to, and how a command names them. */
import {
  additiveNoise,
  benchmarkTasks,
  bimodal,
  correlatedGaussians,
  type Distribution,
  elementwise,
  gaussianMixture,
  independentNormals,
  normalCdf,
  swissRoll,
  transformed,
} from '@infograd/mine/distributions';

/**
 * What kind of dependence there is, since a critic that contains it in closed form solves it: normal copulas and Student-t copulas, whatever
 * the margins; and all else.
 */
export type TaskGroup = 'gaussian-copula' | 'student-t-copula' | 'other';

export interface Task {
  readonly distribution: Distribution;
  readonly group: TaskGroup;
  /** Whether it is one of the benchmark's, which summaries are of. */
  readonly isBenchmark: boolean;
}

function groupOf(name: string): TaskGroup {
  if (/^spiral|additive/.test(name)) return 'other';
  return /student/.test(name) ? 'student-t-copula' : 'gaussian-copula';
}

const uniformPair = transformed(correlatedGaussians({ rho: 0.75 }), {
  name: 'uniform margins',
  x: elementwise(normalCdf),
  y: elementwise(normalCdf),
});

const more: readonly (readonly [TaskGroup, Distribution])[] = [
  ['gaussian-copula', independentNormals()],
  ...[0.3, 0.5, 0.75, 0.9].map((rho) => ['gaussian-copula', correlatedGaussians({ rho })] as const),
  ['gaussian-copula', bimodal()],
  [
    'other',
    transformed(uniformPair, {
      name: 'swiss-roll',
      x: swissRoll,
      y: { dimension: (d) => d, apply: (values) => values },
    }),
  ],
  ['other', additiveNoise({ name: 'sine-in-noise', relation: (x) => Math.sin(4 * x), sigma: 0.3 })],
  ['other', additiveNoise({ name: 'parabola-in-noise', relation: (x) => x * x, sigma: 0.3 })],
  [
    'other',
    gaussianMixture({
      name: 'cross-of-normals',
      dimX: 1,
      components: [0.9, -0.9].map((rho) => ({
        weight: 0.5,
        mean: [0, 0],
        covariance: [
          [1, rho],
          [rho, 1],
        ],
      })),
    }),
  ],
];

export const tasks: readonly Task[] = [
  ...benchmarkTasks.map((distribution) => ({
    distribution,
    group: groupOf(distribution.name),
    isBenchmark: true,
  })),
  ...more.map(([group, distribution]) => ({ distribution, group, isBenchmark: false })),
];

/** Names of several tasks at once. Groups are of the benchmark's tasks. */
export const taskSets: Readonly<Record<string, (task: Task) => boolean>> = {
  benchmark: ({ isBenchmark }) => isBenchmark,
  more: ({ isBenchmark }) => !isBenchmark,
  all: () => true,
  'gaussian-copula': ({ isBenchmark, group }) => isBenchmark && group === 'gaussian-copula',
  'student-t-copula': ({ isBenchmark, group }) => isBenchmark && group === 'student-t-copula',
  other: ({ isBenchmark, group }) => isBenchmark && group === 'other',
  '1+1': ({ isBenchmark, distribution }) => isBenchmark && distribution.dimX === 1 && distribution.dimY === 1,
};

/** The task of a name. @throws Error when there is none */
export function taskNamed(name: string): Task {
  const task = tasks.find(({ distribution }) => distribution.name === name);
  if (task) return task;
  throw new Error(
    `no task is called ${name}; tasks are ${tasks.map(({ distribution }) => distribution.name).join(', ')}`,
  );
}

/** The tasks that names of tasks and of sets stand for, in the order of the list. @throws Error when a name is neither */
export function chooseTasks(names: readonly string[]): Task[] {
  const chosen = new Set(
    names.flatMap((name) => (name in taskSets ? tasks.filter(taskSets[name]) : [taskNamed(name)])),
  );
  return tasks.filter((task) => chosen.has(task));
}
