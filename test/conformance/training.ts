/**
 * Training on a backend follows the same path as on the reference: losses and parameters after some steps of Adam, for a
 * regression and for the Donsker-Varadhan bound, and 5,000 steps during which no memory grows. Compiled, it ends with the
 * same bits. Nothing is read inside the loop, since no backend may need it.
 */
import { adam, advance, compile, disposeTree, type MlpParams, mlp, treeLeaves, valueAndGrad } from '@infograd/autograd';
import {
  add,
  type Backend,
  concat,
  gather,
  logmeanexp,
  mean,
  memory,
  mul,
  type Random,
  random,
  reference,
  scope,
  sin,
  square,
  sub,
  sum,
  type Tensor,
} from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { assert, assertEqual, type Case, casesOf, oneCase, type Subject } from './case.ts';

interface Task {
  readonly name: string;
  /** What must follow the reference. A bound does not change with its critic's last bias, whose path is rounding alone. */
  readonly parts: readonly ('losses' | 'params')[];
  readonly network: ReturnType<typeof mlp>;
  /** The loss on one batch. */
  loss(params: MlpParams, rng: Random, backend: Backend): Tensor;
}

function regression(activation: 'relu' | 'tanh' | 'elu' | 'softplus', hidden = [16, 16]): Task {
  const network = mlp({ sizes: [2, ...hidden, 1], activation });
  return {
    name: `a regression with ${activation}`,
    parts: ['losses', 'params'],
    network,
    loss: (params, rng, backend) => {
      const x = rng.normal([16, 2], { backend });
      const target = sin(sum(x, { axis: 1, keepDims: true }));
      return mean(square(sub(network.apply(params, x), target)));
    },
  };
}

/** Minus the Donsker-Varadhan bound on the information between x and 0.8 x + 0.6 noise. */
function boundOfInformation(): Task {
  const network = mlp({ sizes: [2, 16, 1], activation: 'elu' });
  return {
    name: 'a Donsker-Varadhan bound',
    parts: ['losses'],
    network,
    loss: (params, rng, backend) => {
      const x = rng.normal([32, 1], { backend });
      const y = add(mul(x, 0.8), mul(rng.normal([32, 1], { backend }), 0.6));
      const shuffled = gather(y, rng.permutation(32, { backend }));
      const scores = (second: Tensor) => network.apply(params, concat([x, second], 1));
      return sub(logmeanexp(scores(shuffled)), mean(scores(y)));
    },
  };
}

const tasks = [regression('relu'), regression('tanh'), regression('elu'), regression('softplus'), boundOfInformation()];

/** Trains; returns the last loss, smoothed over the run on the backend, and the parameters, all on the host. */
async function train(
  { network, loss }: Task,
  steps: number,
  backend: Backend,
  { pause, compiled = false }: { pause?: (step: number) => Promise<void>; compiled?: boolean } = {},
) {
  const optimizer = adam({ learningRate: 0.01 });
  const rng = random(7);
  let state = scope(() => {
    const params = network.init(rng.fork('parameters'), { backend });
    return { params, optimizer: optimizer.init(params), losses: [] as Tensor[] };
  });
  const plain = valueAndGrad((params: MlpParams) => loss(params, rng, backend));
  const replayed = compile(plain);
  const step = compiled ? replayed : plain;
  for (let i = 0; i < steps; i++) {
    state = advance(state, (before) => {
      const { value, grads } = step(before.params);
      const updated = optimizer.update(before.params, grads, before.optimizer);
      return { params: updated.params, optimizer: updated.state, losses: [...before.losses.slice(-19), value] };
    });
    await pause?.(i);
  }
  const read = (tensors: readonly Tensor[]) =>
    Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  const [losses, params] = [await read(state.losses), await read(treeLeaves(state.params))];
  disposeTree(state);
  replayed.dispose();
  return { losses: losses.flat(), params: params.flat() };
}

export function trainingCases({ backend }: Subject): Case[] {
  return casesOf(
    'training',
    tasks,
    ({ name }) => `20 steps of ${name} follow the reference, compiled or not`,
    async (task) => {
      const [actual, expected] = [await train(task, 20, backend), await train(task, 20, reference())];
      assertEqual(await train(task, 20, backend, { compiled: true }), actual, 'compiled');
      for (const part of task.parts) {
        const difference = mismatch(actual[part], expected[part], { relative: 0, absolute: 1e-3 });
        assert(difference === undefined, `${part}: ${difference}`);
      }
      assertEqual(expected.losses.length, 20, 'losses');
    },
  );
}

/** A group of its own, since it takes long. */
export function enduranceCases({ backend, traits }: Subject): Case[] {
  return [
    oneCase('endurance', '5,000 training steps do not grow', async () => {
      const seen: { tensors: number; bytes: number; held: number }[] = [];
      const { losses, params } = await train(regression('tanh', [8]), 5000, backend, {
        pause: async (step) => {
          if (step % 500 !== 499) return;
          const last = random(1).uniform([1], { backend });
          await last.data(); // lets the device catch up, and the page breathe
          last.dispose();
          seen.push({ ...memory(), held: traits.backendBytes() });
        },
      });
      for (const { tensors, bytes, held } of seen.slice(2)) {
        assertEqual([tensors, bytes], [seen[1].tensors, seen[1].bytes], 'memory() of tensors');
        assert(held <= seen[1].held, `the backend holds ${held} bytes, after 1,000 steps ${seen[1].held}`);
      }
      assert(params.every(Number.isFinite), 'every parameter is finite');
      const loss = losses.reduce((total, each) => total + each, 0) / losses.length;
      assert(loss > 0 && loss < 0.05, `the loss ends at ${loss}`);
    }),
  ];
}
