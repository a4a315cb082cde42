/**
 * The programs of the paper's experiments whose time is compared with PyTorch's: the two GANs with MINE, and the information bottleneck without and
 * with it. A case names the program and its sizes; peers/paper.ts runs the recipes of examples/paper themselves, peers/paper_pytorch.py says the same
 * in PyTorch. Both must give the same losses from the same start before they are timed.
 */
import { type Widths as GanWidths, paperWidths as ganWidths } from '../examples/paper/gan/networks.ts';
import { paperWidths as bottleneckWidths, type Widths } from '../examples/paper/information-bottleneck/networks.ts';

/** One turn: the discriminator, the statistics network and the generator make a step each. */
export interface GanCase {
  readonly kind: 'gan';
  readonly name: string;
  readonly widths: GanWidths;
  readonly batch: number;
  readonly learningRate: number;
  readonly beta1: number;
}

/** One step of the classifier, before which the statistics network makes one where there is any, and the average of the weights. */
export interface BottleneckCase {
  readonly kind: 'bottleneck';
  readonly name: string;
  readonly variant: 'baseline' | 'mine-gaussian';
  readonly widths: Widths;
  readonly batch: number;
  readonly learningRate: number;
  readonly statisticsRate: number;
  /** Images to draw batches from. */
  readonly images: number;
}

export type PaperCase = GanCase | BottleneckCase;

const gan = { kind: 'gan', widths: ganWidths, batch: 100, learningRate: 1e-3 } as const;
const bottleneck = {
  kind: 'bottleneck',
  widths: bottleneckWidths,
  batch: 100,
  learningRate: 1e-4,
  statisticsRate: 2e-4,
  images: 60_000,
} as const;

export const paperCases: readonly PaperCase[] = [
  { ...gan, name: 'gan-25-gaussians', beta1: 0.9 },
  { ...gan, name: 'gan-spiral', beta1: 0.5 },
  { ...bottleneck, name: 'bottleneck-baseline', variant: 'baseline' },
  { ...bottleneck, name: 'bottleneck-mine', variant: 'mine-gaussian' },
];

/** Steps on the fixed inputs whose losses are compared: each depends on all updates before it. */
export const checkedSteps = 4;

/** float32 beside float64: a few steps apart, losses agree to three digits and more. */
export const paperTolerance = { own: 1e-3, largest: 1e-4 };

/** Streams of inputs.ts: where the leaves of each network begin, and what steps draw, in the order in which they draw it. */
export const streams = { generator: 0, discriminator: 50, classifier: 0, statistics: 100, draws: 1000 } as const;

/** Steps in an epoch of the bottleneck; undefined where epochs mean nothing. */
export function stepsPerEpoch(task: PaperCase): number | undefined {
  return task.kind === 'bottleneck' ? task.images / task.batch : undefined;
}
