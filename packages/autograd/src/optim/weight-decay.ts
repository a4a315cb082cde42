import { add, mul, type Tensor } from '@infograd/tensor';

/** The gradient of the loss plus weightDecay / 2 times the squared parameter: the coupled kind of weight decay. */
export function decayed(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
}
