/**
 * Carries out the trainings of all folds, candidates and restarts: one after another here, or several at once in workers. Which it is
 * changes nothing but the time, because a training depends on its job alone.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import type { Backend } from '@infograd/tensor';
import { runOf } from '../backend.ts';
import { OptionError } from '../errors.ts';
import type { Settings } from '../options/options.ts';
import { CombinedProgress } from './combined-progress.ts';
import { carryOut, type TrainingCallbacks, type TrainingJob } from './training-job.ts';
import type { TrainingOutcome } from './training-loop.ts';
import { startWorkers, type TrainingLane } from './training-workers.ts';

export type Outcomes = ReadonlyMap<TrainingJob, TrainingOutcome<Tree>>;

export interface Trainings {
  /** Those of an abort lack the jobs that it left undone. The weights belong to the caller. */
  readonly outcomes: Outcomes;
  /** How many ran at once. */
  readonly workers: number;
  /** What the result should tell of how they ran. */
  readonly notes: readonly string[];
}

/** Carries out all jobs, or those that are done when the signal fires. */
export async function runTrainings(
  jobs: readonly TrainingJob[],
  backend: Backend,
  workers: number,
  callbacks: TrainingCallbacks,
): Promise<Trainings> {
  const here: TrainingLane = { carryOut: (job, of) => carryOut(job, backend, of), close: () => {} };
  // A copula alone has nothing to train, and starting a worker takes half a second.
  const training = jobs.filter(({ model }) => model.elliptical?.network !== null);
  const count = Math.min(workers, training.length);
  const { lanes, trouble } = count < 2 ? { lanes: [here] } : await startWorkers(count, backend);
  const used = lanes.length === 0 ? [here] : lanes;
  const outcomes = new Map<TrainingJob, TrainingOutcome<Tree>>();
  const { signal, onProgress } = callbacks;
  const progress = new CombinedProgress(jobs.length, onProgress);
  let next = 0;
  const follow = async (lane: TrainingLane): Promise<void> => {
    // The first is begun in any case, so that an abort has something to show.
    while (next < jobs.length && !(signal?.aborted && next > 0)) {
      const place = next++;
      const job = jobs[place];
      outcomes.set(job, await lane.carryOut(job, { signal, onProgress: progress.of(place) }));
      progress.finish(place);
    }
  };
  try {
    await Promise.all(used.map(follow));
  } catch (error) {
    for (const { params } of outcomes.values()) disposeTree(params);
    throw error;
  } finally {
    for (const lane of used) lane.close();
  }
  const notes = trouble === undefined ? [] : [`one training after another, because no worker started: ${trouble}`];
  return { outcomes, workers: used.length, notes };
}

/**
 * How many trainings may run at once: as many as the backend has threads, where workers can open one like it.
 *
 * @throws OptionError when more than one is asked for where workers cannot
 */
export function workersFor(asked: number | undefined, { critic }: Settings, backend: Backend): number {
  const obstacle = obstacleTo(critic, backend);
  if (obstacle === undefined) return asked ?? runOf(backend).wasm?.threads ?? 1;
  if ((asked ?? 1) === 1) return 1;
  throw new OptionError(`workers: ${asked} are not possible, because ${obstacle}; leave workers out`, 'workers');
}

function obstacleTo(critic: Settings['critic'], backend: Backend): string | undefined {
  if (typeof critic === 'object') return 'a critic of your own is a program, which cannot be sent to a worker';
  if (backend.name !== 'wasm' && backend.name !== 'reference') return `they cannot share the backend ${backend.name}`;
  if (runOf(backend).wasm?.blas !== undefined) return 'a BLAS library has threads of its own';
  return undefined;
}
