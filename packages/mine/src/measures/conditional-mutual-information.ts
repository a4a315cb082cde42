/**
 * Conditional mutual information I(X; Y | Z): what y tells of x when z is known already. It is the difference of two estimates by the chain
 * rule, I(X; (Y, Z)) - I(X; Z), made on the same split with the same seeds so that much of their error cancels; or a direct
 * one against samples in which y is drawn from neighbours in z. Neither is a lower bound.
 */
import { random } from '@infograd/tensor';
import { joinColumns, takeColumnRows } from '../columns/join-columns.ts';
import { type Columns, type DiscreteChoice, readColumns, type TableInput } from '../columns/read-columns.ts';
import { OptionError } from '../errors.ts';
import { distinctWarnings } from '../fitting/distinct-warnings.ts';
import { makeEstimate } from '../fitting/estimate.ts';
import { type EstimateOrigin, originOf } from '../fitting/estimate-origin.ts';
import { pairedStandardError } from '../fitting/paired-standard-error.ts';
import { mutualInformationByRow } from '../mutual-information.ts';
import { defaultSettings, type MutualInformationOptions } from '../options/options.ts';
import { requireWhole } from '../options/require-option.ts';
import type { Estimate, EstimateWarning, MutualInformationResult } from '../result.ts';
import { checkPaired } from '../rows/samples.ts';
import { conditionalClassifier } from './conditional-classifier.ts';
import { conditionalCells, permutedWithin } from './conditional-permutation.ts';

export type ConditionalForm = 'difference' | 'direct';

export interface ConditionalMutualInformationOptions extends Omit<MutualInformationOptions, 'discrete'> {
  /** 'difference' when left out. */
  form?: ConditionalForm;
  /**
   * Rows that are near each other in z and among which y is exchanged: the 5 nearest of each row in the direct form, cells of 3 for permutations,
   * when left out.
   */
  neighbours?: number;
  /** Data with y permuted within cells of similar z that the estimate is repeated on, for a p-value; 0 when left out. */
  permutations?: number;
  /** As in `MutualInformationOptions`, for z too. */
  discrete?: { readonly x?: DiscreteChoice; readonly y?: DiscreteChoice; readonly z?: DiscreteChoice };
}

export interface ConditionalMutualInformationResult extends Estimate, EstimateOrigin {
  readonly form: ConditionalForm;
  /** Of either form the value can lie above the information as well as below it. */
  readonly side: 'estimate';
  /** The two estimates that `mi` is the difference of; absent in the direct form. */
  readonly parts?: {
    readonly withCondition: MutualInformationResult;
    readonly conditionAlone: MutualInformationResult;
  };
  /** The estimates when y is permuted within cells of similar z; absent without permutations. */
  readonly permuted?: readonly number[];
  /** (1 + permuted values that reach `mi`) / (1 + permutations); absent without permutations. */
  readonly pValue?: number;
  readonly warnings: readonly EstimateWarning[];
  readonly notes: readonly string[];
  readonly seed: number;
  readonly n: number;
  readonly dimX: number;
  readonly dimY: number;
  readonly dimZ: number;
  readonly seconds: number;
}

/** Of each row, in the direct form. */
const fewNeighbours = 5;
/** The smaller the cell, the less y's distribution changes in it; of two rows, half would keep their own y and hide an effect. */
const smallCell = 3;

/** The three tables, read and checked. */
export interface ConditionalTables {
  readonly x: Columns;
  readonly y: Columns;
  readonly z: Columns;
}

/**
 * Estimates I(X; Y | Z) in nats.
 *
 * The difference form is the default: it takes the time of two estimates, and finds weak effects. The direct form tends to miss those (its error
 * bar does not know of that); on strong effects it came nearer in a few runs, and where there is nothing it stays closer to zero.
 *
 * The interval knows the sampling of rows, not the noise and the shortfall of training. Measured with 300 steps of 'mine' on 1,500 rows of
 * x = z + e1, y = z + 0.8 e1 + e2, normal, over 34 data sets: the 95 % interval of the difference held the true 0.247 nats in 94 % of them, that of the
 * direct form never (0.145 in the mean, with a spread of 0.026 and a standard error of 0.012). Where x tells nothing beyond z and training is as short as
 * 150 steps, that of the difference held zero in 87 to 93 % (x and y linear in z) and 31 to 33 % (curved) of 30 data sets each; judge
 * "none" by permutations.
 *
 * The p-value is exact if, given z, x tells nothing of y and y's distribution is the same all over each cell. It comes out too small where y follows z
 * so closely that it changes within a cell by as much as its own noise, and training is too short to learn I(X; Z): y then stands in for z, and a
 * permuted y less well. (x and y both the square of (z1 + z2) / sqrt 2 with noise of 0.2, 1,000 rows, 300 steps of 'mine', y from the 5 nearest rows:
 * 8 of 9 data sets without any dependence had p = 0.05 of 19 permutations.) A positive `mi` whose `permuted` are far above zero too is the sign of it: train
 * longer, or use more rows.
 *
 * @param x, y, z n samples each, as `mutualInformation` takes them
 * @param options see {@link ConditionalMutualInformationOptions}; the others go to both estimates
 * @throws OptionError and DataError as `mutualInformation` does; AbortedError when `options.signal` fires
 * @example
 * const { mi, stdError } = await conditionalMutualInformation(x, y, z, { seed: 1 });
 */
export async function conditionalMutualInformation(
  x: TableInput,
  y: TableInput,
  z: TableInput,
  options: ConditionalMutualInformationOptions = {},
): Promise<ConditionalMutualInformationResult> {
  const started = performance.now();
  const { form = 'difference', neighbours: asked, permutations = 0, discrete, ...rest } = options;
  const neighbours = asked ?? fewNeighbours;
  const cellSize = asked ?? smallCell;
  requireOptions(form, neighbours, permutations);
  const tables = {
    x: await readColumns(x, 'x', discrete?.x),
    y: await readColumns(y, 'y', discrete?.y),
    z: await readColumns(z, 'z', discrete?.z),
  };
  checkPaired(tables.x.samples, tables.y.samples);
  checkPaired(tables.x.samples, tables.z.samples, ['x', 'z']);
  const seed = rest.seed ?? defaultSettings.seed;
  const estimate = await estimateForm(form, tables, neighbours, { ...rest, seed });
  const permuted: number[] = [];
  const cells = permutations > 0 ? conditionalCells(tables.z, cellSize) : [];
  for (let i = 0; i < permutations; i++) {
    const partners = permutedWithin(cells, random(seed).fork('permutations').fork(i));
    const again = { ...tables, y: takeColumnRows(tables.y, partners) };
    permuted.push((await estimateForm(form, again, neighbours, { ...rest, seed }, estimate.parts?.conditionAlone)).mi);
  }
  const reached = permuted.filter((value) => value >= estimate.mi).length;
  return {
    ...estimate,
    form,
    side: 'estimate',
    ...(permutations > 0 ? { permuted, pValue: (1 + reached) / (1 + permutations) } : {}),
    seed,
    n: tables.x.samples.n,
    dimX: tables.x.samples.d,
    dimY: tables.y.samples.d,
    dimZ: tables.z.samples.d,
    seconds: (performance.now() - started) / 1000,
  };
}

type FormOutcome = Estimate & EstimateOrigin & Pick<ConditionalMutualInformationResult, 'parts' | 'warnings' | 'notes'>;

/**
 * The estimate in one form, without repetitions.
 *
 * @param conditionAlone I(X; Z) where it is known already; the standard error then counts the other part alone
 */
export async function estimateForm(
  form: ConditionalForm,
  { x, y, z }: ConditionalTables,
  neighbours: number,
  options: MutualInformationOptions & { readonly seed: number },
  conditionAlone?: MutualInformationResult,
): Promise<FormOutcome> {
  const blockLength = options.blocks?.length;
  if (form === 'direct') {
    const { mi, byRow, warnings, notes, origin } = await conditionalClassifier(x, y, z, neighbours, options);
    return { ...makeEstimate(mi, pairedStandardError(byRow, undefined, blockLength)), ...origin, warnings, notes };
  }
  // z stands first, so that its columns get the same noise in both estimates.
  const whole = await mutualInformationByRow(x, joinColumns(z, y), options);
  const part = conditionAlone === undefined ? await mutualInformationByRow(x, z, options) : undefined;
  const alone = conditionAlone ?? part!.result;
  const stdError = pairedStandardError(whole.byRow, part?.byRow, blockLength);
  return {
    ...makeEstimate(whole.result.mi - alone.mi, stdError),
    ...originOf(whole.result),
    parts: { withCondition: whole.result, conditionAlone: alone },
    warnings: distinctWarnings(whole.result.warnings, alone.warnings),
    notes: whole.result.notes,
  };
}

function requireOptions(form: unknown, neighbours: number, permutations: number): void {
  if (form !== 'difference' && form !== 'direct') {
    throw new OptionError(`unknown form ${JSON.stringify(form)}; use difference or direct`, 'form');
  }
  requireWhole('neighbours', neighbours, 1);
  requireWhole('permutations', permutations, 0);
  if (permutations > 0 && neighbours < 2) {
    throw new OptionError(
      'neighbours is 1, and a row alone has no other to exchange y with; use 2 or more',
      'neighbours',
    );
  }
}
