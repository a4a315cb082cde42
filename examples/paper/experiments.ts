/** Every experiment, in the order of docs/paper.md. A further one is a folder and a line here. */
import { additiveNoise } from './additive-noise/experiment.ts';
import type { AnyExperiment } from './experiment.ts';

export const experiments: readonly AnyExperiment[] = [additiveNoise];
