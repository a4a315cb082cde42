/**
 * An estimator that keeps its critic: fit it once, then estimate the information in further rows, score single pairs,
 * save it and load it elsewhere. `mutualInformation` is the same for one use.
 */
import { disposeTree, loadSafetensors, moveTree, restoreTree, saveSafetensors, type Tree } from '@infograd/autograd';
import { random, reference, type Tensor, ValueError } from '@infograd/tensor';
import { openBackend, requireBackend } from './backend.ts';
import { DataError } from './errors.ts';
import { fitModel } from './fit.ts';
import { criticFor, estimateOf, type FittedModel, readModel, scoreModel } from './fitted-model.ts';
import { type MutualInformationOptions, resolveSettings, type Settings } from './options.ts';
import type { Estimate, MutualInformationResult } from './result.ts';
import { checkPaired, readNewSamples, type SampleInput, type Samples } from './samples.ts';
import { allRowsShuffled, takeRows } from './split.ts';

const format = 'infograd.mine';
const formatVersion = '1';

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
  #model: FittedModel | undefined;

  /** @throws OptionError when an option makes no sense */
  constructor(options: MutualInformationOptions = {}) {
    this.#settings = resolveSettings(options);
    this.#options = options;
  }

  /** Whether there is a critic to use. */
  get isFitted(): boolean {
    return this.#model !== undefined;
  }

  /**
   * Trains on part of the rows and reports the value on rows that training did not see. A second fit replaces the first.
   *
   * @throws DataError, AbortedError and BackendUnavailableError as `mutualInformation` does
   */
  async fit(x: SampleInput, y: SampleInput): Promise<MutualInformationResult> {
    const backend = await openBackend(this.#options.backend);
    const { model, result } = await fitModel(x, y, this.#settings, backend, this.#options);
    this.dispose();
    this.#model = model;
    return result;
  }

  /**
   * The bound on further rows of the same distribution, in nats. The rows should be new: those that `fit` trained on give
   * too high a value.
   *
   * @throws ValueError before `fit`; DataError when the rows do not fit or are fewer than four
   */
  async estimate(x: SampleInput, y: SampleInput): Promise<Estimate> {
    const model = this.#fitted('estimate');
    const rows = await readRows(model, x, y);
    const rng = random(this.#settings.seed).fork('estimate');
    const order = allRowsShuffled(rows.x.n, rng);
    return estimateOf(await readModel(model, takeRows(rows.x, order), takeRows(rows.y, order), rng));
  }

  /**
   * The critic's log p(x, y) / (p(x) p(y)) of every row, in nats; over the test rows of `fit` their mean is the
   * Donsker-Varadhan value, which is the estimate unless the estimator is 'nwj'.
   *
   * @throws ValueError before `fit`; DataError when the rows do not fit
   */
  async score(x: SampleInput, y: SampleInput): Promise<Float64Array> {
    const model = this.#fitted('score');
    const rows = await readRows(model, x, y);
    return scoreModel(model, rows.x, rows.y);
  }

  /**
   * The fitted estimator as a safetensors file: the critic's weights, and everything else as metadata. The file does not
   * depend on the backend, so `load` may take it to another one.
   *
   * @throws ValueError before `fit`
   */
  async save(): Promise<Uint8Array> {
    const { params, backend: _, ...rest } = this.#fitted('save');
    // Some backends can only be read asynchronously, so the weights come to the host first.
    const onHost = await moveTree(params, reference());
    try {
      return saveSafetensors(onHost, { format, version: formatVersion, model: JSON.stringify(rest) });
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
      const rest = parseModel(metadata.model);
      const estimator = new MutualInformationEstimator({ ...rest.settings, ...options });
      estimator.#model = { ...rest, params: weightsFrom(tensors, rest), backend };
      return estimator;
    } catch (error) {
      disposeTree(tensors);
      throw error;
    }
  }

  /** Frees the critic's memory; the estimator can be fitted again. */
  dispose(): void {
    if (this.#model !== undefined) disposeTree(this.#model.params);
    this.#model = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #fitted(method: string): FittedModel {
    if (this.#model !== undefined) return this.#model;
    throw new ValueError(`${method}: the estimator is not fitted; await estimator.fit(x, y) first`);
  }
}

function parseModel(text = ''): Omit<FittedModel, 'params' | 'backend'> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValueError('load: the metadata of this safetensors file is damaged; save the estimator again', { cause });
  }
}

/** The tensors in the structure of the critic that they belong to. */
function weightsFrom(
  tensors: Readonly<Record<string, Tensor>>,
  { settings, dimX, dimY }: Pick<FittedModel, 'settings' | 'dimX' | 'dimY'>,
): Tree {
  const like = criticFor(settings, dimX, dimY).init(random(0), { backend: reference() });
  try {
    return restoreTree(like, tensors);
  } finally {
    disposeTree(like);
  }
}

async function readRows(
  model: FittedModel,
  xInput: SampleInput,
  yInput: SampleInput,
): Promise<{ x: Samples; y: Samples }> {
  const x = await readNewSamples(xInput, 'x');
  const y = await readNewSamples(yInput, 'y');
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
