/**
 * `npm run bench:roofline`: how near Infograd comes to what the machine can do from WebAssembly. The peer `peak` does nothing but a case's
 * multiply-adds, or one copy of its operand, and takes its turn in the same rounds; the ratio of the two times is the fraction.
 */
import { parseArgs } from 'node:util';
import { cases, elements, memoryCases, productOperations } from './cases.ts';
import { fractionChart } from './chart.ts';
import { chooseCases, compare } from './compare.ts';
import { median } from './measure.ts';
import { commandLine, fail, openOutputs, outputOptions, outputUsage } from './outputs.ts';
import { openProcess } from './process.ts';
import { cellTable, machine, type Report, reportText, tableHead, timingOf } from './report.ts';

/** Ours, and the peak under the same conditions. */
const pairs = [
  ['infograd-wasm', 'peak'],
  ['infograd-wasm-1-thread', 'peak-1-thread'],
  ['infograd-wasm-fma', 'peak-fma'],
] as const;

const everyCase = [...cases, ...memoryCases];
/** A transposed operand makes no difference to the peak. */
const usual = everyCase.filter((task) => task.kind !== 'matmul' || !(task.transposeA || task.transposeB));

const usage = `Usage: npm run bench:roofline -- [options]
  --case NAME      only cases of this kind, or whose name starts so (repeatable): ${everyCase.map(({ name }) => name).join(', ')}
${outputUsage}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
      ...outputOptions,
    },
  });
  if (values.help) return console.log(usage);
  const chosen = values.case === undefined ? usual : chooseCases(everyCase, values.case);
  const write = openOutputs<Report>(values, {
    markdown: (report) => `${reportText(report)}\n${rooflineText(report)}\n`,
    svg: (report) => fractionChart(fractions(report)),
  });
  const report = await compare({
    peers: pairs.flat(),
    open: openProcess,
    cases: chosen,
    plan: { rounds: 7, budget: 100 },
    machine: machine(),
    command: commandLine('bench:roofline'),
  });
  console.log(rooflineText(report));
  await write(report);
}

function rooflineText(report: Report): string {
  const rate = cellTable(report, (name, { fastest }) => {
    const task = everyCase.find((candidate) => candidate.name === name)!;
    // A copy reads and writes four bytes an element.
    if ('shape' in task) return `${((8 * elements(task.shape)) / fastest / 1e6).toPrecision(3)} GB/s`;
    return `${(productOperations(task) / fastest / 1e6).toPrecision(3)} GFLOP/s`;
  });
  const all = fractions(report);
  const rows = Object.keys(report.results).map((name) => {
    const cells = pairs.map(([own]) => all.find((entry) => entry.case === name && entry.peer === own)?.fraction);
    return `| ${name} | ${cells.map((fraction) => (fraction === undefined ? '' : percent(fraction))).join(' | ')} |`;
  });
  return [
    "Products' multiplications and additions, or the bytes of one copy, for each second of the fastest round:",
    '',
    rate,
    '',
    'The fraction of the peak: the median over rounds of the time that the peak takes for the same, in ours:',
    '',
    tableHead(pairs.map(([own, peak]) => `${own} in ${peak}`)),
    ...rows,
  ].join('\n');
}

export interface Fraction {
  readonly case: string;
  readonly peer: string;
  readonly fraction: number;
}

function fractions({ results }: Report): Fraction[] {
  return Object.entries(results).flatMap(([name, outcomes]) =>
    pairs.flatMap(([own, peak]) => {
      const [timing, roof] = [timingOf(own, outcomes), timingOf(peak, outcomes)];
      if (!timing || !roof) return [];
      const fraction = median(roof.rounds.map((time, round) => time / timing.rounds[round]));
      return [{ case: name, peer: own, fraction }];
    }),
  );
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`;

await main().catch(fail);
