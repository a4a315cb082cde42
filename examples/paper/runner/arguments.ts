/** The command line of `npm run paper`. */
import { parseArgs } from 'node:util';
import type { Size } from '../experiment.ts';

export function usage(names: readonly string[]): string {
  return `Usage: npm run paper -- NAME [options]
Experiments
  ${names.join('\n  ')}
  all            each of them in turn
Options
  --quick        seconds each, to see that they run
  --full         the paper's own sizes; without either, what two cores do in minutes, or over night
  --seed N       of the first run where there are several (0)
  --out FOLDER   of all runs; each has a folder of its own in it (paper-results)
  --fresh        throw away what the run's folder holds, instead of going on from there
  --record       write the outcome into docs/paper.md
  --blas         large products by the system's BLAS library, if it has one
  --threads N    (all cores)
A run that is interrupted goes on from its last checkpoint when the same command is given again.`;
}

export interface Command {
  readonly help: boolean;
  readonly names: readonly string[];
  readonly size: Size;
  readonly seed: number;
  readonly out: string;
  readonly fresh: boolean;
  readonly record: boolean;
  readonly blas: boolean;
  readonly threads?: number;
}

/**
 * @param known the names of the experiments
 * @throws Error when there is no such experiment or option, or one makes no sense
 */
export function readArguments(words: readonly string[], known: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      seed: { type: 'string', default: '0' },
      out: { type: 'string', default: 'paper-results' },
      fresh: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      blas: { type: 'boolean', default: false },
      threads: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.quick && values.full) throw new Error('--quick and --full are different sizes; choose one');
  const stray = positionals.find((name) => name !== 'all' && !known.includes(name));
  if (stray !== undefined) throw new Error(`there is no experiment '${stray}'; use ${known.join(', ')}, or all`);
  if (positionals.length === 0 && !values.help) throw new Error(`name an experiment: ${known.join(', ')}, or all`);
  return {
    help: values.help,
    names: positionals.includes('all') ? known : positionals,
    size: values.quick ? 'quick' : values.full ? 'full' : 'small',
    seed: wholeNumber('seed', values.seed, 0),
    out: values.out,
    fresh: values.fresh,
    record: values.record,
    blas: values.blas,
    threads: values.threads === undefined ? undefined : wholeNumber('threads', values.threads, 1),
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${option} ${text} must be a whole number of ${least} or more`);
}
