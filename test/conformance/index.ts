/**
 * The conformance suite: what any backend must do to be one, as a list of named cases. It imports no test runner and
 * draws from seeds alone, so that the same cases, in the same order, run under jest and inside a web page. The truth is
 * the reference backend; tolerances are those of the check rows, widened only where a backend's traits say so.
 */
import { type Backend, reference } from '@infograd/tensor';
import { accuracyCases } from './accuracy.ts';
import type { Case, Subject, Traits } from './case.ts';
import { chainCases } from './chains.ts';
import { gradientCases } from './gradients.ts';
import { leakCases } from './leaks.ts';
import { misuseCases } from './misuse.ts';
import { randomNumberCases } from './random-numbers.ts';
import { randomShapeCases } from './random-shapes.ts';
import { sizeCases } from './sizes.ts';
import { specialValueCases } from './special-values.ts';
import { enduranceCases, trainingCases } from './training.ts';
import { transferCases } from './transfer.ts';

export type { Case, Traits } from './case.ts';

const groups: readonly ((subject: Subject) => Case[])[] = [
  transferCases,
  randomShapeCases,
  specialValueCases,
  accuracyCases,
  sizeCases,
  chainCases,
  gradientCases,
  randomNumberCases,
  misuseCases,
  leakCases,
  trainingCases,
  enduranceCases,
];

/** Traits of a backend that computes in IEEE 754 arithmetic and keeps to the check rows. */
export const exactTraits: Traits = {
  flushesSubnormals: false,
  roundsDivision: true,
  functionUlp: 0,
  elements: Infinity,
  backendBytes: () => 0,
};

/** All cases for a backend. */
export function conformanceCases(backend: Backend, traits: Traits = exactTraits): Case[] {
  return groups.flatMap((group) => group({ backend, traits }));
}

/** The groups and names of all cases, which are the same for every backend. */
export function conformanceNames(): Pick<Case, 'group' | 'name'>[] {
  return conformanceCases(reference()).map(({ group, name }) => ({ group, name }));
}
