/**
 * The training of one GAN, from its first turn to its last, with looks at its samples on the way. Data are drawn anew for every turn, so that no
 * point is seen twice; so is all noise, so that no sample of a marginal pair ever meets its own.
 */
import { adam, constant, cosine, type MlpParams, type WeightAverageState, weightAverage } from '@infograd/autograd';
import { type Random, scope, type Tensor } from '@infograd/tensor';
import type { Part } from '../runner/lab.ts';
import { dimensions, type GeneratorParams, networksOf, type Widths } from './networks.ts';
import { gameOf, type Players, type TurnValues } from './turn.ts';

export interface Recipe {
  readonly widths: Widths;
  readonly batch: number;
  readonly iterations: number;
  /** Of Adam, for each network. */
  readonly learningRate: number;
  /** Whether the rate goes down to 0 along half a cosine; it stays as it is when left out. */
  readonly annealed?: boolean;
  /** Of Adam: how much of the gradient's average stays at each step. */
  readonly beta1: number;
  /** What stays of the generator's averaged weights at each turn, where samples are to be drawn with those. */
  readonly averaging?: number;
  /** The number of turns after which a game with MINE goes on without it; it is played with it to the end when left out. */
  readonly informedIterations?: number;
  /** After which turns to look at samples; the last one is among them. */
  readonly snapshots: readonly number[];
}

/** As many of either coordinate. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Snapshot<Measures> {
  readonly iteration: number;
  readonly measures: Measures;
  /** The first of the samples that were measured. */
  readonly samples: Points;
}

/** What a turn's values were, on average over some turns. */
export interface HistoryEntry {
  readonly iteration: number;
  readonly discriminator: number;
  readonly generator: number;
  /** Nats; of the variant with MINE. */
  readonly information?: number;
}

export interface Run<Measures> {
  readonly seed: number;
  readonly informationWeight: number;
  readonly snapshots: readonly Snapshot<Measures>[];
  readonly history: readonly HistoryEntry[];
}

/** What there is to be learned, and how samples are judged. */
export interface Subject<Measures> {
  /** Points of the data, [n, 2]. */
  draw(rng: Random, count: number): Tensor;
  /** How many samples are measured. */
  readonly measured: number;
  /** @param samples interleaved x and y; @param rng to draw what they are held against */
  measure(samples: Float32Array, rng: Random): Measures;
  /** Short, for the line of progress. */
  describe(measures: Measures): string;
}

/** Points of a snapshot that are kept for its picture. */
const kept = 1000;

/** Entries of a history. */
const entries = 200;

interface State<Measures> {
  readonly players: Players<GeneratorParams, MlpParams, MlpParams>;
  readonly average?: WeightAverageState<GeneratorParams>;
  readonly snapshots: readonly Snapshot<Measures>[];
  readonly history: readonly HistoryEntry[];
  /** Values of the turns that make the next entry. */
  readonly recent: readonly HistoryEntry[];
}

export async function trainGan<Measures>(
  part: Part,
  subject: Subject<Measures>,
  recipe: Recipe,
  { seed, informationWeight, rng }: { seed: number; informationWeight: number; rng: Random },
): Promise<Run<Measures>> {
  const { widths, batch, iterations, learningRate, beta1 } = recipe;
  const schedule = recipe.annealed ? cosine({ from: learningRate, steps: iterations }) : constant(learningRate);
  const game = gameOf({
    networks: networksOf(widths),
    optimizer: adam({ learningRate: schedule, beta1 }),
    informationWeight,
  });
  const averaging = recipe.averaging === undefined ? undefined : weightAverage({ decay: recipe.averaging });
  const turnsAnEntry = Math.max(1, Math.floor(iterations / entries));

  const look = (generator: GeneratorParams, iteration: number): Snapshot<Measures> =>
    scope(() => {
      const noise = rng.fork('evaluation noise').normal([subject.measured, dimensions]);
      const samples = game.sample(generator, noise).dataSync() as Float32Array;
      return {
        iteration,
        measures: subject.measure(samples, rng.fork('evaluation data')),
        samples: pointsOf(samples.subarray(0, dimensions * kept)),
      };
    });

  const { snapshots, history } = await part.train<State<Measures>>({
    steps: iterations,
    start() {
      const players = game.start(rng);
      return { players, average: averaging?.init(players.generator.params), snapshots: [], history: [], recent: [] };
    },
    step(before, index) {
      const iteration = index + 1;
      const own = rng.fork(index);
      const { statistics, ...plain } = before.players;
      const isInformed = index < (recipe.informedIterations ?? iterations);
      const { players, values } = game.turn(isInformed ? before.players : plain, {
        data: subject.draw(own.fork('data'), batch),
        noise: (purpose) => own.fork(purpose).normal([batch, dimensions]),
      });
      const generator = players.generator.params;
      const average = averaging?.update(before.average!, generator);
      const recent = [...before.recent, { iteration, ...numbersOf(values) }];
      const isEntry = iteration % turnsAnEntry === 0;
      return {
        players,
        average,
        snapshots: recipe.snapshots.includes(iteration)
          ? [...before.snapshots, look(average?.average ?? generator, iteration)]
          : before.snapshots,
        history: isEntry ? [...before.history, meanOf(recent)] : before.history,
        recent: isEntry ? [] : recent,
      };
    },
    describe({ snapshots, history }) {
      const information = history.at(-1)?.information;
      return [
        ...(information === undefined ? [] : [`${information.toFixed(2)} nats`]),
        ...snapshots.slice(-1).map(({ measures }) => subject.describe(measures)),
      ].join(', ');
    },
  });
  return { seed, informationWeight, snapshots, history };
}

/** Interleaved coordinates as points, to three digits after the point. */
export function pointsOf(coordinates: Float32Array): Points {
  const everySecond = (first: number) =>
    Array.from({ length: coordinates.length / 2 }, (_, row) => Math.round(coordinates[2 * row + first] * 1000) / 1000);
  return { x: everySecond(0), y: everySecond(1) };
}

function numbersOf({ discriminator, generator, information }: TurnValues): Omit<HistoryEntry, 'iteration'> {
  return {
    discriminator: discriminator.itemSync(),
    generator: generator.itemSync(),
    ...(information && { information: information.itemSync() }),
  };
}

/** Of turns, under the number of the last. */
function meanOf(turns: readonly HistoryEntry[]): HistoryEntry {
  const average = (of: (entry: HistoryEntry) => number) =>
    Number((turns.reduce((sum, entry) => sum + of(entry), 0) / turns.length).toPrecision(5));
  return {
    iteration: turns.at(-1)!.iteration,
    discriminator: average((entry) => entry.discriminator),
    generator: average((entry) => entry.generator),
    ...(turns.every((entry) => entry.information !== undefined) && {
      information: average((entry) => entry.information!),
    }),
  };
}
