/**
 * The engine without information theory: a small network learns sin(x) from samples, with a cosine schedule, and its
 * parameters survive a trip through a safetensors file.
 */
import {
  adam,
  advance,
  cosine,
  loadSafetensors,
  mlp,
  restoreTree,
  saveSafetensors,
  valueAndGrad,
} from '@infograd/autograd';
import { linspace, mean, random, reshape, sin, square, sub, type Tensor } from '@infograd/tensor';

const steps = 600;
const x = reshape(linspace(-Math.PI, Math.PI, 256), [256, 1]);
const y = sin(x);

const network = mlp({ sizes: [1, 32, 32, 1], activation: 'tanh' });
const optimizer = adam({ learningRate: cosine({ from: 0.01, steps }) });
const params = network.init(random(3));

type Params = typeof params;
const error = (weights: Params): Tensor => mean(square(sub(network.apply(weights, x), y)));
const differentiate = valueAndGrad(error);

let training = { params, optimizer: optimizer.init(params) };
for (let step = 0; step < steps; step++) {
  training = advance(training, (before) => {
    const { grads } = differentiate(before.params);
    const after = optimizer.update(before.params, grads, before.optimizer);
    return { params: after.params, optimizer: after.state };
  });
}

const file = saveSafetensors(training.params, { model: 'sin' });
const restored = restoreTree(training.params, loadSafetensors(file).tensors);
console.log(
  `mean squared error ${error(training.params).itemSync().toExponential(1)}, after saving and loading ${error(restored).itemSync().toExponential(1)}`,
);
