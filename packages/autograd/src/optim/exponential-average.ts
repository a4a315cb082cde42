import { add, lerp, mul, ShapeError, sameShape, scope, sub, type Tensor } from '@infograd/tensor';
import { requireFraction } from '../options.ts';
import { type Tree, treeMap } from '../tree.ts';

/**
 * A moving average of trees with new values taken in: decay average + (1 - decay) values, computed as
 * average + (1 - decay) (values - average), so that equal values stay as they are. `weightAverage` keeps the count and
 * the state; this is the arithmetic, for those who keep their own or compile it.
 *
 * @param average, values trees of one structure, with float leaves of the same shapes
 * @param decay a number from 0 to below 1; or a scalar tensor, which may be another in every call of a compiled function
 * and is not checked
 * @returns a new tree; the arguments stay alive
 * @throws ValueError when the trees differ or decay is outside its range; ShapeError when two leaves do not have the same shape
 * @example exponentialAverage({ w: tensor([1, 0]) }, { w: tensor([3, 4]) }, 0.75) // { w: [1.5, 1] }
 */
export function exponentialAverage<Values extends Tree>(
  average: Values,
  values: Values,
  decay: number | Tensor,
): Values {
  if (typeof decay === 'number') requireFraction('exponentialAverage', 'decay', decay);
  return scope(() => {
    const blend =
      typeof decay === 'number'
        ? (old: Tensor, now: Tensor) => lerp(old, now, 1 - decay)
        : (old: Tensor, now: Tensor) => add(old, mul(sub(now, old), sub(1, decay)));
    return treeMap(
      (old: Tensor, now: Tensor) => {
        requireShape(old, now);
        return blend(old, now);
      },
      average,
      values,
    ) as Values;
  });
}

function requireShape(average: Tensor, value: Tensor): void {
  if (sameShape(average.shape, value.shape)) return;
  throw new ShapeError(
    `exponentialAverage: a value of shape [${value.shape.join(', ')}] for an average of shape [${average.shape.join(', ')}]; they must be alike`,
  );
}
