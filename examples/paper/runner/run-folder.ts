/**
 * The folder of one run: its settings, the results of the parts that are finished, the checkpoints of those that are not. A file is written under
 * another name first and then renamed, so that an interrupted run leaves whole files only.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run is told by: two runs with the same identity make the same results. */
export interface RunIdentity {
  readonly experiment: string;
  readonly size: string;
  readonly seed: number;
  readonly settings: object;
}

export class RunFolder {
  readonly path: string;

  /**
   * Opens the folder at `path`, or makes it.
   *
   * @throws Error when it holds another run
   */
  constructor(path: string, identity: RunIdentity) {
    this.path = path;
    mkdirSync(join(path, 'parts'), { recursive: true });
    const wanted = `${JSON.stringify(identity, undefined, 2)}\n`;
    const there = this.read('run.json')?.toString();
    if (there === undefined) this.write('run.json', wanted);
    else if (there !== wanted) {
      throw new Error(
        `${path} holds a run with other settings (its run.json says which); pass another --out, or --fresh to do it anew`,
      );
    }
  }

  /** The bytes of a file, if it exists. */
  read(name: string): Buffer | undefined {
    const path = join(this.path, name);
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  write(name: string, content: string | Uint8Array): void {
    const path = join(this.path, name);
    writeFileSync(`${path}.partial`, content);
    renameSync(`${path}.partial`, path);
  }

  /** Removes the checkpoints of a part. */
  removeCheckpoints(part: string): void {
    const folder = join(this.path, 'parts');
    for (const file of readdirSync(folder)) {
      if (file.startsWith(`${part}.`) && file.endsWith('.checkpoint')) rmSync(join(folder, file));
    }
  }
}
