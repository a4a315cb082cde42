/**
 * Conditional mutual information I(X; Y | Z): what y tells of x when z is known already. It is the difference of two estimates by the chain
 * rule, I(X; (Y, Z)) - I(X; Z), made on the same split with the same seeds so that much of their error cancels; or a direct
 * one against samples in which y is drawn from neighbours in z. Neither is a lower bound.
 */
import { random } from '@infograd/tensor';
import { joinColumns, takeColumnRows } from './columns/join-columns.ts';
import { type Columns, type DiscreteChoice, readColumns, type TableInput } from './columns/read-columns.ts';
import { conditionalClassifier } from './conditional-classifier.ts';
import { conditionalShuffle } from './conditional-shuffle.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { OptionError } from './errors.ts';
import { makeEstimate } from './estimate.ts';
import { mutualInformationByRow } from './mutual-information.ts';
import { defaultSettings, type MutualInformationOptions } from './options.ts';
import { pairedStandardError } from './paired-standard-error.ts';
import type { Estimate, EstimateWarning, MutualInformationResult } from './result.ts';
import { checkPaired } from './samples.ts';

export type ConditionalForm = 'difference' | 'direct';

export interface ConditionalMutualInformationOptions extends Omit<MutualInformationOptions, 'discrete'> {
  /** 'difference' when left out. */
  form?: ConditionalForm;
  /** Rows nearest in z among which y is exchanged, for the direct form and for permutations; 5 when left out. */
  neighbours?: number;
  /** Data with y exchanged among neighbours in z that the estimate is repeated on, for a p-value; 0 when left out. */
  permutations?: number;
  /** As in `MutualInformationOptions`, for z too. */
  discrete?: { readonly x?: DiscreteChoice; readonly y?: DiscreteChoice; readonly z?: DiscreteChoice };
}

export interface ConditionalMutualInformationResult extends Estimate {
  readonly form: ConditionalForm;
  /** The two estimates that `mi` is the difference of; absent in the direct form. */
  readonly parts?: {
    readonly withCondition: MutualInformationResult;
    readonly conditionAlone: MutualInformationResult;
  };
  /** What is seen when y is exchanged among neighbours in z; absent without permutations. */
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
  const { form = 'difference', neighbours = 5, permutations = 0, discrete, ...rest } = options;
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
  for (let i = 0; i < permutations; i++) {
    const partners = conditionalShuffle(tables.z, neighbours, random(seed).fork('permutations').fork(i));
    const again = { ...tables, y: takeColumnRows(tables.y, partners) };
    permuted.push((await estimateForm(form, again, neighbours, { ...rest, seed }, estimate.parts?.conditionAlone)).mi);
  }
  const reached = permuted.filter((value) => value >= estimate.mi).length;
  return {
    ...estimate,
    form,
    ...(permutations > 0 ? { permuted, pValue: (1 + reached) / (1 + permutations) } : {}),
    seed,
    n: tables.x.samples.n,
    dimX: tables.x.samples.d,
    dimY: tables.y.samples.d,
    dimZ: tables.z.samples.d,
    seconds: (performance.now() - started) / 1000,
  };
}

type FormOutcome = Estimate & Pick<ConditionalMutualInformationResult, 'parts' | 'warnings' | 'notes'>;

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
    const { mi, byRow, warnings } = await conditionalClassifier(x, y, z, neighbours, options);
    return { ...makeEstimate(mi, pairedStandardError(byRow, undefined, blockLength)), warnings, notes: [] };
  }
  // z stands first, so that its columns get the same noise in both estimates.
  const whole = await mutualInformationByRow(x, joinColumns(z, y), options);
  const part = conditionAlone === undefined ? await mutualInformationByRow(x, z, options) : undefined;
  const alone = conditionAlone ?? part!.result;
  const stdError = pairedStandardError(whole.byRow, part?.byRow, blockLength);
  return {
    ...makeEstimate(whole.result.mi - alone.mi, stdError),
    parts: { withCondition: whole.result, conditionAlone: alone },
    warnings: distinctWarnings(whole.result.warnings, alone.warnings),
    notes: whole.result.notes,
  };
}

function requireOptions(form: unknown, neighbours: number, permutations: number): void {
  if (form !== 'difference' && form !== 'direct') {
    throw new OptionError(`unknown form ${JSON.stringify(form)}; use difference or direct`, 'form');
  }
  if (!(Number.isSafeInteger(neighbours) && neighbours >= 1)) {
    throw new OptionError(`neighbours is ${neighbours}; use a whole number of 1 or more`, 'neighbours');
  }
  if (!(Number.isSafeInteger(permutations) && permutations >= 0)) {
    throw new OptionError(`permutations is ${permutations}; use a whole number of 0 or more`, 'permutations');
  }
}
