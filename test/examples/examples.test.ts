/** Runs every example as its reader would, as a process of its own, and checks what it prints. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** For each example, what its output must show. */
const checks: Record<string, (output: string) => void> = {
  'quick-start.ts': (output) => {
    const [estimate, truth] = [...output.matchAll(/(?:estimate|truth) +([\d.]+) nats/g)].map((match) =>
      Number(match[1]),
    );
    expect(truth).toBe(0.83);
    expect(Math.abs(estimate - truth)).toBeLessThan(0.08);
  },
  'compare-estimators.ts': (output) => {
    const found = (name: string) => Number(new RegExp(`^${name} +([-\\d.]+)`, 'm').exec(output)?.[1]);
    const truth = found('truth');
    expect(truth).toBeCloseTo(0.413, 3);
    for (const name of ['auto', 'mine', 'info-nce', 'js, read by dv', 'nearest neighbours']) {
      expect([name, Math.abs(found(name) - truth) < 0.12]).toEqual([name, true]);
    }
    expect(found('club')).toBeGreaterThan(truth);
    // Correlation does not see all of it.
    expect(found('correlation alone')).toBeLessThan(truth - 0.02);
  },
  'who-drives-whom.ts': (output) => {
    const [forward, back] = [...output.matchAll(/: ([-\d.]+) nats, p = ([\d.]+)/g)].map(([, mi, p]) => [
      Number(mi),
      Number(p),
    ]);
    const truth = Number(/truth ([\d.]+)/.exec(output)?.[1]);
    expect(truth).toBeGreaterThan(0.15);
    expect(Math.abs(forward[0] - truth)).toBeLessThan(0.12);
    expect(forward[1]).toBe(0.1);
    expect(Math.abs(back[0])).toBeLessThan(0.06);
  },
  'own-training-loop.ts': (output) => {
    const bound = Number(/steps: ([\d.]+) nats; truth 0\.337/.exec(output)?.[1]);
    expect(Math.abs(bound - 0.337)).toBeLessThan(0.03);
  },
  'fit-a-curve.ts': (output) => {
    const [trained, restored] = [...output.matchAll(/(\d\.\de-\d)/g)].map((match) => Number(match[1]));
    expect(trained).toBeLessThan(1e-3);
    expect(restored).toBe(trained);
  },
  'derivatives.ts': (output) => {
    expect(Number(/found ([\d.]+)/.exec(output)?.[1])).toBeCloseTo(Math.LN2, 12);
    expect(Number(/off by ([\de-]+)/.exec(output)?.[1])).toBeLessThan(1e-6);
  },
};

const examples = readdirSync(new URL('../../examples', import.meta.url)).filter((name) => name.endsWith('.ts'));

test('every example has a check', () => {
  expect(examples.sort()).toEqual(Object.keys(checks).sort());
});

test.each(examples)(
  '%s',
  async (name) => {
    const { stdout } = await run(
      process.execPath,
      ['--import', './register.mjs', '--conditions=infograd-source', `examples/${name}`],
      { cwd: root },
    );
    checks[name](stdout);
  },
  120_000,
);
