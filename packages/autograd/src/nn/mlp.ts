/** The multilayer perceptron: linear layers in a row, with an activation between them. */
import { ValueError } from '@infograd/tensor';
import { requireWhole } from '../options.ts';
import {
  type Layer,
  type LayerActivation,
  type LinearLayerOptions,
  type LinearParams,
  linearLayer,
  requireActivation,
} from './linear-layer.ts';

export type MlpParams = { readonly layers: readonly LinearParams[] };

export interface MlpOptions extends Omit<LinearLayerOptions, 'inputs' | 'outputs'> {
  /** The width of the input, of each hidden layer and of the output: [in, hidden..., out]. */
  sizes: readonly number[];
  /** After every layer but the last; relu when left out. */
  activation?: LayerActivation;
  /** After the last layer; 'none' when left out. */
  outputActivation?: LayerActivation;
}

/**
 * A multilayer perceptron.
 *
 * @returns init: parameters `{ layers: [{ weight [in, out], bias [out] }, ...] }`; apply: [..., in] to [..., out]
 * @throws ValueError when there are fewer than two sizes, a size is not a whole number of 1 or more, an activation is
 * unknown, or parameters of another depth are applied
 * @example
 * const critic = mlp({ sizes: [2, 16, 16, 1], activation: 'elu' });
 * critic.apply(critic.init(random(1)), ones([8, 2])).shape; // [8, 1]
 */
export function mlp({
  sizes,
  activation = 'relu',
  outputActivation = 'none',
  ...options
}: MlpOptions): Layer<MlpParams> {
  if (sizes.length < 2) {
    throw new ValueError(
      `mlp: sizes [${sizes.join(', ')}] has ${sizes.length} widths; an input and an output width are needed`,
    );
  }
  for (const [index, size] of sizes.entries()) requireWhole('mlp', `sizes[${index}]`, size);
  requireActivation('mlp', activation);
  requireActivation('mlp', outputActivation);
  const depth = sizes.length - 1;
  const layers = sizes.slice(1).map((outputs, index) =>
    linearLayer({
      ...options,
      inputs: sizes[index],
      outputs,
      activation: index < depth - 1 ? activation : outputActivation,
    }),
  );

  return {
    init: (rng, randomOptions) => ({ layers: layers.map((layer) => layer.init(rng, randomOptions)) }),
    apply: (params, x) => {
      if (params.layers.length !== depth) {
        throw new ValueError(
          `mlp: parameters of ${params.layers.length} layers for a network of ${depth}; use those of its own init`,
        );
      }
      return layers.reduce((values, layer, index) => layer.apply(params.layers[index], values), x);
    },
  };
}
