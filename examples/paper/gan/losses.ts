/**
 * What each network of the game lowers, and the generator's gradient. The generator has two losses, that of the adversary and minus the information
 * between its samples and their noise; the second has no lower end, so its gradient is cut to the length of the first one's.
 */
import {
  adaptiveClip,
  binaryCrossEntropy,
  grad,
  type Layer,
  type Tree,
  treeMap,
  valueAndGrad,
  vjp,
} from '@infograd/autograd';
import { donskerVaradhan, mine } from '@infograd/mine';
import { add, concat, mul, neg, type Random, scope, slice, type Tensor } from '@infograd/tensor';

/** Of the moving average in the statistics network's gradient. */
const averagingRate = 0.01;

/** The three networks of a game, whose parameters are G, D and T. */
export interface Networks<G extends Tree, D extends Tree, T extends Tree> {
  /** From noise to samples, a row each. */
  readonly generator: Layer<G>;
  /** From samples to logits, above 0 where they look like data. */
  readonly discriminator: Layer<D>;
  /** From samples and noise to one score for each pair of rows. */
  readonly statistics: { init(rng: Random): T; apply(params: T, samples: Tensor, noise: Tensor): Tensor };
}

export interface LossOptions {
  /** Whether data and samples pass the discriminator one after the other, as its batch normalization may need it; otherwise they do in one batch. */
  readonly passesApart?: boolean;
}

export interface GeneratorGradient<G> {
  readonly grads: G;
  /** The adversarial loss. */
  readonly loss: Tensor;
  /** Length of the adversarial gradient, to which the other one is cut, and of the information's gradient before that. */
  readonly norms?: { readonly adversarial: Tensor; readonly information: Tensor };
}

export function lossesOf<G extends Tree, D extends Tree, T extends Tree>(
  { generator, discriminator, statistics }: Networks<G, D, T>,
  { passesApart = false }: LossOptions = {},
) {
  /** -log D(data) - log(1 - D(samples)), each on average. */
  const discriminatorLoss = (params: D, data: Tensor, samples: Tensor): Tensor => {
    const [ofData, ofSamples] = passesApart
      ? [discriminator.apply(params, data), discriminator.apply(params, samples)]
      : halves(discriminator.apply(params, concat([data, samples])));
    return add(binaryCrossEntropy(ofData, 1), binaryCrossEntropy(ofSamples, 0));
  };

  /** -log D(samples) on average: the form that does not die away while the discriminator wins. */
  const adversarialLoss = (samples: Tensor, params: D): Tensor =>
    binaryCrossEntropy(discriminator.apply(params, samples), 1);

  /** Scores of the samples with their own noise, and with noise that has nothing to do with them. */
  const scores = (params: T, samples: Tensor, noise: Tensor, others: Tensor): [Tensor, Tensor] =>
    halves(statistics.apply(params, concat([samples, samples]), concat([noise, others])));

  /** MINE's loss; beside it, the bound on the information in nats, and the average for the next step. */
  const statisticsLoss = (
    params: T,
    logAverage: Tensor,
    samples: Tensor,
    noise: Tensor,
    others: Tensor,
  ): readonly [Tensor, { bound: Tensor; logAverage: Tensor }] => {
    const [joint, marginal] = scores(params, samples, noise, others);
    const { loss, ...rest } = mine(joint, marginal, logAverage, { rate: averagingRate });
    return [loss, rest];
  };

  const informationLoss = (samples: Tensor, params: T, noise: Tensor, others: Tensor): Tensor =>
    neg(donskerVaradhan(...scores(params, samples, noise, others)));

  /** Of the adversarial loss alone. */
  const plainGradient = (params: G, ofDiscriminator: D, noise: Tensor): GeneratorGradient<G> => {
    const loss = (each: G) => adversarialLoss(generator.apply(each, noise), ofDiscriminator);
    const { value, grads } = valueAndGrad(loss)(params);
    return { grads, loss: value };
  };

  /**
   * Of both losses. They are differentiated at the samples, and both derivatives pulled back to the parameters, where their lengths over all
   * parameters are compared.
   */
  const informedGradient = (
    params: G,
    ofDiscriminator: D,
    ofStatistics: T,
    noise: Tensor,
    others: Tensor,
    weight: number,
  ): GeneratorGradient<G> =>
    scope(() => {
      const { value: samples, pullback } = vjp((each: G) => generator.apply(each, noise), params);
      const { value: loss, grads: atSamples } = valueAndGrad(adversarialLoss)(samples, ofDiscriminator);
      const adversarial = pullback(atSamples);
      const information = pullback(mul(grad(informationLoss)(samples, ofStatistics, noise, others), weight));
      const { grads, norm, limit } = adaptiveClip(information, adversarial);
      return { grads: treeMap(add, adversarial, grads), loss, norms: { adversarial: limit, information: norm } };
    });

  return { discriminatorLoss, statisticsLoss, plainGradient, informedGradient };
}

/** The first and the second half of the rows. */
function halves(rows: Tensor): [Tensor, Tensor] {
  const middle = rows.shape[0] / 2;
  return [slice(rows, { stop: [middle] }), slice(rows, { start: [middle] })];
}
