/**
 * An estimator that keeps its critic: fit it once, then estimate the information in further rows, score single pairs,
 * save it and load it elsewhere. `mutualInformation` is the same for one use.
 */
import { disposeTree, loadSafetensors, moveTree, restoreTree, saveSafetensors, type Tree } from '@infograd/autograd';
import { random, reference, type Tensor, ValueError } from '@infograd/tensor';
import { openBackend, requireBackend } from './backend.ts';
import type { Reading } from './bounds/bound.ts';
import { standardError } from './bounds/influence.ts';
import { readNewColumns, type TableInput } from './columns/read-columns.ts';
import { DataError } from './errors.ts';
import { makeEstimate } from './fitting/estimate.ts';
import { fitModels } from './fitting/fit.ts';
import { criticFor, type FittedModel, readModel, scoreModel } from './fitting/fitted-model.ts';
import { type MutualInformationOptions, optionsOf, resolveSettings, type Settings } from './options/options.ts';
import type { Estimate, MutualInformationResult } from './result.ts';
import { checkPaired, type Samples } from './rows/samples.ts';
import { allRowsShuffled, takeRows } from './rows/split.ts';

const format = 'infograd.mine';
const formatVersion = '2';

/**
 * @example
 * const estimator = new MutualInformationEstimator({ seed: 1 });
 * const { mi } = await estimator.fit(x, y);
 * const pointwise = await estimator.score(x, y); // one log density ratio per row, in nats
 * const copy = await MutualInformationEstimator.load(await estimator.save());
 */
export class MutualInformationEstimator {
  readonly #settings: Settings;
  readonly #options: MutualInformationOptions;
  /** One a fold. */
  #models: readonly FittedModel[] = [];

  /** @throws OptionError when an option makes no sense */
  constructor(options: MutualInformationOptions = {}) {
    this.#settings = resolveSettings(options);
    this.#options = options;
  }

  /** Whether there is a critic to use. */
  get isFitted(): boolean {
    return this.#models.length > 0;
  }

  /**
   * Trains on part of the rows and reports the value on rows that training did not see. A second fit replaces the first.
   *
   * @throws DataError, AbortedError and BackendUnavailableError as `mutualInformation` does
   */
  async fit(x: TableInput, y: TableInput): Promise<MutualInformationResult> {
    const backend = await openBackend(this.#options.backend);
    const { models, result } = await fitModels(x, y, this.#settings, backend, this.#options);
    this.dispose();
    this.#models = models;
    return result;
  }

  /**
   * The bound on further rows of the same distribution, in nats. The rows should be new: those that `fit` trained on give
   * too high a value.
   *
   * @throws ValueError before `fit`; DataError when the rows do not fit or are fewer than four
   */
  async estimate(x: TableInput, y: TableInput): Promise<Estimate> {
    const models = this.#fitted('estimate');
    const rows = await readRows(models[0], x, y);
    const rng = random(this.#settings.seed).fork('estimate');
    const order = allRowsShuffled(rows.x.n, rng);
    const readings: Reading[] = [];
    for (const model of models) {
      readings.push(await readModel(model, takeRows(rows.x, order), takeRows(rows.y, order), rng));
    }
    const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const influence = Float64Array.from(order, (_, row) => meanOf(readings.map((reading) => reading.influence[row])));
    return makeEstimate(meanOf(readings.map(({ value }) => value)), standardError(influence));
  }

  /**
   * log p(x, y) / (p(x) p(y)) of every row by the critic, in nats: its pointwise mutual information. Of several folds it is the mean of their
   * critics'.
   *
   * @throws ValueError before `fit`; DataError when the rows do not fit
   */
  async score(x: TableInput, y: TableInput): Promise<Float64Array> {
    const models = this.#fitted('score');
    const rows = await readRows(models[0], x, y);
    const sums = new Float64Array(rows.x.n);
    for (const model of models) {
      (await scoreModel(model, rows.x, rows.y)).forEach((score, row) => {
        sums[row] += score / models.length;
      });
    }
    return sums;
  }

  /**
   * The fitted estimator as a safetensors file: the critic's weights, and everything else as metadata. The file does not
   * depend on the backend, so `load` may take it to another one.
   *
   * @throws ValueError before `fit`, or with a critic of your own, whose functions a file cannot hold
   */
  async save(): Promise<Uint8Array> {
    const models = this.#fitted('save');
    const { critic } = this.#settings;
    if (typeof critic === 'object') {
      throw new ValueError(
        `save: the critic '${critic.name}' is a program of your own, which a file cannot hold; fit with a critic that has a name (the option critic), or keep the estimator in memory`,
      );
    }
    const params = models.map((model) => model.params);
    const rest = models.map(({ params: _, backend: __, ...plain }) => plain);
    // Some backends can only be read asynchronously, so the weights come to the host first.
    const onHost = await moveTree(params, reference());
    try {
      return saveSafetensors(onHost, { format, version: formatVersion, models: JSON.stringify(rest) });
    } finally {
      disposeTree(onHost, params);
    }
  }

  /**
   * A fitted estimator from what `save` wrote; on the backend that it was fitted on, it gives the same numbers, to the bit.
   *
   * @throws ValueError when the bytes are not such a file; BackendUnavailableError when the backend cannot run here
   */
  static async load(
    bytes: Uint8Array,
    options: Pick<MutualInformationOptions, 'backend' | 'signal' | 'onProgress'> = {},
  ): Promise<MutualInformationEstimator> {
    if (options.backend !== undefined) requireBackend(options.backend);
    const backend = await openBackend(options.backend);
    const { tensors, metadata } = loadSafetensors(bytes, { backend });
    try {
      if (metadata.format !== format || metadata.version !== formatVersion) {
        throw new ValueError(
          `load: this safetensors file holds no mutual information estimator of version ${formatVersion}; pass what MutualInformationEstimator.save() gave`,
        );
      }
      const plain = parseModels(metadata.models);
      const params = weightsFrom(tensors, plain);
      const estimator = new MutualInformationEstimator({ ...optionsOf(plain[0].settings), ...options });
      estimator.#models = plain.map((model, fold) => ({ ...model, params: params[fold], backend }));
      return estimator;
    } catch (error) {
      disposeTree(tensors);
      throw error;
    }
  }

  /** Frees the critic's memory; the estimator can be fitted again. */
  dispose(): void {
    for (const { params } of this.#models) disposeTree(params);
    this.#models = [];
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #fitted(method: string): readonly FittedModel[] {
    if (this.#models.length > 0) return this.#models;
    throw new ValueError(`${method}: the estimator is not fitted; await estimator.fit(x, y) first`);
  }
}

type PlainModel = Omit<FittedModel, 'params' | 'backend'>;

function parseModels(text = ''): PlainModel[] {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValueError('load: the metadata of this safetensors file is damaged; save the estimator again', { cause });
  }
}

/** The tensors in the structure of the critics that they belong to. */
function weightsFrom(tensors: Readonly<Record<string, Tensor>>, models: readonly PlainModel[]): readonly Tree[] {
  const like = models.map((model) => criticFor(model).init(random(0), { backend: reference() }));
  try {
    return restoreTree(like, tensors);
  } finally {
    disposeTree(like);
  }
}

async function readRows(
  model: FittedModel,
  xInput: TableInput,
  yInput: TableInput,
): Promise<{ x: Samples; y: Samples }> {
  const x = await readNewColumns(xInput, 'x', model.scaleX.levels);
  const y = await readNewColumns(yInput, 'y', model.scaleY.levels);
  checkPaired(x, y);
  requireDimension('x', x.d, model.dimX);
  requireDimension('y', y.d, model.dimY);
  return { x, y };
}

function requireDimension(argument: string, given: number, fitted: number): void {
  if (given === fitted) return;
  throw new DataError(
    `${argument} has ${given} columns, but the estimator was fitted on ${fitted}; pass the same columns in the same order`,
    { code: 'dimension-mismatch', argument },
  );
}
