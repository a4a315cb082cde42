/** The fixed start from which the paper's programs are compared: parameters and draws from the numbered streams of inputs.ts. */
import { type Tree, treeLeaves, treePaths, treeUnflatten } from '@infograd/autograd';
import { type Random, type Shape, type Tensor, tensor } from '@infograd/tensor';
import { elements } from '../cases.ts';
import { uniform } from '../inputs.ts';

/** A tree like this one: matrices on ±1/√rows, the scales of normalizations near 1, everything else near 0. */
export function givenTree<Params extends Tree>(like: Params, firstStream: number): Params {
  const paths = treePaths(like);
  const leaves = treeLeaves(like).map(({ shape }, index) => {
    const limit = shape.length === 2 ? 1 / Math.sqrt(shape[0]) : 0.1;
    const values = uniform(firstStream + index, elements(shape), limit);
    return tensor(paths[index].endsWith('scale') ? values.map((value) => 1 + value) : values, { shape });
  });
  return treeUnflatten(like, leaves) as Params;
}

/** Draws of mean 0 and the deviation asked for, each from the next stream. */
export class GivenDraws {
  private stream: number;

  constructor(firstStream: number) {
    this.stream = firstStream;
  }

  normal(shape: Shape, { stdDev = 1 }: { stdDev?: number } = {}): Tensor {
    return tensor(uniform(this.stream++, elements(shape), Math.sqrt(3) * stdDev), { shape });
  }

  fork(): GivenDraws {
    return this;
  }

  /** For recipes that draw by themselves: they ask for nothing else. */
  asRandom(): Random {
    return this as unknown as Random;
  }
}
