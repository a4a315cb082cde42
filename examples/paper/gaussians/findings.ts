/** The table of the Gaussians: each correlation's estimates beside the truth, and what is asked of them. */
import type { Finding } from '../experiment.ts';
import type { Objective } from '../neural-estimate.ts';
import { mean, spread } from '../statistics.ts';
import type { Result } from './experiment.ts';
import { many, type ReadingName, type Setting, settingsOf, truthOf, valuesOf } from './readings.ts';

export function findings(result: Result): Finding[] {
  return settingsOf(result).flatMap((setting) =>
    setting.dimensions < many ? [inFewDimensions(result, setting)] : inManyDimensions(result, setting),
  );
}

function inFewDimensions(result: Result, setting: Setting): Finding {
  const truth = truthOf(setting);
  const tolerance = 0.03 + 0.03 * truth;
  return {
    what: nameOf(setting),
    measured: listed(result, setting, ['MINE, held out', 'MINE-f, held out', 'KSG'], 4),
    beside: `truth ${truth.toFixed(4)}`,
    target: {
      text: `MINE within ${tolerance.toFixed(3)}`,
      met: valuesOf(result, setting, 'MINE, held out').every((value) => Math.abs(value - truth) <= tolerance),
    },
  };
}

function inManyDimensions(result: Result, setting: Setting): Finding[] {
  const truth = truthOf(setting);
  const line: Finding = {
    what: nameOf(setting),
    measured: [
      listed(result, setting, ['MINE', 'MINE, held out', 'MINE-f', 'MINE-f, held out', 'KSG', 'Jensen-Shannon'], 3),
      `one batch: MINE ± ${deviation(result, setting, 'MINE')}, MINE-f ± ${deviation(result, setting, 'MINE-f')}`,
    ].join('; '),
    beside: `truth ${truth.toFixed(3)}`,
  };
  if (setting.dimensions !== many) return [line];
  const running = valuesOf(result, setting, 'MINE');
  const [mine, mineF, counted] = (['MINE', 'MINE-f', 'KSG'] as const).map((name) =>
    mean(valuesOf(result, setting, name)),
  );
  switch (Math.abs(setting.correlation)) {
    case 0.1:
    case 0.3:
    case 0.5:
      return [{ ...line, target: within(running, 0.94 * truth, 1.06 * truth, 'MINE within 6 %') }];
    case 0.9:
      return [
        { ...line, target: within(running, 13, 21, 'MINE from 13 to 21') },
        times(`${nameOf(setting)}: MINE to MINE-f`, mine, mineF, 1.3),
        times(`${nameOf(setting)}: MINE-f to KSG`, mineF, counted, 2),
      ];
    case 0.99:
      return [{ ...line, target: { text: 'MINE > MINE-f > KSG', met: mine > mineF && mineF > counted } }];
    default:
      return [line];
  }
}

const nameOf = ({ dimensions, correlation }: Setting) => `${dimensions} + ${dimensions}, ρ = ${correlation}`;

function listed(result: Result, setting: Setting, names: readonly ReadingName[], digits: number): string {
  return names
    .map((name) => ({ name, values: valuesOf(result, setting, name) }))
    .filter(({ values }) => values.length > 0)
    .map(({ name, values }) => `${name} ${spread(values, digits)}`)
    .join('; ');
}

/** Of the values that single batches gave during the last steps. */
function deviation({ trained }: Result, { dimensions, correlation }: Setting, objective: Objective): string {
  const runs = trained.filter(
    (run) => run.dimensions === dimensions && run.correlation === correlation && run.objective === objective,
  );
  return mean(runs.map((run) => run.runningDeviation)).toFixed(2);
}

function within(values: readonly number[], from: number, to: number, text: string): Finding['target'] {
  return { text, met: values.every((value) => value >= from && value <= to) };
}

/** That one estimate is so many times another, or that other is negative. */
function times(what: string, one: number, other: number, least: number): Finding {
  return {
    what,
    measured: `${(one / other).toFixed(2)} times`,
    beside: 'truth 1.00',
    target: { text: `above ${least}`, met: one > least * other },
  };
}
