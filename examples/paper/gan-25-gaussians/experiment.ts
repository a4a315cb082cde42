/**
 * A GAN on a grid of 25 narrow Gaussians, without and with MINE. The plain one leaves modes out, or serves some far more often than others; the other
 * one is also paid for what its samples tell about their noise, which samples that are all alike cannot. The recipe is in the folder `gan`; what is
 * particular to this data set is here.
 */
import type { Experiment, Finding } from '../experiment.ts';
import { qualityFinding, type Row, rowsOf } from '../gan/findings.ts';
import { densityPicture, historyPicture, measurePicture, seedPictures, snapshotPictures } from '../gan/pictures.ts';
import { asStated, comparison, long, quick } from '../gan/recipes.ts';
import { type GanResult, type GanSettings, runStudies } from '../gan/studies.ts';
import type { Subject } from '../gan/train.ts';
import { mean, percent, spread } from '../statistics.ts';
import { draw25Gaussians, modeCount } from './data.ts';
import { highQualityShareOfData, type ModeMeasures, measureModes } from './modes.ts';

const subject: Subject<ModeMeasures> = {
  draw: draw25Gaussians,
  measured: 10_000,
  measure: measureModes,
  describe: ({ modes, highQualityShare }) => `${modes} modes, ${percent(highQualityShare)} near one`,
};

const adam = { beta1: 0.9 };

/** For the long run: samples become sharp far sooner with less of it, and larger batches lose fewer modes on the way. */
const sharp = { beta1: 0.5, batch: 400 };

export const gan25Gaussians: Experiment<GanSettings, GanResult<ModeMeasures>> = {
  name: 'gan-25-gaussians',
  title: 'A GAN on 25 Gaussians',
  settings: {
    quick: { studies: [quick(adam)] },
    small: { studies: [comparison(5, adam), long(1, { ...sharp, iterations: 12_000, informedIterations: 2000 })] },
    full: {
      studies: [
        asStated(5, adam),
        comparison(10, adam),
        long(3, { ...sharp, iterations: 50_000, informedIterations: 5000 }),
      ],
    },
  },

  run: (settings, lab) => runStudies('25 gaussians', settings, lab, subject),

  findings: (result) => rowsOf(result).flatMap(findingsOf),

  pictures: (result) => [
    ...snapshotPictures(result, frame),
    ...seedPictures(result, frame),
    densityPicture(result, frame),
    measurePicture(result, [
      { title: `modes of ${modeCount} that any sample is nearest to`, of: ({ modes }) => modes },
      { title: `modes of ${modeCount} with a high-quality sample`, of: ({ highQualityModes }) => highQualityModes },
      { title: 'share of high-quality samples', of: ({ highQualityShare }) => highQualityShare },
      { title: 'KL divergence from uniform, nats', of: ({ divergence }) => divergence },
    ]),
    historyPicture(result),
  ],
};

const frame = { reach: 5, bandwidth: 0.12 };

function findingsOf(row: Row<ModeMeasures>): Finding[] {
  const { label, isCompared, informed } = row;
  const modes = row.values((each) => each.modes);
  const divergences = row.values((each) => each.divergence);
  const inPyTorch = (plain: number, withMine: number) => `PyTorch ${informed ? withMine : plain} (4 seeds)`;
  return [
    {
      what: `${label}: modes of ${modeCount} by any sample`,
      measured: spread(modes, 1),
      beside: isCompared ? inPyTorch(19.3, 25) : `data ${modeCount}`,
      target: isCompared ? modesTarget(modes, informed) : undefined,
    },
    {
      what: `${label}: modes of ${modeCount} with a high-quality sample`,
      measured: spread(
        row.values((each) => each.highQualityModes),
        1,
      ),
      beside: isCompared ? inPyTorch(16.3, 22.5) : `data ${modeCount}`,
    },
    qualityFinding(row, highQualityShareOfData),
    {
      what: `${label}: KL divergence from uniform, nats`,
      measured: spread(divergences),
      beside: isCompared ? inPyTorch(1.12, 0.8) : 'data 0',
      target:
        isCompared && informed
          ? {
              text: "below the plain GAN's mean",
              met: mean(divergences) < mean(row.plainValues((each) => each.divergence)),
            }
          : undefined,
    },
  ];
}

function modesTarget(modes: readonly number[], informed: boolean): Finding['target'] {
  return informed
    ? { text: 'all on every seed', met: modes.every((count) => count === modeCount) }
    : { text: 'fewer on average', met: mean(modes) < modeCount };
}
