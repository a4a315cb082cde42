/**
 * Derivatives checked against differences. Along one random direction per input, the derivative that the tape gives is
 * compared with a central difference in double precision; order 2 checks the derivative of the derivative the same way.
 */
import { add, InfogradError, mul, random, reference, scope, sum, type Tensor, tensor } from '@infograd/tensor';
import { grad, valueAndGrad } from './grad.ts';

/** A derivative that disagrees with the difference quotient. */
export class GradcheckError extends InfogradError {
  override name = 'GradcheckError';
}

export interface GradcheckOptions {
  /** 1 checks first derivatives, 2 checks second ones as well; 1 when left out. */
  order?: 1 | 2;
  /** Largest accepted |difference| / max(1, |derivative|); 1e-6 when left out. */
  tolerance?: number;
  /** Half the width of the central difference; 1e-4 when left out (with one Richardson step). */
  step?: number;
  seed?: number;
}

/**
 * Checks the derivatives of `fn` at `inputs`, by difference quotients on the reference backend in float64.
 *
 * @param fn from tensors to one tensor, of any shape
 * @param inputs float tensors; float32 ones are widened
 * @returns the largest relative error found
 * @throws GradcheckError that names the input, the order and both values
 * @example gradcheck((x) => exp(x), [tensor([0.5, 1])]) // below 1e-6
 */
export function gradcheck(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): number {
  const { order = 1, tolerance = 1e-6, step = 1e-4, seed = 0 } = options;
  const generator = random(seed);
  return scope(() => {
    const points = inputs.map((input) =>
      tensor(Float64Array.from(input.dataSync()), { shape: input.shape, backend: reference() }),
    );
    const direction = (like: Tensor): Tensor =>
      generator.normal(like.shape, { dtype: 'float64', backend: reference() });
    const weights = direction(fn(...points));
    const scalar = (...at: Tensor[]): Tensor => sum(mul(fn(...at), weights));
    let worst = 0;
    for (let checked = 1; checked <= order; checked++) {
      const slopes = points.map(direction);
      const target = checked === 1 ? scalar : directionalDerivative(scalar, slopes);
      const { grads } = valueAndGrad((all: Tensor[]) => target(...all))(points);
      for (const [i, point] of points.entries()) {
        const along = direction(point);
        const exact = sum(mul(grads[i], along)).itemSync();
        const difference = richardson((t) => target(...points.with(i, shifted(point, along, t))).itemSync(), step);
        const error = Math.abs(exact - difference) / Math.max(1, Math.abs(exact));
        if (!(error <= tolerance)) {
          throw new GradcheckError(
            `gradcheck: order ${checked}, input ${i}: the derivative is ${exact}, the difference quotient ${difference} (relative error ${error})`,
          );
        }
        worst = Math.max(worst, error);
      }
    }
    return worst;
  });
}

/** The derivative of fn along fixed directions, itself a function of the point. */
function directionalDerivative(
  fn: (...at: Tensor[]) => Tensor,
  slopes: readonly Tensor[],
): (...at: Tensor[]) => Tensor {
  return (...at) => {
    const grads = grad((all: Tensor[]) => fn(...all))(at);
    return grads.map((g, i) => sum(mul(g, slopes[i]))).reduce((total, term) => add(total, term));
  };
}

function shifted(point: Tensor, along: Tensor, t: number): Tensor {
  return add(point, mul(along, t));
}

/** The derivative at 0 from central differences of two widths, whose leading errors cancel. */
function richardson(fn: (t: number) => number, step: number): number {
  const central = (h: number): number => (fn(h) - fn(-h)) / (2 * h);
  return (4 * central(step / 2) - central(step)) / 3;
}
