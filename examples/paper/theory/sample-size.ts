/**
 * Theorem 3: how many samples make the plug-in value close to the best value of a family of critics. The formula comes from a union bound: cover the
 * ball of parameters finely, apply Hoeffding's inequality to every centre, and ask for enough samples that all hold together. The
 * order is d log d / epsilon²; the constants are a worst case's, as the picture shows.
 */
import { sampleSizeBound } from '@infograd/mine';
import type { Finding, Picture } from '../experiment.ts';

export interface SampleSizes {
  /** Of the paper's constants at d = 100, epsilon 0.1. */
  readonly example: number;
  readonly grid: readonly { readonly parameters: number; readonly epsilon: number; readonly samples: number }[];
}

const constants = { bound: 2, lipschitz: 1, radius: 1, delta: 0.05 };

export function sampleSizePart(): SampleSizes {
  const grid = [10, 100, 1000, 10_000].flatMap((parameters) =>
    Array.from({ length: 21 }, (_, index) => {
      const epsilon = 10 ** (index / 10 - 2);
      return { parameters, epsilon, samples: sampleSizeBound({ ...constants, parameters, epsilon }) };
    }),
  );
  return { example: sampleSizeBound({ ...constants, parameters: 100, epsilon: 0.1 }), grid };
}

export function sampleSizeFindings({ example }: SampleSizes): Finding[] {
  return [
    {
      what: 'Theorem 3: samples for M = 2, d = 100, K = L = 1, epsilon 0.1, delta 0.05',
      measured: example.toLocaleString('en-US'),
      beside: 'by hand 913,172',
      target: { text: 'equal', met: example === 913_172 },
    },
  ];
}

export function sampleSizePicture({ grid }: SampleSizes): Picture {
  return {
    name: 'sample-size',
    caption:
      'Samples that Theorem 3 asks for, against the error in nats, for critics of d parameters (M = 2, K = L = 1, delta 0.05). A worst case over all distributions: experiments get by with far fewer.',
    spec: {
      width: 420,
      height: 280,
      data: { values: grid },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: {
          field: 'epsilon',
          type: 'quantitative',
          title: 'epsilon, nats',
          scale: { type: 'log' },
          axis: { values: [0.01, 0.03, 0.1, 0.3, 1], format: '~g' },
        },
        y: { field: 'samples', type: 'quantitative', scale: { type: 'log' }, axis: { format: '.0e', tickCount: 6 } },
        color: { field: 'parameters', type: 'ordinal', title: 'd' },
      },
    },
  };
}
