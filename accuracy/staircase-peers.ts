/**
 * What others' implementations reach on the staircase. The means of the SMILE notebook (Song and Ermon's `smile-mi-estimator`: batch 64, Adam at 5e-4,
 * hidden layers of 256) were read off its figure to ±0.1 nats, at the end of each level, critics joint and separable. The figures of the
 * CLUB notebook (Cheng et al.'s `CLUB`: hidden layer of 15, Adam at 5e-3, last 500 steps of each level) are readings of its bias and variance.
 */

/** Means in nats at 2, 4, 6, 8 and 10; null where the figure is too noisy to read. */
export interface PeerStair {
  readonly source: 'SMILE' | 'CLUB';
  readonly estimator: string;
  readonly critic: 'joint' | 'separable';
  readonly means: readonly (number | null)[];
  /** Where it is known. */
  readonly variances?: readonly number[];
}

const fromBias = (sign: 1 | -1, biases: readonly number[]): number[] =>
  biases.map((bias, i) => 2 * (i + 1) + sign * bias);

export const peerStairs: readonly PeerStair[] = [
  { source: 'SMILE', estimator: 'InfoNCE', critic: 'joint', means: [1.8, 3.0, 3.7, 4.0, 4.1] },
  { source: 'SMILE', estimator: 'InfoNCE', critic: 'separable', means: [1.7, 2.9, 3.6, 3.95, 4.1] },
  { source: 'SMILE', estimator: 'NWJ', critic: 'joint', means: [1.9, 3.7, 5.2, 6.5, null] },
  { source: 'SMILE', estimator: 'NWJ', critic: 'separable', means: [1.4, 2.4, 3.0, 3.6, 4.0] },
  { source: 'SMILE', estimator: 'SMILE, tau 1', critic: 'joint', means: [2.15, 4.3, 6.25, 8.3, 10.1] },
  { source: 'SMILE', estimator: 'SMILE, tau 1', critic: 'separable', means: [2.0, 4.0, 6.0, 7.9, 9.8] },
  { source: 'SMILE', estimator: 'SMILE, tau 5', critic: 'joint', means: [1.9, 3.9, 6.1, 8.5, 11.0] },
  { source: 'SMILE', estimator: 'SMILE, tau 5', critic: 'separable', means: [1.8, 3.7, 5.8, 8.1, 10.4] },
  { source: 'SMILE', estimator: 'SMILE, no clipping', critic: 'joint', means: [1.85, 3.85, 5.8, 8.0, 10.1] },
  { source: 'SMILE', estimator: 'SMILE, no clipping', critic: 'separable', means: [1.65, 3.3, 5.0, 6.9, 8.8] },
  {
    source: 'CLUB',
    estimator: 'NWJ',
    critic: 'joint',
    means: fromBias(-1, [1.45, 2.93, 4.48, 6.05, 7.63]),
    variances: [0.013, 0.02, 0.03, 0.027, 0.027],
  },
  {
    source: 'CLUB',
    estimator: 'MINE',
    critic: 'joint',
    means: fromBias(-1, [1.45, 2.9, 4.35, 5.83, 7.25]),
    variances: [0.037, 0.12, 0.33, 0.7, 1.8],
  },
  {
    source: 'CLUB',
    estimator: 'InfoNCE',
    critic: 'joint',
    means: fromBias(-1, [1.1, 2.27, 3.57, 5.05, 6.65]),
    variances: [0.023, 0.035, 0.034, 0.031, 0.026],
  },
];
