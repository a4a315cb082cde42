import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { type Activation, activations, type LinearAttrs } from '../families/contraction.ts';
import { requireSameDType } from '../families/elementwise.ts';
import { kernelOp } from '../families/kernel.ts';
import { scope } from '../scope.ts';
import { formatShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { eluOp } from './elu.ts';
import { leakyReluOp } from './leaky-relu.ts';
import { reluOp } from './relu.ts';
import { reshape } from './reshape.ts';
import { sigmoidOp } from './sigmoid.ts';
import { softplusOp } from './softplus.ts';
import { tanhOp } from './tanh.ts';

export const linearOp = kernelOp({
  family: 'contraction',
  name: 'linear',
  inputs: ['x', 'w', 'b'],
  differentiable: true,
  infer: ([x, w, b], _attrs: LinearAttrs) => {
    requireDType('linear', 'x', x.dtype, 'float');
    requireSameDType('linear', ['x', 'w'], x, w);
    if (b) requireSameDType('linear', ['x', 'b'], x, b);
    const chained = x.shape.length === 2 && w.shape.length === 2 && x.shape[1] === w.shape[0];
    if (!chained || (b && (b.shape.length !== 1 || b.shape[0] !== w.shape[1]))) {
      const bias = b ? ` + ${formatShape(b.shape)}` : '';
      throw new ShapeError(
        `linear: ${formatShape(x.shape)} x ${formatShape(w.shape)}${bias} do not fit; x [n, in], w [in, out] and b [out] are needed`,
      );
    }
    return [{ shape: [x.shape[0], w.shape[1]], dtype: x.dtype }];
  },
  reference: ([x, w, b], attrs, [output]) => {
    const [rows, inner] = x.shape as [number, number];
    const columns = w.shape[1];
    const activate = activationFunction(attrs);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = b ? b.data[j] : 0;
        for (let k = 0; k < inner; k++) sum += x.data[i * inner + k] * w.data[k * columns + j];
        output.data[i * columns + j] = activate(sum);
      }
    }
  },
  wasm: 'linear',
});

export interface LinearOptions {
  activation?: Activation;
  /** Slope of leakyRelu, 0 or more; 0.01 when left out. */
  slope?: number;
  /** Alpha of elu, above 0; 1 when left out. */
  alpha?: number;
}

/**
 * A layer in one pass: activation(x w + b). It means the same as the activation of add(matmul(x, w), b).
 *
 * @param x float tensor [..., in]
 * @param w weights [in, out]
 * @param b bias [out]; none when left out
 * @returns a tensor [..., out]
 * @throws ShapeError when the shapes do not chain; ValueError when there is no such activation, or its slope or alpha is out of range; DTypeError when dtypes differ or are not float
 * @example linear(tensor([[1, 2]]), tensor([[1], [-1]]), tensor([0.5]), { activation: 'relu' }) // [[0]]
 */
export function linear(
  x: Tensor,
  w: Tensor,
  b?: Tensor,
  { activation = 'none', slope = 0.01, alpha = 1 }: LinearOptions = {},
): Tensor {
  const attrs: LinearAttrs = { activation, alpha: activation === 'leakyRelu' ? slope : alpha };
  if (!activations.includes(activation)) {
    throw new ValueError(`linear: there is no activation '${activation}'; use one of ${activations.join(', ')}`);
  }
  // The derivative is read off the output, whose sign tells that of its input only then.
  if (activation === 'leakyRelu' && !(slope >= 0)) throw new ValueError(`linear: slope ${slope} must be 0 or more`);
  if (activation === 'elu' && !(alpha > 0)) throw new ValueError(`linear: alpha ${alpha} must be above 0`);
  if (x.rank <= 2) return apply(linearOp, b ? [x, w, b] : [x, w], attrs);
  const rows = x.shape.slice(0, -1);
  return scope(() => {
    const y = linear(reshape(x, [sizeOf(rows), x.shape[x.rank - 1]]), w, b, { activation, slope, alpha });
    return reshape(y, [...rows, y.shape[1]]);
  });
}

function activationFunction({ activation, alpha }: LinearAttrs): (x: number) => number {
  const scalars: Record<Activation, (x: number) => number> = {
    none: (x) => x,
    relu: (x) => reluOp.reference({})(x, 0, 0),
    leakyRelu: (x) => leakyReluOp.reference({ slope: alpha })(x, 0, 0),
    elu: (x) => eluOp.reference({ alpha })(x, 0, 0),
    tanh: (x) => tanhOp.reference({})(x, 0, 0),
    sigmoid: (x) => sigmoidOp.reference({})(x, 0, 0),
    softplus: (x) => softplusOp.reference({})(x, 0, 0),
  };
  return scalars[activation];
}
