/**
 * One critic on the staircase of Poole et al. 2019 (arXiv 1905.06922, section 3): normals of 20 dimensions a side whose information rises level by level,
 * a fresh batch at every step, the critic carried from level to level. Values are read off the batch before the step that it causes, so no
 * value is of data that training saw.
 */
import { adam, advance, compile, disposeTree, type OptimizerState, type Tree, valueAndGrad } from '@infograd/autograd';
import { type Critic, conditionalGaussianCritic, jointCritic, separableCritic } from '@infograd/mine';
import { correlatedGaussians } from '@infograd/mine/distributions';
import { concat, mean, neg, random, reshape, type Tensor, tensor, transpose, wasm } from '@infograd/tensor';
import { splitSquare } from '../packages/mine/src/training/batch-scores.ts';
import { type ObjectiveName, objectiveNamed, readNamed, type SquareScores } from './staircase-objectives.ts';

/** True mutual information, in nats. */
export const levels = [2, 4, 6, 8, 10] as const;

export const dimension = 20;
export const batchSize = 64;
export const hidden = [256, 256] as const;
export const learningRate = 5e-4;

export const staircaseCritics = ['separable', 'joint', 'conditional-gaussian'] as const;
export type StaircaseCritic = (typeof staircaseCritics)[number];

export interface StaircaseSettings {
  readonly objective: ObjectiveName;
  readonly critic: StaircaseCritic;
  /** Whether y is cubed, which leaves the information as it is. */
  readonly cubic: boolean;
  readonly stepsPerLevel: number;
  readonly seed: number;
}

/** Values by reading: all steps, level after level. NaN and infinite where training or reading overflowed. */
export type StaircaseValues = Readonly<Record<string, Float64Array>>;

type State = {
  readonly params: Tree;
  readonly optimizer: OptimizerState<Tree>;
  readonly carried: Tensor | undefined;
  readonly values: Tensor | undefined;
};

export function trainOnStaircase(settings: StaircaseSettings): StaircaseValues {
  const { objective, cubic, stepsPerLevel, seed } = settings;
  const critic = criticOf(settings.critic);
  const { reads } = objectiveNamed(objective);
  const backend = wasm();
  const optimizer = adam({ learningRate });
  const step = compiledStep(critic, objective);
  const steps = levels.length * stepsPerLevel;
  const values = reads.map(() => new Float64Array(steps));
  const params = critic.init(random(seed).fork(`staircase ${objective} ${settings.critic}`), { backend });
  let state: State = { params, optimizer: optimizer.init(params), carried: undefined, values: undefined };
  const table = (data: Float64Array) => tensor(Float32Array.from(data), { shape: [batchSize, dimension], backend });
  try {
    for (const [level, mi] of levels.entries()) {
      const source = correlatedGaussians({ dimension, mi, cubic });
      for (let i = 0; i < stepsPerLevel; i++) {
        const at = level * stepsPerLevel + i;
        const { x, y } = source.sample(batchSize, seed * steps + at);
        state = advance(state, (before) => {
          const { grads, carried, values } = step(before.params, before.carried, table(x.data), table(y.data));
          const { params, state } = optimizer.update(before.params, grads, before.optimizer);
          return { params, optimizer: state, carried, values };
        });
        for (const [read, value] of state.values!.dataSync().entries()) values[read][at] = value;
      }
    }
  } finally {
    disposeTree(state);
    step.dispose();
  }
  return Object.fromEntries(reads.map((read, i) => [read, values[i]]));
}

/** Values and gradients on one batch, and what the objective carries to the next. */
function compiledStep(critic: Critic, name: ObjectiveName) {
  const { loss: lossOf, reads } = objectiveNamed(name);
  const differentiate = valueAndGrad(
    (params: Tree, before: Tensor | undefined, x: Tensor, y: Tensor) => {
      const square = critic.allPairs!(params, x, y);
      const scores: SquareScores = {
        ...splitSquare(square),
        marginalOfY: splitSquare(transpose(square)).marginal,
      };
      const values = concat(reads.map((read) => reshape(readNamed(read)(scores), [1])));
      if (lossOf === undefined) {
        return [neg(mean(critic.logLikelihood!(params, x, y))), { carried: undefined, values }] as const;
      }
      const { loss, state } = lossOf(scores, before);
      return [loss, { carried: state, values }] as const;
    },
    { aux: true },
  );
  return compile((params: Tree, before: Tensor | undefined, x: Tensor, y: Tensor) => {
    const { grads, aux } = differentiate(params, before, x, y);
    return { grads, ...aux };
  });
}

function criticOf(name: StaircaseCritic): Critic {
  const options = { dimX: dimension, dimY: dimension, hidden, activation: 'relu' } as const;
  if (name === 'joint') return jointCritic(options) as Critic;
  if (name === 'separable') return separableCritic(options) as Critic;
  return conditionalGaussianCritic(options) as Critic;
}
