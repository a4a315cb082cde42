/** The lines of the table: modes and divergence of every variant beside what has been published, and what real images reach. */
import type { Finding } from '../experiment.ts';
import { groupsBy } from '../groups.ts';
import { percent, spread } from '../statistics.ts';
import { expectedDivergence } from './modes.ts';
import type { Outcome, Result, VariantName } from './result.ts';

interface Published {
  readonly modes: string;
  readonly divergence: string;
}

/** Belghazi et al. 2018, table 1; for weak discriminators Lin et al., "PacGAN", 2018, table 3, a discriminator of a quarter of the generator's size. */
export const published: Partial<Record<VariantName, Published>> = {
  'weak GAN': { modes: 'PacGAN’s authors 78.5 ± 17.6', divergence: 'PacGAN’s authors 5.21 ± 0.19' },
  GAN: { modes: 'paper 99.0', divergence: 'paper 3.40' },
  'GAN + MINE': { modes: 'paper 1000.0 ± 0.0', divergence: 'paper 0.05 ± 0.007' },
  PacGAN2: { modes: 'paper 1000.0 ± 0.0', divergence: 'paper 0.06 ± 0.01' },
};

interface Target {
  readonly text: string;
  met(value: number): boolean;
}

const targets: Partial<Record<VariantName, { readonly modes: Target; readonly divergence?: Target }>> = {
  'weak GAN': { modes: { text: 'below 700', met: (modes) => modes < 700 } },
  'weak GAN + MINE': {
    modes: { text: 'above 900', met: (modes) => modes > 900 },
    divergence: { text: 'below 0.5', met: (divergence) => divergence < 0.5 },
  },
};

export function findingsOf({ accuracy, real, outcomes }: Result): Finding[] {
  const images = real.test.images;
  const floor = expectedDivergence(images).toFixed(4);
  return [
    {
      what: 'classifier, accuracy on MNIST’s test images',
      measured: percent(accuracy, 2),
      beside: 'PacGAN’s classifier 99.25 %',
      target: { text: 'at least 98.5 %', met: accuracy >= 0.985 },
    },
    ...(['training', 'test'] as const).flatMap((part): Finding[] => [
      { what: `real stacks of ${part} images, modes of 1000`, measured: `${real[part].modes}`, beside: 'truth 1000' },
      {
        what: `real stacks of ${part} images, KL`,
        measured: real[part].divergence.toFixed(4),
        beside: `${floor} expected of ${images} perfectly even images`,
      },
    ]),
    ...runsByVariant(outcomes).flatMap(({ name, runs }) => findingsOfVariant(name, runs)),
    {
      what: 'the classifier’s confidence on real test images',
      measured: percent(real.test.confidence, 2),
      beside: runsByVariant(outcomes)
        .map(({ name, runs }) => `${name} ${percent(runs[0].confidence, 2)}`)
        .join(', '),
    },
  ];
}

function findingsOfVariant(name: VariantName, runs: readonly Outcome[]): Finding[] {
  const target = targets[name];
  const modes = runs.map((run) => run.modes);
  const divergences = runs.map((run) => run.divergence);
  const beside = published[name] ?? { modes: '–', divergence: '–' };
  const asked = (of: Target | undefined, values: readonly number[]): Finding['target'] =>
    of && { text: of.text, met: values.every((value) => of.met(value)) };
  return [
    {
      what: `${name}, modes of 1000`,
      measured: spread(modes, modes.length === 1 ? 0 : 1),
      beside: beside.modes,
      target: asked(target?.modes, modes),
    },
    {
      what: `${name}, KL`,
      measured: spread(divergences, 2),
      beside: beside.divergence,
      target: asked(target?.divergence, divergences),
    },
  ];
}

/** The runs of each variant, in the order in which variants come. */
export function runsByVariant(outcomes: readonly Outcome[]): { name: VariantName; runs: Outcome[] }[] {
  return groupsBy(outcomes, ({ variant }) => variant.name).map((runs) => ({ name: runs[0].variant.name, runs }));
}
