/** Derivatives of the reductions: the cotangent is spread back over the folded axes, weighted by each element's share. */
import {
  broadcastTo,
  cast,
  div,
  equal,
  exp,
  mean,
  mul,
  productOfOthers,
  reshape,
  sub,
  sum,
  type Tensor,
  transpose,
} from '@infograd/tensor';
import type { Rules } from './rule.ts';

interface Folded {
  readonly x: Tensor;
  readonly axes: readonly number[];
}

export const reductionRules = {
  sum: { x: (g, folded) => broadcastTo(kept(g, folded), folded.x.shape) },
  mean: { x: (g, folded) => broadcastTo(div(kept(g, folded), count(folded)), folded.x.shape) },
  max: { x: (g, { out, ...folded }) => shareAmongEqual(g, out, folded) },
  min: { x: (g, { out, ...folded }) => shareAmongEqual(g, out, folded) },
  prod: { x: (g, folded) => mul(kept(g, folded), othersProduct(folded)) },
  variance: {
    x: (g, { ddof, ...folded }) => {
      const deviation = sub(folded.x, mean(folded.x, { axis: folded.axes, keepDims: true }));
      return mul(kept(g, folded), mul(deviation, 2 / (count(folded) - ddof)));
    },
  },
  logsumexp: { x: (g, { out, ...folded }) => mul(kept(g, folded), exp(sub(folded.x, kept(out, folded)))) },
  logmeanexp: {
    x: (g, { out, ...folded }) => mul(div(kept(g, folded), count(folded)), exp(sub(folded.x, kept(out, folded)))),
  },
} satisfies Partial<Rules>;

/** A reduced value with its folded axes back, of length 1, so that it broadcasts against x. */
function kept(value: Tensor, { x, axes }: Folded): Tensor {
  return reshape(
    value,
    x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
  );
}

function count({ x, axes }: Folded): number {
  return axes.reduce((product, axis) => product * x.shape[axis], 1);
}

/** The elements that equal the extreme share the cotangent equally. */
function shareAmongEqual(g: Tensor, extreme: Tensor, folded: Folded): Tensor {
  const { x, axes } = folded;
  const chosen = cast(equal(x, kept(extreme, folded)), x.dtype);
  return div(mul(kept(g, folded), chosen), sum(chosen, { axis: axes, keepDims: true }));
}

/** For each element, the product of those that it was folded with: the folded axes are brought together at the end. */
function othersProduct({ x, axes }: Folded): Tensor {
  const order = [...x.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const moved = transpose(x, { axes: order });
  const flat = reshape(moved, [...moved.shape.slice(0, x.rank - axes.length), count({ x, axes })]);
  const back = order.map((_, axis) => order.indexOf(axis));
  return transpose(reshape(productOfOthers(flat), moved.shape), { axes: back });
}
