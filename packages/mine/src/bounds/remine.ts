/**
 * ReMINE: the Donsker-Varadhan bound, trained with a penalty on the drift of its free constant: minimize -DV + lambda (log E_Q[e^T] - c)^2.
 * Source: Choi and Lee 2020 (arXiv 2011.07932). The optimum of the bound is not moved, since T + constant is as good as T; the
 * batch gradient keeps Donsker-Varadhan's bias. The value that is read is the bound without the penalty.
 */
import { add, logmeanexp, mul, neg, square, sub, type Tensor } from '@infograd/tensor';
import { OptionError } from '../errors.ts';
import type { Bound } from './bound.ts';
import { donskerVaradhan, donskerVaradhanBound } from './donsker-varadhan.ts';

/**
 * The loss to minimize; the bound that goes with it is `donskerVaradhan`.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @param options.lambda weight of the penalty, from 0; 0.1 when left out
 * @param options.target what log E_Q[e^T] is drawn to; 0 when left out, which makes T tend to log p/q
 * @returns a differentiable scalar, in nats
 * @throws OptionError when lambda is negative
 * @example
 * remineLoss(tensor([1, 3]), tensor([2, 2]), { lambda: 0.1 }); // -(2 - 2) + 0.1 * 2^2 = 0.4
 */
export function remineLoss(
  joint: Tensor,
  marginal: Tensor,
  options: { lambda?: number; target?: number } = {},
): Tensor {
  const { lambda = 0.1, target = 0 } = options;
  requireLambda(lambda);
  const drift = sub(logmeanexp(marginal), target);
  return add(neg(donskerVaradhan(joint, marginal)), mul(square(drift), lambda));
}

function requireLambda(lambda: number): void {
  if (lambda >= 0 && Number.isFinite(lambda)) return;
  throw new OptionError(`lambda is ${lambda}; use a weight from 0 up, such as 0.1`, 'lambda');
}

/** ReMINE with the given weight of its penalty. */
export function remineBound(lambda: number): Bound {
  requireLambda(lambda);
  return {
    ...donskerVaradhanBound,
    name: 'remine',
    description: 'Donsker-Varadhan lower bound, trained with a penalty on the drift of the scores',
    loss: (joint, marginal) => ({ loss: remineLoss(joint, marginal, { lambda }), state: undefined }),
  };
}
