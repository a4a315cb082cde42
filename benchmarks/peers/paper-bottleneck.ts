/**
 * The information bottleneck of examples/paper/information-bottleneck: a step goes from picking a batch of images to reading its losses. Images are
 * random bytes, as many as MNIST has; what a step takes does not depend on what they show.
 */
import { advance, disposeTree } from '@infograd/autograd';
import { type Random, random, scope, tensor } from '@infograd/tensor';
import { type Digits, imagesOf, labelsOf, pixelsPerImage } from '../../examples/paper/data/mnist.ts';
import {
  type Batch,
  type BottleneckState,
  bottleneckTraining,
} from '../../examples/paper/information-bottleneck/training.ts';
import { variantNamed } from '../../examples/paper/information-bottleneck/variants.ts';
import { type BottleneckCase, checkedSteps, stepsPerEpoch, streams } from '../paper-cases.ts';
import type { Workload } from '../peer.ts';
import { GivenDraws, givenTree } from './paper-given.ts';

export function bottleneckWorkload(task: BottleneckCase): Workload {
  const { variant, widths, batch, images, learningRate, statisticsRate } = task;
  const schedule = { stepsPerEpoch: stepsPerEpoch(task)!, learningRate, statisticsRate, averageDecay: 0.999 };
  const training = bottleneckTraining(variantNamed(variant), widths, schedule);
  const digits = randomDigits(images);
  const rng = random(1);
  let state = scope(() => training.start(rng));
  let steps = 0;

  const turn = (before: BottleneckState, draw: () => Batch, from: Random) => {
    let values: number[] = [];
    const after = advance(before, (each) => {
      const { state: next, crossEntropy, information } = training.step(each, draw(), from);
      values = [crossEntropy, ...(information ? [information] : [])].map((value) => value.itemSync());
      return next;
    });
    return { after, values };
  };
  const drawnBatch = (): Batch => {
    const rows = rng.integers(batch, images);
    return { x: imagesOf(digits, rows, [-1, 1]), labels: labelsOf(digits, rows) };
  };

  return {
    step() {
      state = turn(state, drawnBatch, rng.fork(steps++)).after;
    },
    async finish() {},
    async check() {
      let given = scope((): BottleneckState => {
        const start = training.start(rng);
        const { classifier, statistics } = start;
        const params = givenTree(classifier.params, streams.classifier);
        const given = { ...start, classifier: { ...classifier, params } };
        if (statistics === undefined) return given;
        const t = givenTree(statistics.training.params, streams.statistics);
        return { ...given, statistics: { training: { ...statistics.training, params: t } } };
      });
      const draws = new GivenDraws(streams.draws);
      const labels = Int32Array.from({ length: batch }, (_, row) => row % 10);
      const draw = (): Batch => ({ x: draws.normal([batch, pixelsPerImage], { stdDev: 0.5 }), labels: tensor(labels) });
      const results: number[] = [];
      for (let step = 0; step < checkedSteps; step++) {
        const { after, values } = turn(given, draw, draws.asRandom());
        given = after;
        results.push(...values);
      }
      disposeTree(given);
      return results;
    },
    dispose: () => disposeTree(state),
  };
}

function randomDigits(count: number): Digits {
  const pixels = new Uint8Array(count * pixelsPerImage);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.floor(256 * Math.random());
  return { count, pixels, labels: Uint8Array.from({ length: count }, (_, row) => row % 10) };
}
