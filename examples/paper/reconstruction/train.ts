/** The training of one bi-directional model, as a part of a run, and the numbers that tell how well it reconstructs. */
import type { Random, Tensor } from '@infograd/tensor';
import type { Lab } from '../runner/lab.ts';
import type { Autoencoder } from './autoencoder.ts';
import { bidirectionalModel, type Players, type Recipe } from './bidirectional.ts';

export interface Task {
  /** Of the part. */
  readonly name: string;
  readonly recipe: Recipe;
  readonly steps: number;
  readonly rng: Random;
  /** A batch of data [n, d]. */
  draw(rng: Random): Tensor;
}

/** The trained encoder and decoder, which the caller owns. */
export function trainAutoencoder(lab: Lab, { name, recipe, steps, rng, draw }: Task): Promise<Autoencoder> {
  const model = bidirectionalModel(recipe);
  return lab.model(name, async (part) => {
    const players = await part.train<Players>({
      steps,
      start: () => model.start(rng.fork('start')),
      step(before, index) {
        const own = rng.fork(index);
        return model.turn(before, draw(own.fork('data')), own.fork('noise'));
      },
      describe: ({ information }) => (information ? `${information.itemSync().toFixed(2)} nats` : ''),
    });
    return players.averaged.average;
  });
}

/** The Euclidean distance of each row of x from that of y, [n, d] both. */
export function distances(x: Tensor, y: Tensor): number[] {
  const [left, right] = [x.dataSync(), y.dataSync()];
  const [rows, length] = x.shape;
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = row * length; i < (row + 1) * length; i++) sum += (left[i] - right[i]) ** 2;
    return Math.sqrt(sum);
  });
}
