/**
 * An experiment with GANs is a few studies: one recipe each, without and with MINE, over some seeds. This file runs them, and lays out their results
 * as tables and pictures want them.
 */
import { random, scope } from '@infograd/tensor';
import type { Lab } from '../runner/lab.ts';
import { type Points, pointsOf, type Recipe, type Run, type Subject, trainGan } from './train.ts';

export interface Study {
  readonly name: string;
  /** As it is to stand in a table. */
  readonly title: string;
  readonly seeds: number;
  /** One variant each; 0 is the plain GAN. */
  readonly informationWeights: readonly number[];
  readonly recipe: Recipe;
}

export interface GanSettings {
  readonly studies: readonly Study[];
}

export interface TimedRun<Measures> extends Run<Measures> {
  readonly seconds: number;
}

export interface StudyResult<Measures> extends Study {
  readonly runs: readonly TimedRun<Measures>[];
}

export interface GanResult<Measures> {
  /** Some of the data, to look at beside the samples. */
  readonly data: Points;
  readonly studies: readonly StudyResult<Measures>[];
}

/** All runs of one variant of a study. */
export interface Variant<Measures> {
  readonly study: StudyResult<Measures>;
  readonly name: string;
  readonly informationWeight: number;
  readonly runs: readonly TimedRun<Measures>[];
}

/** Points of the data that are kept. */
const dataPoints = 1000;

/** Samples that are kept of runs other than a study's first. */
const fewSamples = 500;

export async function runStudies<Measures>(
  experiment: string,
  settings: GanSettings,
  lab: Lab,
  subject: Subject<Measures>,
): Promise<GanResult<Measures>> {
  const studies: StudyResult<Measures>[] = [];
  for (const study of settings.studies) {
    const runs: TimedRun<Measures>[] = [];
    for (const seed of lab.seeds(study.seeds)) {
      for (const informationWeight of study.informationWeights) {
        const before = lab.seconds;
        // Both variants of a seed begin with the same networks, and see the same data and noise.
        const rng = random(seed).fork(experiment);
        const run = await lab.part(`${study.name}-${variantFile(informationWeight)}-seed-${seed}`, (part) =>
          trainGan(part, subject, study.recipe, { seed, informationWeight, rng }),
        );
        const isFirst = seed === lab.seed;
        runs.push({ ...(isFirst ? run : thinned(run)), seconds: Math.round(lab.seconds - before) });
      }
    }
    studies.push({ ...study, runs });
  }
  const data = scope(() =>
    pointsOf(subject.draw(random(lab.seed).fork('data'), dataPoints).dataSync() as Float32Array),
  );
  return { data, studies };
}

/** Samples of the last snapshot alone, and fewer. */
function thinned<Measures>(run: Run<Measures>): Run<Measures> {
  const first = (values: readonly number[], isLast: boolean) => (isLast ? values.slice(0, fewSamples) : []);
  const snapshots = run.snapshots.map(({ samples: { x, y }, ...snapshot }, index) => {
    const isLast = index === run.snapshots.length - 1;
    return { ...snapshot, samples: { x: first(x, isLast), y: first(y, isLast) } };
  });
  return { ...run, snapshots };
}

export function variantsOf<Measures>({ studies }: GanResult<Measures>): Variant<Measures>[] {
  return studies.flatMap((study) =>
    study.informationWeights.map((informationWeight) => ({
      study,
      name: variantName(informationWeight),
      informationWeight,
      runs: study.runs.filter((run) => run.informationWeight === informationWeight),
    })),
  );
}

/** What the last look at each run's samples has measured. */
export function lastMeasures<Measures>({ runs }: Variant<Measures>): Measures[] {
  return runs.map(({ snapshots }) => snapshots.at(-1)!.measures);
}

export function variantName(informationWeight: number): string {
  if (informationWeight === 0) return 'GAN';
  return informationWeight === 1 ? 'GAN + MINE' : `GAN + ${informationWeight} MINE`;
}

function variantFile(informationWeight: number): string {
  return informationWeight === 0 ? 'gan' : `mine-${informationWeight}`;
}
