/**
 * What an estimate found, in one form whatever made it: a network, a difference of two, a transfer between series, a baseline. All values
 * are in nats; `report.ts` puts them into words and into the unit that the user chose.
 */
import type {
  ConditionalMutualInformationResult,
  EstimateWarning,
  GpuRun,
  HistoryEntry,
  MutualInformationResult,
  WasmRun,
} from '@infograd/mine';

export type Measure = MutualInformationResult['measure'];
export type SideOfTruth = MutualInformationResult['side'];

/** Whether there is any dependence. */
export interface Significance {
  readonly pValue: number;
  readonly count: number;
  /** What the estimate was compared with. */
  readonly against: 'permutations' | 'exchanges among neighbours in z' | 'surrogates';
}

export interface Findings {
  readonly value: number;
  /** Absent where the estimator has none. */
  readonly stdError?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly measure: Measure;
  readonly side: SideOfTruth;
  readonly estimator: string;
  /** What the value was read with, where a bound was. */
  readonly bound?: string;
  readonly critic?: string;
  readonly preprocess?: string;
  readonly backend?: string;
  readonly wasm?: WasmRun;
  readonly gpu?: GpuRun;
  readonly n: number;
  /** Columns of each side. */
  readonly dimensions: readonly number[];
  /** The value of each. */
  readonly folds: readonly number[];
  readonly copula?: string;
  readonly steps?: number;
  readonly significance?: Significance;
  readonly entropy?: { readonly x?: number; readonly y?: number };
  readonly jitter?: number;
  readonly history: readonly HistoryEntry[];
  /** Estimates that the value is the difference of. */
  readonly parts: readonly { readonly name: string; readonly findings: Findings }[];
  readonly seconds: number;
  readonly seed: number;
  readonly notes: readonly string[];
  readonly warnings: readonly EstimateWarning[];
}

/** Findings of one estimate. */
export function findingsOf(result: MutualInformationResult): Findings {
  const { mi, dimX, dimY, folds, permutation, ...rest } = result.toJSON();
  return {
    ...rest,
    value: mi,
    dimensions: [dimX, dimY],
    folds: folds.map((fold) => fold.mi),
    ...copulaOf(folds),
    ...(permutation === undefined
      ? {}
      : { significance: { pValue: permutation.pValue, count: permutation.permutations, against: 'permutations' } }),
    parts: [],
  };
}

/** Findings of a conditional estimate; `names` are those of its two parts. */
export function conditionalFindings(
  result: Omit<ConditionalMutualInformationResult, 'permuted' | 'dimX' | 'dimY' | 'dimZ'>,
  dimensions: readonly number[],
  names: readonly [withCondition: string, conditionAlone: string],
  significance: Significance | undefined,
): Findings {
  const { mi, stdError, interval, form, parts, n, seconds, seed, notes, warnings } = result;
  const { estimator, bound, critic, preprocess, backend, wasm, gpu } = result;
  const whole = parts && findingsOf(parts.withCondition);
  const alone = parts && findingsOf(parts.conditionAlone);
  return {
    value: mi,
    stdError,
    interval,
    measure: 'mutual-information',
    // A difference of two lower bounds is none.
    side: 'estimate',
    estimator: `${form} form, ${estimator}`,
    bound,
    critic,
    preprocess,
    backend,
    wasm,
    gpu,
    n,
    dimensions,
    folds: [],
    ...(significance === undefined ? {} : { significance }),
    history: [],
    parts:
      whole === undefined || alone === undefined
        ? []
        : [
            { name: names[0], findings: whole },
            { name: names[1], findings: alone },
          ],
    seconds,
    seed,
    notes,
    warnings,
  };
}

/** The copulas that an elliptical critic started from, in words. */
function copulaOf(folds: MutualInformationResult['folds']): { copula?: string } {
  const copulas = folds.flatMap(({ copula }) => copula ?? []);
  if (copulas.length === 0) return {};
  const degrees = copulas.flatMap(({ degreesOfFreedom }) => degreesOfFreedom ?? []);
  const features = [...new Set(copulas.map((copula) => copula.features))].join(' or ');
  const kinds = [
    ...(degrees.length < copulas.length ? ['normal'] : []),
    ...(degrees.length > 0 ? [`t with ${rangeOf(degrees)} degrees of freedom`] : []),
  ];
  const first = copulas.map(({ correlations }) => correlations[0] ?? 0);
  return {
    copula: `${kinds.join(' or ')}, of ${features} features, largest correlation ${rangeOf(first, 3)}`,
  };
}

function rangeOf(values: readonly number[], digits = 1): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return low === high ? low : `${low} to ${high}`;
}
