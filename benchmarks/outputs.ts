/** What the commands of the benchmark share as commands: the files that they write besides what they print, and how they fail. */
import { closeSync, openSync, writeSync } from 'node:fs';

export const outputOptions = {
  json: { type: 'string' },
  markdown: { type: 'string' },
  svg: { type: 'string' },
} as const;

export const outputUsage = `  --json FILE      also write every round's time
  --markdown FILE  also write what is printed
  --svg FILE       also draw it`;

type Format = keyof typeof outputOptions;

/** Opens the files that are asked for, so that a wrong path fails before the work and not after it; returns what fills them. */
export function openOutputs<Result>(
  files: { readonly [format in Format]?: string },
  render: { markdown(result: Result): string; svg(result: Result): Promise<string> },
): (result: Result) => Promise<void> {
  const text = { json: (result: Result) => `${JSON.stringify(result, undefined, 2)}\n`, ...render };
  const open = (Object.keys(outputOptions) as Format[]).flatMap((format) => {
    const file = files[format];
    return file === undefined ? [] : [{ format, descriptor: openSync(file, 'w') }];
  });
  return async (result) => {
    for (const { format, descriptor } of open) {
      writeSync(descriptor, await text[format](result));
      closeSync(descriptor);
    }
  };
}

/** What to type to run it again. */
export function commandLine(script: string): string {
  const options = process.argv.slice(2);
  return [`npm run ${script}`, ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
}

export function fail(error: Error): void {
  console.error(error.message);
  process.exitCode = 1;
}
