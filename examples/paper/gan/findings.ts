/** What the tables of the GAN experiments have in common. */
import type { Finding } from '../experiment.ts';
import { mean, percent } from '../statistics.ts';
import { type GanResult, lastMeasures, type Variant, variantsOf } from './studies.ts';

/** One variant of a study, as a table wants it. */
export interface Row<Measures> {
  /** What it is, as the beginning of a line. */
  readonly label: string;
  readonly informed: boolean;
  readonly isCompared: boolean;
  readonly isLong: boolean;
  /** One value a seed, of the samples at the end. */
  values(of: (measures: Measures) => number): number[];
  /** As {@link Row.values}, of the plain GAN in the same study. */
  plainValues(of: (measures: Measures) => number): number[];
  /** Of a run. */
  readonly minutes: number;
}

export function rowsOf<Measures>(result: GanResult<Measures>): Row<Measures>[] {
  const variants = variantsOf(result);
  const valuesOf = (each: Variant<Measures>[]) => (of: (measures: Measures) => number) =>
    each.flatMap(lastMeasures).map(of);
  return variants.map((variant) => {
    const { study, name, informationWeight, runs } = variant;
    return {
      label: `${study.title}, ${name}`,
      informed: informationWeight > 0,
      isCompared: study.name === 'comparison',
      isLong: study.name === 'long',
      values: valuesOf([variant]),
      plainValues: valuesOf(variants.filter((other) => other.study === study && other.informationWeight === 0)),
      minutes: mean(runs.map(({ seconds }) => seconds)) / 60,
    };
  });
}

/** The line that a long run is for. */
export function qualityFinding<Measures extends { readonly highQualityShare: number }>(
  { label, informed, isLong, minutes, values }: Row<Measures>,
  ofData: number,
): Finding {
  const shares = values(({ highQualityShare }) => highQualityShare);
  return {
    what: `${label}: high-quality samples`,
    measured: `${percent(shares)}${isLong ? `, in ${minutes.toFixed(0)} min` : ''}`,
    beside: `data ${percent(ofData)}`,
    target: isLong && informed ? { text: 'above 50 %', met: mean(shares) > 0.5 } : undefined,
  };
}
