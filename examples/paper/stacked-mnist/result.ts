/** The plain data of the stacked MNIST experiment: what it is told, and what it finds. */
import type { DigitClassifierSettings } from '../digit-classifier.ts';
import type { Evaluation } from './evaluation.ts';
import type { StackedGameOptions } from './game.ts';

export type VariantName = 'weak GAN' | 'weak GAN + MINE' | 'GAN' | 'GAN + MINE' | 'PacGAN2';

export interface Variant extends StackedGameOptions {
  readonly name: VariantName;
}

export interface Settings {
  readonly seeds: number;
  readonly variants: readonly Variant[];
  /** Stacked images, fixed once. */
  readonly stacks: number;
  readonly iterations: number;
  readonly batch: number;
  /** Images that are generated and counted in the end. */
  readonly images: number;
  /** How often the modes are counted meanwhile, and by how many images. */
  readonly snapshots: { readonly every: number; readonly images: number };
  readonly classifier: DigitClassifierSettings;
}

export interface Snapshot extends Evaluation {
  readonly iteration: number;
  /** The bound on I(images; noise) in nats, on the batch of that iteration. */
  readonly information?: number;
}

export interface Outcome extends Evaluation {
  readonly variant: Variant;
  readonly seed: number;
  readonly snapshots: readonly Snapshot[];
  /** Some of its images: a data URI. */
  readonly grid: string;
}

export interface Result {
  readonly iterations: number;
  /** Of the classifier, on MNIST's test images. */
  readonly accuracy: number;
  readonly real: { readonly training: Evaluation; readonly test: Evaluation; readonly grid: string };
  readonly outcomes: readonly Outcome[];
}
