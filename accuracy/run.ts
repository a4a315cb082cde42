/**
 * `npm run accuracy`: how close estimates come to known truths. Runs are done in processes, remembered one by one in the folder of results, and
 * not repeated; what comes of them is printed and written as JSON, Markdown and pictures.
 */
import { join } from 'node:path';
import { commandLine, fail } from '../benchmarks/outputs.ts';
import { type Command, readArguments, usage } from './arguments.ts';
import { codeDigest } from './code-digest.ts';
import { writePage } from './document.ts';
import type { AnyExperiment } from './experiment.ts';
import { experimentNamed } from './experiments.ts';
import { frame, writeOutputs } from './outputs.ts';
import { runAll } from './pool.ts';
import { type Run, RunLog } from './run-log.ts';

async function main(): Promise<void> {
  const command = readArguments(process.argv.slice(2));
  if (command.help) return console.log(usage);
  if (command.isReport) {
    const written = writePage(command.out);
    if (written.length === 0)
      throw new Error(`${command.out} has no results; run experiments first, or name another --out`);
    return console.log(`docs/accuracy.md: ${written.join(', ')}`);
  }
  await carryOut(experimentNamed(command.experiment), command);
}

async function carryOut(experiment: AnyExperiment, { plan, out, jobs }: Command): Promise<void> {
  const { name } = experiment;
  const runs = await runAll(experiment.jobs(plan), {
    log: new RunLog(join(out, `${name}.jsonl`)),
    jobs,
    code: codeDigest(),
    onRun: (run, done, total) => console.error(`${done}/${total} ${describe(experiment, run)}`),
  });
  const report = experiment.report(runs);
  const markdown = experiment.markdown(report);
  console.log(markdown);
  // Where results went, and how many processes made them, changes nothing.
  const command = commandLine('accuracy').replaceAll(/ --(out|jobs) \S+/g, '');
  const saved = frame(report, runs, command);
  const outputs = { saved, markdown, pictures: experiment.pictures(report) };
  for (const file of await writeOutputs(out, name, outputs)) console.error(`wrote ${file}`);
}

function describe(experiment: AnyExperiment, run: Run): string {
  const seconds = `(${run.seconds.toFixed(1)} s)`;
  if ('result' in run) return `${experiment.describe(run.settings, run.result)} ${seconds}`;
  return `FAILED ${JSON.stringify(run.settings)} ${seconds}: ${run.failure.split('\n')[0]}`;
}

await main().catch(fail);
