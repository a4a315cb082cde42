/**
 * What a run tells: a summary for people, and JSON with fixed keys for programs. Both are in the unit that the user
 * chose. The plot's content is here too, because it is the third way to say the same.
 */
import type { MutualInformationResult } from '@infograd/mine';
import { describePlace } from './gpu.ts';
import { formatCount, formatMany, formatSeconds, formatValue } from './numbers.ts';
import type { PlotContent } from './plot.ts';
import { perNat, type Unit } from './units.ts';
import { describeThreads } from './wasm.ts';

export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** An estimate with the context that its report needs. */
export interface Report {
  readonly result: MutualInformationResult;
  readonly unit: Unit;
  readonly xLabels: readonly string[];
  readonly yLabels: readonly string[];
  /** Of the command itself; the result has its own. */
  readonly warnings: readonly Warning[];
  /** In `unit`. */
  readonly truth?: number;
  /** Whether the user ended training early. */
  readonly interrupted?: boolean;
}

/**
 * The keys of `--json`, in this order; `wasm` or `gpu`, what that backend ran with, and `interrupted: true`, when the user ended
 * training early, follow where they apply.
 */
export function reportJson({ result, unit, warnings, interrupted }: Report): string {
  const scale = perNat(unit);
  const { estimator, backend, wasm, gpu, n, dimX, dimY, steps, seconds, seed } = result;
  const json = {
    mi: result.mi * scale,
    units: unit,
    stdError: result.stdError * scale,
    interval: result.interval.map((end) => end * scale),
    estimator,
    backend,
    n,
    dimX,
    dimY,
    steps,
    seconds,
    seed,
    warnings: [...warnings, ...result.warnings],
    ...(wasm === undefined ? {} : { wasm }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(interrupted ? { interrupted } : {}),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** The summary for people. */
export function reportText(report: Report): string {
  const { result, unit, truth, interrupted } = report;
  const { estimator, critic, preprocess, wasm, seed, n, dimX, dimY, steps, seconds } = result;
  const { value, interval, stdError } = inUnit(report);
  const lines = [
    `I(${joinLabels(report.xLabels)}; ${joinLabels(report.yLabels)}) = ${formatValue(value)} ${unit}`,
    `  95 % interval ${formatValue(interval[0])} to ${formatValue(interval[1])}, standard error ${formatValue(stdError)}`,
  ];
  if (truth !== undefined) lines.push(`  truth ${formatValue(truth)}, off by ${formatValue(value - truth)}`);
  lines.push(
    `  ${formatMany(n, 'row')}, ${dimX} + ${dimY} dimensions, ${formatMany(steps, 'step')} in ${formatSeconds(seconds)}`,
    `  estimator ${estimator}, ${critic} critic, preprocess ${preprocess}, backend ${describeBackend(result)}, seed ${seed}`,
  );
  if (wasm?.blas !== undefined) lines.push(`  large products by ${wasm.blas}`);
  for (const { message } of [...report.warnings, ...result.warnings]) lines.push(`  warning: ${message}`);
  if (interrupted) lines.push('  interrupted: this is the best estimate so far');
  return `${lines.join('\n')}\n`;
}

function describeBackend({ backend, wasm, gpu }: MutualInformationResult): string {
  if (wasm !== undefined) return `${backend} ${describeThreads(wasm)}`;
  return gpu === undefined ? backend : `${backend} ${describePlace(gpu)}`;
}

/** What the plot of an estimate shows. */
export function reportPlot(report: Report): PlotContent {
  const { result, unit, truth } = report;
  const { value, interval } = inUnit(report);
  const scale = perNat(unit);
  const curve = (part: 'train' | 'validation', name: string) => ({
    name,
    points: result.history.map((entry) => ({ step: entry.step, value: entry[part] * scale })),
  });
  return {
    title: `Mutual information of ${joinLabels(report.xLabels)} and ${joinLabels(report.yLabels)}`,
    subtitle:
      `${formatValue(value)} ${unit}, 95 % interval ${formatValue(interval[0])} to ${formatValue(interval[1])}; ` +
      `${formatCount(result.n)} rows, estimator ${result.estimator}`,
    unit,
    curves: [curve('train', 'training rows'), curve('validation', 'validation rows')],
    estimate: { value, interval },
    truth,
  };
}

function inUnit({ result, unit }: Report): { value: number; stdError: number; interval: [number, number] } {
  const scale = perNat(unit);
  const [low, high] = result.interval;
  return { value: result.mi * scale, stdError: result.stdError * scale, interval: [low * scale, high * scale] };
}

/** Labels in one line; long lists keep their ends. */
function joinLabels(labels: readonly string[]): string {
  if (labels.length <= 4) return labels.join(', ');
  return `${labels[0]}, ${labels[1]}, ..., ${labels.at(-1)}`;
}
