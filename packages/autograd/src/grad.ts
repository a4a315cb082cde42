/**
 * Derivatives of functions of parameter trees. The function runs on fresh variables while a tape listens; the reverse
 * walk follows. Everything made on the way dies with the call, except the value, the gradients and what the function
 * hands out. Calls nest: a gradient is itself a function that can be differentiated.
 */
import {
  apply,
  DTypeError,
  full,
  recording,
  registry,
  ShapeError,
  scope,
  Tensor,
  ValueError,
  zeros,
} from '@infograd/tensor';
import { backward } from './backward.ts';
import { Tape } from './tape.ts';
import { type Tree, treeLeaves, treeMap, treePaths, treeUnflatten } from './tree.ts';

export interface ValueAndGrad<Params> {
  /** The function's value, a scalar. */
  readonly value: Tensor;
  /** The derivative with respect to each parameter, in a tree like the parameters. */
  readonly grads: Params;
}

/**
 * A function that returns the value of `fn` and its gradient with respect to the first argument, in one pass.
 *
 * @param fn from a tree of float tensors (and anything else) to a float tensor with one element
 * @param options.aux fn returns [value, extra]; the extra is handed through, undifferentiated
 * @returns the same function, returning `{ value, grads }`, and `aux` if asked for
 * @throws ShapeError when fn's value has more than one element; ValueError when it is no tensor; DTypeError when a
 * parameter is not float
 * @example
 * const { value, grads } = valueAndGrad(({ w }) => sum(square(w)))({ w: tensor([3, 4]) }); // 25, { w: [6, 8] }
 */
export function valueAndGrad<Params extends Tree, Args extends unknown[]>(
  fn: (params: Params, ...args: Args) => Tensor,
): (params: Params, ...args: Args) => ValueAndGrad<Params>;
export function valueAndGrad<Params extends Tree, Args extends unknown[], Aux>(
  fn: (params: Params, ...args: Args) => readonly [Tensor, Aux],
  options: { aux: true },
): (params: Params, ...args: Args) => ValueAndGrad<Params> & { readonly aux: Aux };
export function valueAndGrad<Params extends Tree>(
  fn: (params: Params, ...args: unknown[]) => Tensor | readonly [Tensor, unknown],
  { aux: hasAux = false }: { aux?: boolean } = {},
): (params: Params, ...args: unknown[]) => ValueAndGrad<Params> & { readonly aux?: unknown } {
  return (params, ...args) =>
    scope(() => {
      const tape = new Tape();
      const variables = watchTree(tape, params);
      const result = recording(tape, () => fn(variables, ...args));
      const [value, aux] = hasAux ? (result as readonly [Tensor, unknown]) : [result as Tensor, undefined];
      requireTensor(value);
      if (value.size !== 1) {
        throw new ShapeError(
          `grad: the function's value has shape [${value.shape.join(', ')}]; one element is needed, use sum or mean, or jacobian`,
        );
      }
      const leaves = treeLeaves(variables);
      const found = backward(tape, value, onesLike(value), leaves);
      const grads = treeUnflatten(
        params,
        leaves.map((leaf, i) => found[i] ?? zerosLike(leaf)),
      );
      return hasAux ? { value, grads, aux } : { value, grads };
    });
}

/**
 * A function that returns the gradient of `fn` with respect to its first argument.
 *
 * @param fn from a tree of float tensors (and anything else) to a float tensor with one element
 * @throws ShapeError, DTypeError as {@link valueAndGrad}
 * @example grad((x) => sum(exp(x)))(tensor([0, 1])) // [1, 2.7182817]
 */
export function grad<Params extends Tree, Args extends unknown[]>(
  fn: (params: Params, ...args: Args) => Tensor,
): (params: Params, ...args: Args) => Params {
  const both = valueAndGrad(fn);
  return (params, ...args) => scope(() => both(params, ...args).grads);
}

/**
 * The value of `fn` at `params`, of any shape, and the function that pulls a cotangent of it back to the parameters.
 * The pullback may be called several times; what it needs lives as long as the surrounding scope.
 *
 * @returns value, and pullback: from a tensor of the value's shape to a tree like the parameters
 * @throws DTypeError when a parameter is not float; ShapeError when a cotangent has another shape
 * @example
 * const { pullback } = vjp((x) => square(x), tensor([1, 2]));
 * pullback(tensor([1, 10])); // [2, 40]
 */
export function vjp<Params extends Tree>(
  fn: (params: Params) => Tensor,
  params: Params,
): { value: Tensor; pullback: (cotangent: Tensor) => Params } {
  const tape = new Tape();
  const variables = watchTree(tape, params);
  const value = recording(tape, () => fn(variables));
  requireTensor(value);
  const leaves = treeLeaves(variables);
  const pullback = (cotangent: Tensor): Params =>
    scope(() => {
      if (cotangent.shape.join() !== value.shape.join()) {
        throw new ShapeError(
          `vjp: the cotangent has shape [${cotangent.shape.join(', ')}], the value [${value.shape.join(', ')}]; they must be equal`,
        );
      }
      const found = backward(tape, value, cotangent, leaves);
      return treeUnflatten(
        params,
        leaves.map((leaf, i) => found[i] ?? zerosLike(leaf)),
      );
    });
  return { value, pullback };
}

/**
 * Fresh variables in place of parameters: the same values under new names. Outer tapes see where they come from; the
 * function's own closure over a parameter stays the constant that it is.
 */
function watchTree<Params extends Tree>(tape: Tape, params: Params): Params {
  return treeMap((leaf: Tensor) => {
    if (leaf.dtype !== 'float32' && leaf.dtype !== 'float64') {
      const path = treePaths(params)[treeLeaves(params).indexOf(leaf)];
      throw new DTypeError(
        `grad: parameter ${path || '(the argument)'} is ${leaf.dtype}; only floats have derivatives, pass it as another argument`,
      );
    }
    const variable = apply(registry.reshape, [leaf], { shape: leaf.shape });
    tape.watch(variable);
    return variable;
  }, params) as Params;
}

/** @throws ValueError naming the likely mistakes: an async function, a plain number, aux without its option */
function requireTensor(value: unknown): void {
  if (value instanceof Tensor) return;
  throw new ValueError(
    `grad: the function's value is ${value instanceof Promise ? 'a promise' : `of type ${typeof value}`}; it must be a tensor, at once ([tensor, aux] with { aux: true })`,
  );
}

function onesLike({ shape, dtype, backend }: Tensor): Tensor {
  return full(shape, 1, { dtype, backend });
}

function zerosLike({ shape, dtype, backend }: Tensor): Tensor {
  return zeros(shape, { dtype, backend });
}
