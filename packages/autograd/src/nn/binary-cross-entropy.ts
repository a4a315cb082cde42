import { add, mul, neg, ShapeError, sameShape, scope, softplus, sub, type Tensor, ValueError } from '@infograd/tensor';
import { type LossReduction, reduceLosses } from './loss-reduction.ts';

/**
 * The cross-entropy of targets t and σ(logits), in nats: -t log σ(x) - (1 - t) log(1 - σ(x)), as
 * t softplus(-x) + (1 - t) softplus(x), which neither overflows nor loses small losses (the discriminator's loss in
 * Goodfellow et al., "Generative adversarial nets", 2014, equation 1, with t 1 for data and 0 for samples).
 *
 * @param logits float tensor of any shape
 * @param targets a float tensor of the same shape, probabilities from 0 to 1, or one number for all; the elements of a
 * tensor are not read, so that those outside [0, 1] go unnoticed
 * @param options.reduction 'mean' over all elements when left out
 * @returns a scalar, or one loss an element without a reduction
 * @throws ShapeError when the shapes differ, or there are no elements to average; ValueError when a number is outside
 * [0, 1] or there is no such reduction; DTypeError when dtypes differ or are not float
 * @example binaryCrossEntropy(tensor([0, 0]), tensor([1, 0])) // 0.6931472
 * @example binaryCrossEntropy(tensor([-100, 100]), 1, { reduction: 'none' }) // [100, 3.783506e-44]
 */
export function binaryCrossEntropy(
  logits: Tensor,
  targets: Tensor | number,
  { reduction = 'mean' }: { reduction?: LossReduction } = {},
): Tensor {
  requireTargets(logits, targets);
  return scope(() => {
    // For all-true and all-false targets, the term that vanishes is not computed: 0 times an infinite loss is no number.
    if (targets === 1) return reduceLosses('binaryCrossEntropy', softplus(neg(logits)), reduction);
    if (targets === 0) return reduceLosses('binaryCrossEntropy', softplus(logits), reduction);
    const opposite = typeof targets === 'number' ? 1 - targets : sub(1, targets);
    const losses = add(mul(softplus(neg(logits)), targets), mul(softplus(logits), opposite));
    return reduceLosses('binaryCrossEntropy', losses, reduction);
  });
}

function requireTargets(logits: Tensor, targets: Tensor | number): void {
  if (typeof targets === 'number') {
    if (targets >= 0 && targets <= 1) return;
    throw new ValueError(`binaryCrossEntropy: the target ${targets} is no probability; a number from 0 to 1 is needed`);
  }
  if (sameShape(targets.shape, logits.shape)) return;
  throw new ShapeError(
    `binaryCrossEntropy: targets [${targets.shape.join(', ')}] for logits [${logits.shape.join(', ')}]; they must be alike, reshape one of them`,
  );
}
