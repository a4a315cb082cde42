import {
  add,
  DTypeError,
  expandDims,
  logSoftmax,
  mean,
  mul,
  neg,
  reshape,
  ShapeError,
  sameShape,
  scope,
  type Tensor,
  takeAlongAxis,
} from '@infograd/tensor';
import { requireFraction } from '../options.ts';
import { type LossReduction, reduceLosses } from './loss-reduction.ts';

export interface CrossEntropyOptions {
  /** The share of each label that is spread evenly over all classes, from 0, the default, to below 1. */
  labelSmoothing?: number;
  /** 'mean' over all rows when left out. */
  reduction?: LossReduction;
}

/**
 * The cross-entropy of labels and softmax(logits), in nats: -log of the probability given to the label. With label
 * smoothing s, the target is (1 - s) at the label plus s / k everywhere (Szegedy et al., "Rethinking the Inception
 * architecture for computer vision", 2016, section 7). Computed from log-softmax, it is accurate for logits of any size.
 *
 * @param logits [..., k] float, unnormalized log-probabilities of k classes
 * @param labels [...] int32, each from 0 to k - 1
 * @returns a scalar, or one loss a row, [...], without a reduction
 * @throws ShapeError when labels are not one a row, or there are no rows to average; DTypeError when they are not int32;
 * IndexError when a label is no class; ValueError when an option is outside its range
 * @example crossEntropy(tensor([[0, 0], [0, 0]]), tensor([1, 0], { dtype: 'int32' })) // 0.6931472
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  { labelSmoothing = 0, reduction = 'mean' }: CrossEntropyOptions = {},
): Tensor {
  requireFraction('crossEntropy', 'labelSmoothing', labelSmoothing);
  requireLabels(logits, labels);
  return scope(() => {
    const logProbabilities = logSoftmax(logits);
    const ofLabels = reshape(takeAlongAxis(logProbabilities, expandDims(labels, -1)), labels.shape);
    if (labelSmoothing === 0) return reduceLosses('crossEntropy', neg(ofLabels), reduction);
    const ofAll = mean(logProbabilities, { axis: -1 });
    const losses = neg(add(mul(ofLabels, 1 - labelSmoothing), mul(ofAll, labelSmoothing)));
    return reduceLosses('crossEntropy', losses, reduction);
  });
}

function requireLabels(logits: Tensor, labels: Tensor): void {
  if (labels.dtype !== 'int32') {
    throw new DTypeError(
      `crossEntropy: labels are ${labels.dtype}; pass class numbers as int32, for one-hot rows argmax(labels, { axis: -1 })`,
    );
  }
  if (logits.rank > 0 && sameShape(labels.shape, logits.shape.slice(0, -1))) return;
  throw new ShapeError(
    `crossEntropy: labels [${labels.shape.join(', ')}] for logits [${logits.shape.join(', ')}]; one label a row is needed, [..., k] and [...]`,
  );
}
