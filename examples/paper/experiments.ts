/** Every experiment, in the order of docs/paper.md. A further one is a folder and a line here. */
import { additiveNoise } from './additive-noise/experiment.ts';
import { equitability } from './equitability/experiment.ts';
import type { AnyExperiment } from './experiment.ts';
import { fDivergenceFamily } from './f-divergences/experiment.ts';
import { gan25Gaussians } from './gan-25-gaussians/experiment.ts';
import { ganSpiral } from './gan-spiral/experiment.ts';
import { gaussians } from './gaussians/experiment.ts';
import { infoNceCeiling } from './infonce/experiment.ts';
import { informationBottleneck } from './information-bottleneck/experiment.ts';
import { reconstruction } from './reconstruction/experiment.ts';
import { stackedMnist } from './stacked-mnist/experiment.ts';
import { theory } from './theory/experiment.ts';

export const experiments: readonly AnyExperiment[] = [
  gaussians,
  equitability,
  additiveNoise,
  fDivergenceFamily,
  infoNceCeiling,
  ganSpiral,
  gan25Gaussians,
  stackedMnist,
  reconstruction,
  informationBottleneck,
  theory,
];
