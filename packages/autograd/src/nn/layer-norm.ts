import { type Shape, ShapeError, sameShape, scope } from '@infograd/tensor';
import { requireAbove, requireWhole } from '../options.ts';
import type { Layer } from './linear-layer.ts';
import { momentsOver, type NormParams, neutralParams, normalized, requireFeatures } from './normalization.ts';

export interface LayerNormOptions {
  /** The length of the last axis, or the shape of the last axes, over which each row is normalized. */
  features: number | Shape;
  /** Added to the variance; 1e-5 when left out. */
  epsilon?: number;
}

/**
 * A layer normalization layer: each row is brought to mean 0 and variance 1 over its own features, then scaled and
 * shifted feature by feature (Ba, Kiros & Hinton, "Layer normalization", 2016, equations 3 and 4). Rows do not see each
 * other, so training and evaluation are the same.
 *
 * @returns init: parameters `{ scale, shift }`, ones and zeros of the features' shape, without the generator; apply:
 * [..., ...features] to the same shape, with a ShapeError when x does not end in the features
 * @throws ValueError when a length is not a whole number of 1 or more, or epsilon is not above 0
 * @example
 * const norm = layerNorm({ features: 4 });
 * norm.apply(norm.init(random(1)), tensor([[1, 1, 3, 3], [0, 0, 0, 0]])); // [[-0.999995, -0.999995, 0.999995, 0.999995], [0, 0, 0, 0]]
 */
export function layerNorm({ features, epsilon = 1e-5 }: LayerNormOptions): Layer<NormParams> {
  const shape = typeof features === 'number' ? [features] : features;
  for (const length of shape) requireWhole('layerNorm', 'features', length);
  requireAbove('layerNorm', 'epsilon', epsilon, 0);

  return {
    init: (_rng, options) => neutralParams(shape, options),
    apply: (params, x) =>
      scope(() => {
        const lead = x.rank - shape.length;
        if (lead < 0 || !sameShape(x.shape.slice(lead), shape)) {
          throw new ShapeError(
            `layerNorm: x [${x.shape.join(', ')}] does not end in the features [${shape.join(', ')}] of this layer`,
          );
        }
        requireFeatures('layerNorm', shape, params);
        const axes = shape.map((_, index) => lead + index);
        const { deviations, variance } = momentsOver(x, axes);
        return normalized(deviations, variance, params, epsilon);
      }),
  };
}
