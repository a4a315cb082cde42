/**
 * What every optimizer is: a pure pair of functions over parameter trees. `init` makes the state, `update` makes new
 * parameters and a new state from the old ones and the gradients; nothing is changed in place and nothing is hidden.
 * This file holds that contract and the walk over the tree; the formulas are in their own files.
 */
import { ShapeError, sameShape, scope, type Tensor, ValueError, zeros } from '@infograd/tensor';
import { type Tree, treeMap, treeUnflatten } from '../tree.ts';

/** Plain data: advance, save and restore it like any other tree. */
export type OptimizerState<Params extends Tree = Tree> = {
  /** Updates made so far. */
  readonly step: number;
  /** What the optimizer remembers of each parameter, by name: trees like the parameters. */
  readonly moments: { readonly [name: string]: Params };
};

export interface Optimizer {
  /** The state before the first update: step 0, and moments of zeros. */
  init<Params extends Tree>(params: Params): OptimizerState<Params>;
  /**
   * One step against the gradients. The arguments stay alive; in a loop, `advance` disposes them.
   *
   * @param grads a tree like the parameters, as `grad` returns it
   * @throws ValueError when the trees differ, the state is another optimizer's or a schedule gives no rate; ShapeError
   * when a gradient does not have its parameter's shape; DTypeError when it does not have its dtype
   */
  update<Params extends Tree>(
    params: Params,
    grads: Params,
    state: OptimizerState<Params>,
  ): { params: Params; state: OptimizerState<Params> };
}

/** A parameter, its gradient and its moments. */
export type ParameterInputs = readonly [parameter: Tensor, gradient: Tensor, ...moments: Tensor[]];

/** The new value and moments of one parameter. */
export type ParameterUpdate = (
  parameter: Tensor,
  gradient: Tensor,
  moments: readonly Tensor[],
) => readonly [parameter: Tensor, ...moments: Tensor[]];

/** An optimizer that treats each parameter alone: `allParameters` with the update of one of them. */
export function perParameter(
  name: string,
  momentNames: readonly string[],
  prepare: (step: number) => ParameterUpdate,
): Optimizer {
  return allParameters(name, momentNames, (step) => {
    const updateParameter = prepare(step);
    return (all) => all.map(([parameter, gradient, ...moments]) => updateParameter(parameter, gradient, moments));
  });
}

/**
 * An optimizer from the update of all parameters at once.
 *
 * @param name stands in error messages
 * @param momentNames the moments that it keeps, in the order in which they are passed and returned
 * @param prepare called once per update with the number of earlier updates; returns a function from each parameter, its gradient and
 * its moments to their new values
 */
export function allParameters(
  name: string,
  momentNames: readonly string[],
  prepare: (step: number) => (all: readonly ParameterInputs[]) => readonly (readonly Tensor[])[],
): Optimizer {
  return {
    init: <Params extends Tree>(params: Params): OptimizerState<Params> => ({
      step: 0,
      moments: Object.fromEntries(momentNames.map((moment) => [moment, treeMap(zerosLike, params)])),
    }),
    update: <Params extends Tree>(params: Params, grads: Params, { step, moments }: OptimizerState<Params>) =>
      scope(() => {
        const updateAll = prepare(step);
        const all: ParameterInputs[] = [];
        treeMap(
          (parameter, gradient, ...own) => {
            requireShape(name, parameter, gradient);
            all.push([parameter, gradient, ...own]);
            return parameter;
          },
          params,
          grads,
          ...momentNames.map((moment) => requireMoment(name, moment, moments)),
        );
        const results = updateAll(all);
        const resultTree = (index: number): Params =>
          treeUnflatten(
            params,
            results.map((result) => result[index]),
          ) as Params;
        const newMoments = momentNames.map((moment, index) => [moment, resultTree(index + 1)]);
        return { params: resultTree(0), state: { step: step + 1, moments: Object.fromEntries(newMoments) } };
      }),
  };
}

function zerosLike({ shape, dtype, backend }: Tensor): Tensor {
  return zeros(shape, { dtype, backend });
}

function requireMoment<Params>(name: string, moment: string, moments: { readonly [name: string]: Params }): Params {
  if (Object.hasOwn(moments, moment)) return moments[moment];
  throw new ValueError(
    `${name}: the state has no moment '${moment}' (it has ${Object.keys(moments).join(', ') || 'none'}); make it with this optimizer's init`,
  );
}

// Broadcasting would accept other shapes and train on them without a word.
function requireShape(name: string, parameter: Tensor, gradient: Tensor): void {
  if (sameShape(parameter.shape, gradient.shape)) return;
  throw new ShapeError(
    `${name}: a gradient of shape [${gradient.shape.join(', ')}] for a parameter of shape [${parameter.shape.join(', ')}]; they must be alike`,
  );
}
