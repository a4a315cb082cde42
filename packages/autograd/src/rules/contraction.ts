/** Derivatives of the products. Transposed sides are read in place, so no rule makes a transposed copy. */
import {
  eluGrad,
  leakyReluGrad,
  matmul,
  reluGrad,
  sigmoidGrad,
  softplusGrad,
  sum,
  type Tensor,
  tanhGrad,
} from '@infograd/tensor';
import type { Context, Rules } from './rule.ts';

export const contractionRules = {
  matmul: {
    a: (g, { b, transposeA, transposeB }) =>
      transposeA
        ? matmul(b, g, { transposeA: transposeB, transposeB: true })
        : matmul(g, b, { transposeB: !transposeB }),
    b: (g, { a, transposeA, transposeB }) =>
      transposeB
        ? matmul(g, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, g, { transposeA: !transposeA }),
  },
  linear: {
    through: activationVjp,
    x: (g, { w }) => matmul(g, w, { transposeB: true }),
    w: (g, { x }) => matmul(x, g, { transposeA: true }),
    b: (g) => sum(g, { axis: 0 }),
  },
} satisfies Partial<Rules>;

/** From the cotangent of a layer's output to that of its sum before the activation. */
function activationVjp(g: Tensor, { out, activation, alpha }: Context<'linear'>): Tensor {
  switch (activation) {
    case 'none':
      return g;
    case 'relu':
      return reluGrad(g, out);
    case 'leakyRelu':
      return leakyReluGrad(g, out, { slope: alpha });
    case 'elu':
      return eluGrad(g, out, { alpha });
    case 'tanh':
      return tanhGrad(g, out);
    case 'sigmoid':
      return sigmoidGrad(g, out);
    case 'softplus':
      return softplusGrad(g, out);
  }
}
