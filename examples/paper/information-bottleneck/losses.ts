/**
 * What the bottleneck minimizes: the cross-entropy of the labels plus a weight times a penalty, all in nats and as means over the rows of a batch. The
 * penalty is a bound on the information between image and code, or minus the entropy of the predicted classes, or nothing.
 */
import { crossEntropy } from '@infograd/autograd';
import { donskerVaradhan } from '@infograd/mine';
import { add, exp, log, logSoftmax, mean, mul, neg, square, sub, sum, type Tensor } from '@infograd/tensor';
import { gaussianOf, type Scores } from './networks.ts';
import type { Variant } from './variants.ts';

/** The weight β of the information, in Deep VIB and in MINE. */
const informationWeight = 1e-3;
/** The weight of the entropy. */
const confidenceWeight = 0.1;

export interface Losses {
  /** To minimize. */
  readonly loss: Tensor;
  /** Of the labels as they are, without smoothing. */
  readonly crossEntropy: Tensor;
  /** The bound on the information, where the penalty is one. */
  readonly information?: Tensor;
}

/** What a batch gave on its way through the networks. */
export interface Outputs {
  readonly logits: Tensor;
  readonly encoded: Tensor;
  /** The statistics network's, where there is one. */
  readonly scores?: Scores;
}

export function bottleneckLoss(
  { penalty, labelSmoothing }: Pick<Variant, 'penalty' | 'labelSmoothing'>,
  labels: Tensor,
  { logits, encoded, scores }: Outputs,
): Losses {
  const ofLabels = crossEntropy(logits, labels);
  if (penalty === 'kl' || penalty === 'mine') {
    const information = penalty === 'kl' ? gaussianKl(encoded) : donskerVaradhan(scores!.joint, scores!.marginal);
    return { loss: add(ofLabels, mul(information, informationWeight)), crossEntropy: ofLabels, information };
  }
  if (penalty === 'confidence') {
    return { loss: sub(ofLabels, mul(meanEntropy(logits), confidenceWeight)), crossEntropy: ofLabels };
  }
  return { loss: crossEntropy(logits, labels, { labelSmoothing }), crossEntropy: ofLabels };
}

/** KL(N(μ, σ²) ‖ N(0, 1)), summed over a code's numbers, as a mean over rows: ½ (μ² + σ² - 1) - log σ each. */
export function gaussianKl(encoded: Tensor): Tensor {
  const { mean: center, deviation } = gaussianOf(encoded);
  const squares = mul(add(add(square(center), square(deviation)), -1), 0.5);
  return mean(sum(sub(squares, log(deviation)), { axis: 1 }));
}

/** The entropy of the predicted classes, as a mean over rows: at most log 10. */
export function meanEntropy(logits: Tensor): Tensor {
  const logProbabilities = logSoftmax(logits);
  return neg(mean(sum(mul(exp(logProbabilities), logProbabilities), { axis: -1 })));
}
