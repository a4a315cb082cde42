import { mean, sum, type Tensor, ValueError } from '@infograd/tensor';

/** What becomes of the losses of all rows: their mean, their sum, or nothing. */
export type LossReduction = 'mean' | 'sum' | 'none';

/** @throws ValueError when there is no such reduction; ShapeError when there is nothing to take the mean of */
export function reduceLosses(owner: string, losses: Tensor, reduction: LossReduction): Tensor {
  if (reduction === 'mean') return mean(losses);
  if (reduction === 'sum') return sum(losses);
  if (reduction === 'none') return losses;
  throw new ValueError(`${owner}: there is no reduction '${reduction}'; choose one of mean, sum, none`);
}
