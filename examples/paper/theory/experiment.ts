/**
 * The paper's statements about its bounds, each checked as exactly as it can be: what Donsker-Varadhan loses and why MINE-f loses more, on
 * distributions with few states; the bias of small batches, by listing them all; consistency, by training; and the sample size of Theorem 3. One file
 * each, with the statement above it.
 */
import type { Experiment } from '../experiment.ts';
import { type ConsistencySettings, consistencyPart, type Fit } from './consistency.ts';
import { consistencyFindings, consistencyPictures } from './consistency-outcome.ts';
import { type Gap, gapFindings, gapPart, gapPicture } from './donsker-varadhan-gap.ts';
import { type Bias, biasFindings, biasPart, biasPicture } from './gradient-bias.ts';
import { type Comparison, comparisonFindings, comparisonPart, comparisonPicture } from './mine-f.ts';
import { type SampleSizes, sampleSizeFindings, sampleSizePart, sampleSizePicture } from './sample-size.ts';

interface Settings {
  /** Random distributions and critics of each identity. */
  readonly trials: number;
  /** Draws from Q in a batch whose bias is computed. */
  readonly batches: readonly number[];
  readonly consistency: ConsistencySettings;
}

interface Result {
  readonly gap: Gap;
  readonly comparison: Comparison;
  readonly bias: Bias;
  readonly fits: readonly Fit[];
  readonly sampleSizes: SampleSizes;
}

export const theory: Experiment<Settings, Result> = {
  name: 'theory',
  title: 'Theory, as exact as it can be checked',
  settings: {
    quick: {
      trials: 100,
      batches: [2, 3, 4, 8],
      consistency: {
        seeds: 2,
        starts: 1,
        samples: [100, 3000],
        widths: [2, 16],
        steps: 300,
        batch: 300,
        learningRate: 0.03,
        heldOut: 10_000,
      },
    },
    small: {
      trials: 1000,
      batches: [2, 3, 4, 8, 16, 32],
      consistency: {
        seeds: 4,
        starts: 4,
        samples: [100, 300, 1000, 3000, 10_000, 30_000],
        widths: [2, 4, 8, 32],
        steps: 1000,
        batch: 500,
        learningRate: 0.02,
        heldOut: 200_000,
      },
    },
    full: {
      trials: 10_000,
      batches: [2, 3, 4, 8, 16, 32, 64],
      consistency: {
        seeds: 10,
        starts: 5,
        samples: [100, 300, 1000, 3000, 10_000, 30_000, 100_000],
        widths: [2, 4, 8, 32, 128],
        steps: 5000,
        batch: 1000,
        learningRate: 0.01,
        heldOut: 200_000,
      },
    },
  },

  async run({ trials, batches, consistency }, lab) {
    return {
      gap: await lab.part('gap', () => gapPart(lab.seed, trials)),
      comparison: await lab.part('mine-f', () => comparisonPart(lab.seed, trials)),
      bias: await lab.part('gradient-bias', () => biasPart(batches)),
      fits: await consistencyPart(consistency, lab),
      sampleSizes: sampleSizePart(),
    };
  },

  findings: ({ gap, comparison, bias, fits, sampleSizes }) => [
    ...gapFindings(gap),
    ...comparisonFindings(comparison),
    ...biasFindings(bias),
    ...consistencyFindings(fits),
    ...sampleSizeFindings(sampleSizes),
  ],

  pictures: ({ gap, comparison, bias, fits, sampleSizes }) => [
    gapPicture(gap),
    comparisonPicture(comparison),
    biasPicture(bias),
    ...consistencyPictures(fits),
    sampleSizePicture(sampleSizes),
  ],
};
