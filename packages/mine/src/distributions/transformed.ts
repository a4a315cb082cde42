/**
 * A distribution seen through invertible maps of x and of y: other samples, the same mutual information.
 */
import type { Distribution } from './distribution.ts';
import type { Transform } from './transforms.ts';

/**
 * (f(X), g(Y)) for (X, Y) of the base distribution. I(f(X); g(Y)) = I(X; Y), since f and g can be undone.
 *
 * @param base what is transformed; the same seed gives the same underlying rows
 * @param options.x, options.y the maps, which must be invertible; the identity where absent
 * @throws ValueError when a map does not take rows of the base's dimension
 * @example transformed(correlatedGaussians({ rho: 0.9 }), { name: 'cubes', x: elementwise((t) => t ** 3) }).mutualInformation // 0.8303656
 */
export function transformed(base: Distribution, options: { name: string; x?: Transform; y?: Transform }): Distribution {
  const { name, x: mapX, y: mapY } = options;
  const dimX = mapX ? mapX.dimension(base.dimX) : base.dimX;
  const dimY = mapY ? mapY.dimension(base.dimY) : base.dimY;
  return {
    ...base,
    name,
    dimX,
    dimY,
    sample(n, seed) {
      const { x, y } = base.sample(n, seed);
      return {
        x: mapX ? { data: mapX.apply(x.data, base.dimX), shape: [n, dimX] } : x,
        y: mapY ? { data: mapY.apply(y.data, base.dimY), shape: [n, dimY] } : y,
      };
    },
  };
}
