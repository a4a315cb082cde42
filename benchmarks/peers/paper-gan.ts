/** The GANs with MINE of examples/paper/gan: a step is one turn of the game, from drawing the batch to reading its values. */
import { adam, advance, disposeTree, startTraining } from '@infograd/autograd';
import { random, scope, type Tensor, zeros } from '@infograd/tensor';
import { dimensions, networksOf } from '../../examples/paper/gan/networks.ts';
import { type Draws, gameOf } from '../../examples/paper/gan/turn.ts';
import { checkedSteps, type GanCase, streams } from '../paper-cases.ts';
import type { Workload } from '../peer.ts';
import { GivenDraws, givenTree } from './paper-given.ts';

type Normal = { normal(shape: number[]): Tensor };

export function ganWorkload({ widths, batch, learningRate, beta1 }: GanCase): Workload {
  const optimizer = adam({ learningRate, beta1 });
  const game = gameOf({ networks: networksOf(widths), optimizer, informationWeight: 1 });
  const rng = random(1);
  let players = scope(() => game.start(rng));

  type Players = typeof players;

  const drawn = (from: Normal): Draws => {
    const rows = () => from.normal([batch, dimensions]);
    return { data: rows(), noise: rows };
  };
  const turn = (before: Players, given: Normal): { players: Players; values: number[] } => {
    let values: number[] = [];
    const after = advance(before, (each) => {
      const result = game.turn(each, drawn(given));
      const { discriminator, information, generator } = result.values;
      values = [discriminator, information!, generator].map((value) => value.itemSync());
      return result.players;
    });
    return { players: after, values };
  };

  return {
    step() {
      players = turn(players, rng).players;
    },
    async finish() {},
    async check() {
      let given = scope((): Players => {
        const { generator, discriminator, statistics } = game.start(rng);
        const t = givenTree(statistics!.training.params, streams.statistics);
        return {
          generator: startTraining(optimizer, givenTree(generator.params, streams.generator)),
          discriminator: startTraining(optimizer, givenTree(discriminator.params, streams.discriminator)),
          statistics: { training: startTraining(optimizer, t), logAverage: zeros([]) },
        };
      });
      const draws = new GivenDraws(streams.draws);
      const results: number[] = [];
      for (let step = 0; step < checkedSteps; step++) {
        const { players: next, values } = turn(given, draws);
        given = next;
        results.push(...values);
      }
      disposeTree(given);
      return results;
    },
    dispose: () => disposeTree(players),
  };
}
