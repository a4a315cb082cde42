/** Derivatives of the ops that rewrite one axis. */
import { cumsum, div, exp, flip, mul, sub, sum } from '@infograd/tensor';
import type { Rules } from './rule.ts';

export const alongAxisRules = {
  softmax: { x: (g, { out, axis }) => mul(out, sub(g, sum(mul(g, out), { axis, keepDims: true }))) },
  logSoftmax: { x: (g, { out, axis }) => sub(g, mul(exp(out), sum(g, { axis, keepDims: true }))) },
  cumsum: { x: (g, { axis }) => flip(cumsum(flip(g, axis), { axis }), axis) },
  // Each x_j divides every product but its own: Σ_{i≠j} g_i out_i / x_j.
  productOfOthers: {
    x: (g, { x, out, axis }) => {
      const weighted = mul(g, out);
      return div(sub(sum(weighted, { axis, keepDims: true }), weighted), x);
    },
  },
} satisfies Partial<Rules>;
