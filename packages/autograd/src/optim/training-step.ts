/**
 * One network in training, and one step of it. Several networks that train against each other are several of these,
 * stepped in turn; there is nothing more to it, because only the first argument of a differentiated function varies.
 * The partners' parameters come as further arguments and are constants: they are frozen, and cost no backward pass of
 * their own, without a word about it. Values that must stay constant inside one loss are `stopGradient`'s business.
 */
import { scope } from '@infograd/tensor';
import type { Tree } from '../tree.ts';
import type { Optimizer, OptimizerState } from './optimizer.ts';

/** A network's parameters and its optimizer's state: plain data, what `Optimizer.update` returns. */
export type Training<Params extends Tree = Tree> = {
  readonly params: Params;
  readonly state: OptimizerState<Params>;
};

/** What a differentiated function returns: the gradients, and whatever comes with them, such as value and aux. */
export type WithGrads<Params> = { readonly grads: Params };

/**
 * The training of a network before its first step.
 *
 * @example startTraining(sgd({ learningRate: 0.1 }), { w: tensor([1]) }) // { params: { w: [1] }, state: { step: 0, moments: {} } }
 */
export function startTraining<Params extends Tree>(optimizer: Optimizer, params: Params): Training<Params> {
  return { params, state: optimizer.init(params) };
}

/**
 * A function that makes one step: it differentiates, updates with the optimizer, and returns the new training beside
 * what came with the gradients. It changes nothing in place; in a loop, `advance` disposes what it replaces.
 *
 * @param optimizer of this network; its state is the training's
 * @param differentiate from the parameters and anything else to `{ grads }` and more: `valueAndGrad(loss)`, that function
 * compiled, or one that combines several gradients, as `adaptiveClip` needs
 * @returns from a training and the further arguments of `differentiate` to `{ training, value, ... }`
 * @throws ValueError, ShapeError, DTypeError as the optimizer's `update` when the gradients are not the parameters'
 * @example
 * // A game over x y - y²/2, which x lowers and y raises, in turn; the other stands still meanwhile.
 * const gain = (x: Tensor, y: Tensor) => sub(mul(x, y), div(square(y), 2));
 * const optimizer = sgd({ learningRate: 0.5 });
 * const stepX = trainingStep(optimizer, valueAndGrad((x: Tensor, y: Tensor) => gain(x, y)));
 * const stepY = trainingStep(optimizer, valueAndGrad((y: Tensor, x: Tensor) => neg(gain(x, y))));
 * let game = { x: startTraining(optimizer, tensor(1)), y: startTraining(optimizer, tensor(0)) };
 * for (let turn = 0; turn < 60; turn++) {
 *   game = advance(game, (before) => {
 *     const y = stepY(before.y, before.x.params).training;
 *     const x = stepX(before.x, y.params).training;
 *     return { x, y };
 *   });
 * }
 * abs(game.x.params); // 0
 */
export function trainingStep<Params extends Tree, Args extends unknown[], Result extends WithGrads<Params>>(
  optimizer: Optimizer,
  differentiate: (params: Params, ...args: Args) => Result,
): (training: Training<Params>, ...args: Args) => Omit<Result, 'grads'> & { readonly training: Training<Params> } {
  return ({ params, state }, ...args) =>
    scope(() => {
      const { grads, ...others } = differentiate(params, ...args);
      return { ...others, training: optimizer.update(params, grads, state) };
    });
}
