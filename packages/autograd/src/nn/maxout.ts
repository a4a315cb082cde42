import { max, reshape, scope } from '@infograd/tensor';
import { requireWhole } from '../options.ts';
import { type Layer, type LinearLayerOptions, type LinearParams, linearLayer } from './linear-layer.ts';

export interface MaxoutOptions extends Pick<LinearLayerOptions, 'inputs' | 'outputs' | 'init' | 'biasInit'> {
  /** Linear functions that each output is the largest of. */
  pieces: number;
}

/**
 * A layer of maxout units: each output is the largest of `pieces` linear functions of the inputs, a convex function that
 * is learned (Goodfellow et al., "Maxout networks", 2013, section 3). Where several are largest, they share the derivative.
 *
 * @returns init: parameters `{ weight [inputs, pieces outputs], bias [pieces outputs] }`, piece after piece; apply:
 * [..., inputs] to [..., outputs]
 * @throws ValueError when a size is not a whole number of 1 or more
 * @example
 * const layer = maxout({ inputs: 1, outputs: 1, pieces: 2 });
 * const absolute = { weight: tensor([[1, -1]]), bias: tensor([0, 0]) };
 * layer.apply(absolute, tensor([[-3], [2]])); // [[3], [2]]
 */
export function maxout({ inputs, outputs, pieces, init, biasInit }: MaxoutOptions): Layer<LinearParams> {
  requireWhole('maxout', 'inputs', inputs);
  requireWhole('maxout', 'outputs', outputs);
  requireWhole('maxout', 'pieces', pieces);
  const layer = linearLayer({ inputs, outputs: pieces * outputs, init, biasInit });

  return {
    init: layer.init,
    apply: (params, x) =>
      scope(() => {
        const all = layer.apply(params, x);
        return max(reshape(all, [...x.shape.slice(0, -1), pieces, outputs]), { axis: -2 });
      }),
  };
}
