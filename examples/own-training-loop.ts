/**
 * MINE by hand: a critic, the bound, Adam and a loop, as the paper's Algorithm 1 has it (Belghazi et al., 2018). Use
 * this form when the data never ends, or when the bound is a part of a larger loss.
 */
import { adam, advance, valueAndGrad } from '@infograd/autograd';
import { jointCritic, mine } from '@infograd/mine';
import { add, concat, mul, random, slice, type Tensor } from '@infograd/tensor';

const rho = 0.7;
const batch = 512;
const steps = 1000;
const rng = random(2);

const critic = jointCritic({ dimX: 1, dimY: 1, hidden: [64, 64], activation: 'elu' });
const optimizer = adam({ learningRate: 2e-3 });

/** Pairs that belong together, and the same x beside the y of another row. */
function draw(): { x: Tensor; y: Tensor; other: Tensor } {
  const x = rng.normal([batch, 1]);
  const y = add(mul(x, rho), rng.normal([batch, 1], { stdDev: Math.sqrt(1 - rho ** 2) }));
  return { x, y, other: concat([slice(y, { start: [1] }), slice(y, { stop: [1] })]) };
}

const params = critic.init(rng);
const differentiate = valueAndGrad(
  (weights: typeof params, { x, y, other }: ReturnType<typeof draw>, logAverage: Tensor | undefined) => {
    const step = mine(critic.pairs(weights, x, y), critic.pairs(weights, x, other), logAverage);
    return [step.loss, { bound: step.bound, logAverage: step.logAverage }] as const;
  },
  { aux: true },
);

let training = {
  params,
  optimizer: optimizer.init(params),
  logAverage: undefined as Tensor | undefined,
  bound: undefined as Tensor | undefined,
};
let recent = 0;
for (let step = 1; step <= steps; step++) {
  training = advance(training, (before) => {
    const { grads, aux } = differentiate(before.params, draw(), before.logAverage);
    const after = optimizer.update(before.params, grads, before.optimizer);
    return { params: after.params, optimizer: after.state, logAverage: aux.logAverage, bound: aux.bound };
  });
  if (step > steps - 200) recent += training.bound?.itemSync() ?? 0;
}
console.log(
  `mean bound of the last 200 steps: ${(recent / 200).toFixed(3)} nats; truth ${(-0.5 * Math.log(1 - rho ** 2)).toFixed(3)}`,
);
