/**
 * A GAN on a spiral, without and with MINE. The plain one covers parts of the curve and leaves others out; the other one is also paid for what its
 * samples tell about their noise, which samples that are all alike cannot. The recipe is in the folder `gan`; what is particular to this data set is
 * here.
 */
import type { Experiment, Finding } from '../experiment.ts';
import { qualityFinding, type Row, rowsOf } from '../gan/findings.ts';
import { densityPicture, historyPicture, measurePicture, seedPictures, snapshotPictures } from '../gan/pictures.ts';
import { asStated, comparison, long, quick } from '../gan/recipes.ts';
import { type GanResult, type GanSettings, runStudies } from '../gan/studies.ts';
import type { Subject } from '../gan/train.ts';
import { mean, percent, spread } from '../statistics.ts';
import { measureSpiral, type SpiralMeasures, spiralMeasuresOfData } from './coverage.ts';
import { drawSpiral } from './data.ts';

const subject: Subject<SpiralMeasures> = {
  draw: drawSpiral,
  measured: 4000,
  measure: measureSpiral,
  describe: ({ coverage, highQualityShare }) =>
    `${percent(coverage)} covered, ${percent(highQualityShare)} near the curve`,
};

const adam = { beta1: 0.5 };

export const ganSpiral: Experiment<GanSettings, GanResult<SpiralMeasures>> = {
  name: 'gan-spiral',
  title: 'A GAN on the spiral',
  settings: {
    quick: { studies: [quick(adam)] },
    small: { studies: [comparison(5, adam), long(1, { ...adam, iterations: 10_000 })] },
    full: {
      studies: [
        asStated(5, adam),
        comparison(10, adam),
        long(3, { ...adam, iterations: 50_000, informationWeights: [0, 1] }),
      ],
    },
  },

  run: (settings, lab) => runStudies('spiral', settings, lab, subject),

  findings(result) {
    const ofData = spiralMeasuresOfData(subject.measured);
    return rowsOf(result).flatMap((row) => findingsOf(row, ofData));
  },

  pictures: (result) => [
    ...snapshotPictures(result, frame),
    ...seedPictures(result, frame),
    densityPicture(result, frame),
    measurePicture(result, [
      { title: 'coverage', of: ({ coverage }) => coverage },
      { title: 'share of high-quality samples', of: ({ highQualityShare }) => highQualityShare },
    ]),
    historyPicture(result),
  ],
};

const frame = { reach: 2.2, bandwidth: 0.07 };

/** @param ofData what points of the data would measure as samples */
function findingsOf(row: Row<SpiralMeasures>, ofData: SpiralMeasures): Finding[] {
  const { label, isCompared, informed } = row;
  const coverages = row.values(({ coverage }) => coverage);
  return [
    {
      what: `${label}: coverage`,
      measured: spread(coverages),
      beside: `data ${ofData.coverage.toFixed(3)}${isCompared ? `, PyTorch ${informed ? 0.962 : 0.775} (4 seeds)` : ''}`,
      target: isCompared && informed ? { text: 'at least 0.95', met: mean(coverages) >= 0.95 } : undefined,
    },
    ...(isCompared && informed ? [gainFinding(row)] : []),
    qualityFinding(row, ofData.highQualityShare),
    {
      what: `${label}: samples within 0.2 of the curve`,
      measured: percent(row.values(({ nearShare }) => nearShare)),
      beside: `data ${percent(ofData.nearShare)}`,
    },
  ];
}

function gainFinding({ label, values, plainValues }: Row<SpiralMeasures>): Finding {
  const coverage = (each: SpiralMeasures) => each.coverage;
  const gain = mean(values(coverage)) - mean(plainValues(coverage));
  return {
    what: `${label}: mean coverage above the plain GAN's`,
    measured: gain.toFixed(3),
    beside: 'PyTorch 0.187 (4 seeds)',
    target: { text: 'at least 0.1', met: gain >= 0.1 },
  };
}
