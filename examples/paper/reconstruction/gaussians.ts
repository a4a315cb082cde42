/**
 * The bi-directional models on 25 Gaussians in the plane, where everything can be seen: whether a point comes back to its place, whether the decoder
 * makes all modes, and how the encoder lays the modes out among the codes.
 */
import { disposeTree } from '@infograd/autograd';
import { separableCritic } from '@infograd/mine';
import { random, scope, type Tensor } from '@infograd/tensor';
import { centers, draw25Gaussians } from '../gan-25-gaussians/data.ts';
import { measureModes } from '../gan-25-gaussians/modes.ts';
import type { Lab } from '../runner/lab.ts';
import { mean } from '../statistics.ts';
import { reconstruct, settle } from './autoencoder.ts';
import type { Method, Networks, Recipe, StatisticsSettings } from './bidirectional.ts';
import { fileName } from './mnist.ts';
import { noisyMlp } from './noisy-mlp.ts';
import { normalizedMlp } from './normalized-mlp.ts';
import { distances, trainAutoencoder } from './train.ts';

export interface GaussiansSettings {
  readonly methods: readonly Method[];
  readonly seeds: number;
  readonly steps: number;
  readonly batch: number;
  readonly autoencoder: readonly number[];
  readonly critics: readonly number[];
  readonly statistics: StatisticsSettings;
  readonly recipe: Omit<Recipe, 'networks' | 'method' | 'codes'>;
}

export interface GaussiansRun {
  readonly method: Method;
  readonly seed: number;
  /** Mean squared distance of a point from its reconstruction. */
  readonly error: number;
  /** Share of points whose reconstruction is nearest to the mode that the point is nearest to. */
  readonly sameMode: number;
  /** Of 25, those that a decoded code comes within three standard deviations of. */
  readonly modes: number;
  readonly highQualityShare: number;
  /** Of some points, by column: where they are, the mean of their code, their reconstruction. */
  readonly points: Readonly<Record<'x' | 'y' | 'code1' | 'code2' | 'toX' | 'toY', readonly number[]>>;
}

/** Of the data, and of the codes. */
const dimensions = 2;

/** Points that the numbers are of. */
const measured = 10_000;

/** Points that are drawn. */
const shown = 500;

export function planeNetworks({ autoencoder, critics, statistics }: GaussiansSettings): Networks {
  const critic = noisyMlp({ sizes: [2 * dimensions, ...critics, 1], inputNoise: 0, hiddenNoise: 0 });
  return {
    encoder: normalizedMlp({ sizes: [dimensions, ...autoencoder, dimensions], output: 'none' }),
    decoder: normalizedMlp({ sizes: [dimensions, ...autoencoder, dimensions], output: 'none' }),
    discriminator: critic,
    statistics: separableCritic({ dimX: dimensions, dimY: dimensions, ...statistics }),
    pairs: critic,
  };
}

export async function reconstructGaussians(settings: GaussiansSettings, lab: Lab): Promise<GaussiansRun[]> {
  const runs: GaussiansRun[] = [];
  for (const seed of lab.seeds(settings.seeds)) {
    for (const method of settings.methods) runs.push(await runMethod(settings, lab, method, seed));
  }
  return runs;
}

async function runMethod(settings: GaussiansSettings, lab: Lab, method: Method, seed: number): Promise<GaussiansRun> {
  const { steps, batch, recipe } = settings;
  const networks = planeNetworks(settings);
  const rng = random(seed).fork('reconstruction of 25 Gaussians');
  const name = `gaussians-${fileName(method)}-seed-${seed}`;
  const params = await trainAutoencoder(lab, {
    name,
    steps,
    rng,
    recipe: { networks, method, codes: dimensions, ...recipe },
    draw: (own) => draw25Gaussians(own, batch),
  });
  const run = scope(() => {
    const settled = settle(networks, params, draw25Gaussians(rng.fork('settling'), measured));
    const points = draw25Gaussians(rng.fork('test'), measured);
    const again = reconstruct(networks, params, settled, points);
    const codes = networks.encoder.apply(params.encoder, points, settled.encoder);
    const noise = rng.fork('codes').normal([measured, dimensions]);
    const decoded = networks.decoder.apply(params.decoder, noise, settled.decoder).dataSync() as Float32Array;
    const { highQualityModes: modes, highQualityShare } = measureModes(decoded);
    return {
      method,
      seed,
      error: mean(distances(points, again).map((distance) => distance ** 2)),
      sameMode: shareInSameMode(points, again),
      modes,
      highQualityShare,
      points: {
        ...columns(['x', 'y'], points),
        ...columns(['code1', 'code2'], codes),
        ...columns(['toX', 'toY'], again),
      },
    };
  });
  disposeTree(params);
  return run;
}

function shareInSameMode(points: Tensor, again: Tensor): number {
  const [from, to] = [points.dataSync(), again.dataSync()];
  const rows = Array.from({ length: points.shape[0] }, (_, row) => row);
  const same = rows.filter((row) =>
    [0, 1].every((axis) => nearest(from[2 * row + axis]) === nearest(to[2 * row + axis])),
  );
  return same.length / rows.length;
}

function nearest(value: number): number {
  return centers.reduce((best, center) => (Math.abs(value - center) < Math.abs(value - best) ? center : best));
}

/** The first rows of [n, 2], by column, with three decimals. */
function columns<Name extends string>([first, second]: readonly [Name, Name], rows: Tensor): Record<Name, number[]> {
  const values = rows.dataSync();
  const column = (axis: number) =>
    Array.from({ length: shown }, (_, row) => Math.round(1000 * values[2 * row + axis]) / 1000);
  return { [first]: column(0), [second]: column(1) } as Record<Name, number[]>;
}
