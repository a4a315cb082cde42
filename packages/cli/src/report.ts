/**
 * What a run tells: a summary for people, and JSON with fixed keys for programs. Both are in the unit that the user
 * chose. The plot's content is here too, because it is the third way to say the same.
 */
import type { TopLevelSpec } from 'vega-lite';
import { comparisonSpec } from './comparison-plot.ts';
import type { Findings } from './findings.ts';
import { describePlace } from './gpu.ts';
import type { Side } from './input.ts';
import type { MeasureOptions } from './measures.ts';
import { formatCount, formatMany, formatPValue, formatSeconds, formatValue } from './numbers.ts';
import { plotSpec } from './plot.ts';
import type { Unit } from './units.ts';
import { describeThreads } from './wasm.ts';
import { capitalized, describeSide, divergenceName, joinLabels, scaleOf, suffixOf } from './wording.ts';

export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What was estimated, in words. */
export interface Heading {
  /** For example `I(a; b)`. */
  readonly symbol: string;
  /** For example `Mutual information of a and b`. */
  readonly title: string;
  /** What needs to be said beside the symbol. */
  readonly lines: readonly string[];
}

/** An estimate with the context that its report needs. */
export interface Report {
  readonly findings: Findings;
  readonly unit: Unit;
  readonly heading: Heading;
  /** Of the command itself; the findings have their own. */
  readonly warnings: readonly Warning[];
  /** In `unit`. */
  readonly truth?: number;
  /** Whether the user ended training early. */
  readonly interrupted?: boolean;
}

/** The words for an estimate of `sides`. */
export function headingOf(
  { measure }: Pick<Findings, 'measure'>,
  sides: readonly Pick<Side, 'labels'>[],
  {
    transfer,
    lag,
    history = 1,
    conditional,
  }: Pick<MeasureOptions, 'transfer' | 'lag' | 'history' | 'conditional'> = {},
): Heading {
  const [x, y, z = ''] = sides.map(({ labels }) => joinLabels(labels));
  const time =
    lag === undefined ? undefined : `${x} stands ${formatMany(lag, 'row')} before ${y}; rows are split in blocks`;
  const divergence = divergenceName(measure);
  if (transfer) {
    return {
      symbol: `T(${x} -> ${y})`,
      title: `Transfer entropy from ${x} to ${y}`,
      lines: [
        `transfer entropy, lag ${lag ?? 1}, history ${history}: what the past of ${x} tells of ${y} beyond the past of ${y}`,
      ],
    };
  }
  if (conditional !== undefined) {
    return {
      symbol: `I(${x}; ${y} | ${z})`,
      title: `Mutual information of ${x} and ${y}, given ${z}`,
      lines: [],
    };
  }
  if (divergence !== undefined) {
    return {
      symbol: `${capitalized(divergence)} (${x}; ${y})`,
      title: `${capitalized(divergence)} of ${x} and ${y}`,
      lines: [
        'of the joint distribution from the product of the marginals; not mutual information',
        ...(time ? [time] : []),
      ],
    };
  }
  const earlier = lag ? `${x} at t-${lag}; ${y} at t` : `${x}; ${y}`;
  return { symbol: `I(${earlier})`, title: `Mutual information of ${x} and ${y}`, lines: time ? [time] : [] };
}

/**
 * The keys of `--json`: those that are always there, in this order, then those that apply. A value that is not mutual information stands
 * under `divergence` instead of `mi`.
 */
export function reportJson({ findings, unit: asked, warnings, interrupted }: Report): string {
  const { measure, side, estimator, bound, critic, preprocess, backend, n, dimensions, folds } = findings;
  const { scale, unit } = scaleOf(measure, asked);
  const { significance, entropy, parts, wasm, gpu, copula, jitter } = findings;
  const [dimX, dimY, dimZ] = dimensions;
  const json = {
    [divergenceName(measure) === undefined ? 'mi' : 'divergence']: findings.value * scale,
    units: unit,
    stdError: scaled(findings.stdError, scale),
    interval: findings.interval?.map((end) => end * scale),
    side,
    measure,
    estimator,
    bound,
    critic,
    preprocess,
    backend,
    n,
    dimX,
    dimY,
    dimZ,
    folds: folds.map((value) => value * scale),
    steps: findings.steps,
    seconds: findings.seconds,
    seed: findings.seed,
    notes: findings.notes,
    warnings: [...warnings, ...findings.warnings],
    pValue: significance?.pValue,
    comparedWith: significance && { count: significance.count, kind: significance.against },
    copula,
    entropy: entropy && { x: scaled(entropy.x, scale), y: scaled(entropy.y, scale) },
    jitter,
    parts:
      parts.length === 0
        ? undefined
        : Object.fromEntries(parts.map(({ name, findings: part }) => [name, part.value * scale])),
    wasm,
    gpu,
    interrupted: interrupted || undefined,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function scaled(value: number | undefined, scale: number): number | undefined {
  return value === undefined ? undefined : value * scale;
}

/** The summary for people. */
export function reportText(report: Report): string {
  const { findings, truth, interrupted, heading } = report;
  const { side, measure, significance, copula, entropy, wasm, n, dimensions, folds, steps, seconds, notes } = findings;
  const { value, interval, stdError, scale, unit } = inUnit(report);
  const lines = [`${heading.symbol} = ${formatValue(value)}${suffixOf(unit)}`];
  if (interval !== undefined && stdError !== undefined) {
    lines.push(`95 % interval ${formatInterval(interval)}, standard error ${formatValue(stdError)}`);
  }
  lines.push(...heading.lines, describeSide(side, measure));
  if (truth !== undefined) lines.push(`truth ${formatValue(truth)}, off by ${formatValue(value - truth)}`);
  if (significance !== undefined) {
    const { pValue, count, against } = significance;
    lines.push(`p-value ${formatPValue(pValue)}, against ${formatCount(count)} ${against}`);
  }
  for (const { name, findings: part } of findings.parts)
    lines.push(`${name} = ${formatValue(part.value * scale)}${suffixOf(unit)}`);
  const size = [formatMany(n, 'row'), `${dimensions.join(' + ')} dimensions`];
  if (folds.length > 1) size.push(formatMany(folds.length, 'fold'));
  lines.push(
    `${size.join(', ')}, ${steps === undefined ? '' : `${formatMany(steps, 'step')} in `}${formatSeconds(seconds)}`,
  );
  lines.push(describeEstimator(findings));
  if (copula !== undefined) lines.push(`copula: ${copula}`);
  for (const [column, nats] of Object.entries(entropy ?? {})) {
    lines.push(
      `entropy of ${column}: ${formatValue(nats * scale)}${suffixOf(unit)}, which the information cannot exceed`,
    );
  }
  if (wasm?.blas !== undefined) lines.push(`large products by ${wasm.blas}`);
  for (const note of notes) lines.push(`note: ${note}`);
  for (const { message } of [...report.warnings, ...findings.warnings]) lines.push(`warning: ${message}`);
  if (interrupted) lines.push('interrupted: this is the best estimate so far');
  return `${lines.join('\n  ')}\n`;
}

function describeEstimator({ estimator, bound, critic, preprocess, seed, ...findings }: Findings): string {
  const words = [`estimator ${estimator}`];
  if (bound !== undefined && !estimator.endsWith(bound)) words.push(`read with ${bound}`);
  if (critic !== undefined) words.push(`${critic} critic`);
  if (preprocess !== undefined) words.push(`preprocess ${preprocess}`);
  if (findings.backend !== undefined) words.push(`backend ${describeBackend(findings)}`);
  return [...words, `seed ${seed}`].join(', ');
}

function describeBackend({ backend = '', wasm, gpu }: Pick<Findings, 'backend' | 'wasm' | 'gpu'>): string {
  if (wasm !== undefined) return `${backend} ${describeThreads(wasm)}`;
  return gpu === undefined ? backend : `${backend} ${describePlace(gpu)}`;
}

/** The picture: the curves behind an estimate, or for a difference the values that it is made of. */
export function reportSpec(report: Report): TopLevelSpec {
  const { findings, truth, heading } = report;
  const { value, interval, scale, unit } = inUnit(report);
  const axis = `${divergenceName(findings.measure) ?? 'information'}${unit === 'none' ? '' : ` (${unit})`}`;
  const range = interval === undefined ? '' : `, 95 % interval ${formatInterval(interval)}`;
  const subtitle = [
    `${formatValue(value)}${suffixOf(unit)}${range}`,
    `${formatCount(findings.n)} rows, estimator ${findings.estimator}`,
  ];
  const { title } = heading;
  if (findings.history.length === 0) {
    const points = [
      { name: heading.symbol, value, interval },
      ...findings.parts.map(({ name, findings: part }) => ({
        name,
        value: part.value * scale,
        interval: inUnits(part.interval, scale),
      })),
    ];
    return comparisonSpec({ title, subtitle, axis, points, truth });
  }
  const curve = (part: 'train' | 'validation', name: string) => ({
    name,
    points: findings.history.map((entry) => ({ step: entry.step, value: entry[part] * scale })),
  });
  const curves = [curve('train', 'training rows'), curve('validation', 'validation rows')];
  const estimate = { value, ...(interval === undefined ? {} : { interval }) };
  return plotSpec({
    title,
    subtitle,
    axis: axis.replace(/^information/, 'mutual information'),
    curves,
    estimate,
    truth,
  });
}

export function formatInterval([low, high]: readonly [low: number, high: number]): string {
  return `${formatValue(low)} to ${formatValue(high)}`;
}

function inUnit({ findings, unit: asked }: Pick<Report, 'findings' | 'unit'>) {
  const { scale, unit } = scaleOf(findings.measure, asked);
  const { value, stdError, interval } = findings;
  return { value: value * scale, stdError: scaled(stdError, scale), interval: inUnits(interval, scale), scale, unit };
}

function inUnits(interval: Findings['interval'], scale: number): [number, number] | undefined {
  return interval === undefined ? undefined : [interval[0] * scale, interval[1] * scale];
}
