/** Layers and losses, and their derivatives, against PyTorch's. */
import {
  type BatchNormState,
  batchNorm,
  binaryCrossEntropy,
  crossEntropy,
  embedding,
  grad,
  layerNorm,
  type NormParams,
} from '@infograd/autograd';
import { mul, reference, scope, sum, type Tensor, tensor } from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { expect, test } from '@jest/globals';
import { type LayerCase, pytorchLayers, restore } from './pytorch.ts';

type Inputs = Record<string, Tensor>;

/** What a case asks to be computed from its inputs. */
const layers: Record<string, (stored: LayerCase, inputs: Inputs) => Tensor> = {
  batchNorm: (stored, { x, ...params }) =>
    normOf(stored).apply(params as NormParams, stateOf(stored), x, { training: true }).output,
  layerNorm: ({ settings }, { x, ...params }) => layerNorm(settings as never).apply(params as NormParams, x),
  embedding: ({ settings }, { table, indices }) => embedding(settings as never).apply({ table }, indices),
  crossEntropy: ({ settings }, { logits, labels }) => crossEntropy(logits, labels, settings),
  binaryCrossEntropy: ({ settings }, { logits, targets }) => binaryCrossEntropy(logits, targets, settings),
};

test('the file holds every layer', () => {
  expect(new Set(pytorchLayers.map(({ layer }) => layer))).toEqual(new Set(Object.keys(layers)));
});

const named = pytorchLayers.map(
  (stored, index) => [`${index}: ${stored.layer} ${JSON.stringify(stored.settings)}`, stored] as const,
);

test.each(named)('%s', (_, stored) => {
  scope(() => {
    const inputs = Object.fromEntries(
      Object.entries(stored.inputs).map(([name, value]) => [name, restore(value, reference())]),
    );
    const output = layers[stored.layer](stored, inputs);
    expect(output.shape).toEqual(stored.output.shape);
    expectClose(output, stored.output.data as number[]);
    const cotangent = tensor(Float64Array.from(stored.cotangent), { shape: output.shape, backend: reference() });
    const variables = Object.fromEntries(Object.keys(stored.grads).map((name) => [name, inputs[name]]));
    const slopes = grad((at: Inputs) => sum(mul(layers[stored.layer](stored, { ...inputs, ...at }), cotangent)))(
      variables,
    );
    for (const [name, expected] of Object.entries(stored.grads)) expectClose(slopes[name], expected);
  });
});

const normalizing = named.filter(([, { layer }]) => layer === 'batchNorm');

test.each(normalizing)('running statistics and evaluation of %s', (_, stored) => {
  scope(() => {
    const { x, scale, shift } = Object.fromEntries(
      Object.entries(stored.inputs).map(([name, value]) => [name, restore(value, reference())]),
    );
    const norm = normOf(stored);
    const { state } = norm.apply({ scale, shift }, stateOf(stored), x, { training: true });
    expectClose(state.mean, stored.after!.mean);
    expectClose(state.variance, stored.after!.variance);
    expectClose(norm.apply({ scale, shift }, state, x, { training: false }).output, stored.evaluated!);
  });
});

function normOf({ settings }: LayerCase) {
  return batchNorm(settings as never);
}

function stateOf({ state }: LayerCase): BatchNormState {
  return { mean: restore(state!.mean, reference()), variance: restore(state!.variance, reference()) };
}

function expectClose(actual: Tensor, expected: number[]): void {
  expect(mismatch(actual.dataSync(), expected, { relative: 1e-9, absolute: 1e-10 })).toBeUndefined();
}
