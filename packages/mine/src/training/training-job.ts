/**
 * One training as a plain value: rows, the scales and the critic that are to see them, and where its random numbers come from. It can be
 * carried out here or sent to a worker (`training-workers.ts`), and comes to the same bits either way.
 */
import type { Tree } from '@infograd/autograd';
import { type Backend, type Random, random } from '@infograd/tensor';
import { boundOf } from '../bounds/index.ts';
import { criticFor, type RowModel, uploadRows } from '../fitting/fitted-model.ts';
import type { MutualInformationOptions } from '../options/options.ts';
import type { Samples } from '../rows/samples.ts';
import { trainCritic } from './train.ts';
import type { TrainingOutcome } from './training-loop.ts';

/** Paired rows on the host. */
export interface PairedSamples {
  readonly x: Samples;
  readonly y: Samples;
}

/** A generator by its name: the seed, and the forks that lead to it. */
export interface RandomStream {
  readonly seed: number;
  readonly labels: readonly string[];
}

export interface TrainingJob {
  readonly model: Omit<RowModel, 'backend'>;
  readonly train: PairedSamples;
  readonly validation: PairedSamples;
  readonly stream: RandomStream;
}

export type TrainingCallbacks = Pick<MutualInformationOptions, 'signal' | 'onProgress'>;

/** The generator of a stream, at its beginning. */
export function randomOf({ seed, labels }: RandomStream): Random {
  return labels.reduce((rng, label) => rng.fork(label), random(seed));
}

/** The stream that a label leads to. */
export function forkOf({ seed, labels }: RandomStream, label: string): RandomStream {
  return { seed, labels: [...labels, label] };
}

/** Trains; the outcome's weights are on the backend and belong to the caller. */
export async function carryOut(
  { model, train, validation, stream }: TrainingJob,
  backend: Backend,
  { signal, onProgress }: TrainingCallbacks,
): Promise<TrainingOutcome<Tree>> {
  const { settings } = model;
  const trainRows = uploadRows({ ...model, backend }, train.x, train.y);
  const validationRows = uploadRows({ ...model, backend }, validation.x, validation.y);
  try {
    return await trainCritic({
      critic: criticFor(model),
      bound: boundOf(settings.estimator, settings),
      train: trainRows,
      validation: validationRows,
      settings,
      backend,
      rng: randomOf(stream),
      signal,
      onProgress,
    });
  } finally {
    for (const table of [trainRows.x, trainRows.y, validationRows.x, validationRows.y]) table.dispose();
  }
}
