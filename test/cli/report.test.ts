/** What a run shows: the live line, the picture, the doctor's report, and the experiment behind the demo. */
import { PassThrough } from 'node:stream';
import { run } from '@infograd/cli';
import { afterAll, describe, expect, test } from '@jest/globals';
import { additiveNoise } from '../../packages/cli/src/demo/additive-noise.ts';
import { gpuModes } from '../../packages/cli/src/gpu.ts';
import { formatMany, formatSeconds, formatValue } from '../../packages/cli/src/numbers.ts';
import { type PlotContent, plotSpec } from '../../packages/cli/src/plot.ts';
import { progressLine } from '../../packages/cli/src/progress.ts';
import { renderPng, renderSvg } from '../../packages/cli/src/render.ts';
import { findBlas } from '../../packages/tensor/src/backends/wasm/blas-library.ts';
import { correlatedRows, csv, mine, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('numbers', () => {
  test('are written for people', () => {
    expect([0.25, -0.00001, -1.5].map(formatValue)).toEqual(['0.2500', '0.0000', '-1.5000']);
    expect([0.44, 12.4, 59.7, 185, 3725].map(formatSeconds)).toEqual([
      '0.4 s',
      '12 s',
      '1 min 0 s',
      '3 min 5 s',
      '1 h 2 min',
    ]);
    expect([formatMany(1, 'row'), formatMany(8759, 'row')]).toEqual(['1 row', '8,759 rows']);
  });
});

describe('the live line', () => {
  const state = { step: 100, steps: 400, validation: 1, best: 2, secondsLeft: 75 };
  const drawn = (isTTY: boolean, mode: 'auto' | 'always' | 'never') => {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
    const line = progressLine(stream, { unit: 'bits', mode });
    line.update(state);
    line.update({ ...state, step: 200 });
    line.stop();
    return String(stream.read() ?? '');
  };

  test('shows step, bound and best in the chosen unit, and the time left', () => {
    for (const text of ['step 100 of 400', 'bound 1.4427 bits', 'best 2.8854', '1 min 15 s left']) {
      expect(drawn(true, 'auto')).toContain(text);
    }
  });

  test('is drawn on terminals only, unless it is forced, and never when it is forbidden', () => {
    expect(drawn(false, 'auto')).toBe('');
    expect(drawn(true, 'never')).toBe('');
    expect(drawn(false, 'always')).toContain('step 200 of 400');
  });
});

describe('a plot', () => {
  const content: PlotContent = {
    title: 'Mutual information of a and b',
    subtitle: '0.5 nats',
    axis: 'mutual information (nats)',
    curves: [
      {
        name: 'training rows',
        points: [
          { step: 0, value: -40 },
          { step: 50, value: 0.4 },
          { step: 100, value: 0.5 },
        ],
      },
      {
        name: 'validation rows',
        points: [
          { step: 0, value: -40 },
          { step: 50, value: 0.3 },
          { step: 100, value: 0.4 },
        ],
      },
    ],
    estimate: { value: 0.45, interval: [0.4, 0.5] },
    truth: 0.48,
  };

  test('shows title, axes with units, curves, interval and truth', async () => {
    const svg = await renderSvg(plotSpec(content));
    for (const text of [content.title, '0.5 nats', 'mutual information (nats)', 'training step', 'training rows']) {
      expect(svg).toContain(text);
    }
    for (const text of ['validation rows', 'estimate with 95 % interval', 'truth 0.4800']) expect(svg).toContain(text);
  });

  test('is not flattened by a dive at the start', async () => {
    const labels = Array.from(
      (await renderSvg(plotSpec(content))).matchAll(/>([−-]?[\d.]+)<\/text>/g),
      ([, label]) => label,
    );
    expect(labels).toContain('0.5');
    expect(labels).not.toContain('−40');
  });

  test('without truth and interval has neither', async () => {
    const svg = await renderSvg(plotSpec({ ...content, truth: undefined, estimate: { value: 0.45 } }));
    expect(svg).not.toContain('truth');
    expect(svg).not.toContain('interval');
  });

  test('is drawn with letters on a machine without fonts', async () => {
    const blank =
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="white"/></svg>';
    const text = '<text x="10" y="25" font-family="DejaVu Sans" font-size="16">information</text></svg>';
    const [empty, lettered] = await Promise.all([renderPng(blank), renderPng(blank.replace('</svg>', text))]);
    expect(lettered.length).toBeGreaterThan(empty.length + 500);
  });
});

describe('mine doctor', () => {
  test('reports versions, machine and working backends as JSON', async () => {
    const { exitCode, stdout } = await mine('doctor', '--json');
    expect(exitCode).toBe(0);
    const { versions, machine, backends } = JSON.parse(stdout);
    expect(versions).toMatchObject({ node: process.versions.node, duckdb: expect.stringMatching(/^1\./) });
    expect(Object.keys(versions)).toEqual(
      expect.arrayContaining(['@infograd/cli', '@infograd/mine', '@infograd/tensor']),
    );
    expect(machine.processors).toBeGreaterThan(0);
    expect(backends).toMatchObject([
      { name: 'wasm', works: true, simd: true, threads: 1 },
      { name: 'reference', works: true, simd: false },
      { name: 'gpu', works: true },
    ]);
  });

  test('says which BLAS library the wasm backend would use, or why none', async () => {
    const [{ blas, blasReason }] = JSON.parse((await mine('doctor', '--json')).stdout).backends;
    const expected = findBlas();
    if ('reason' in expected) expect(blasReason).toBe(expected.reason);
    else expect(blas).toBe(expected.description);
    expect((await mine('doctor')).stdout).toContain(
      `    blas               ${blas ?? `not available: ${blasReason}`}\n`,
    );
  });

  test('reports each mode of the gpu backend, with adapter and limits or the reason why not', async () => {
    const { modes } = JSON.parse((await mine('doctor', '--json')).stdout).backends[2];
    expect(modes.map(({ mode }: { mode: string }) => mode)).toEqual(gpuModes);
    expect(modes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          mode: 'webasm',
          works: true,
          software: true,
          precision: 'float32',
          adapter: expect.any(String),
          limits: { arrays: expect.any(Number), elements: expect.any(Number) },
        }),
        expect.objectContaining({ mode: 'webgl2', works: false, detail: expect.stringContaining('browser') }),
      ]),
    );
  });

  test('and for people', async () => {
    expect((await mine('doctor')).stdout).toMatch(
      /wasm +SIMD yes, fused multiply-add (yes|no), threads 1, heap [\d.]+ MiB; \d+ SIMD kernels/,
    );
    expect((await mine('doctor')).stdout).toMatch(/webgl2 +not available: .*browser/);
    expect((await mine('doctor')).stdout).toMatch(/webasm +.+; float32.*, up to [\d,]+ elements, \d+ arrays a kernel/);
  });
});

describe('help', () => {
  test.each([
    [['--help'], ['estimate', 'demo', 'doctor', 'Exit codes']],
    [
      ['estimate', '--help'],
      ['--drop-missing', '--where', 'log(price)', 'x1..x20', 'Ctrl-C'],
    ],
    [['help', 'demo'], ['--out']],
  ])('%s has examples and exits 0', async (args, says) => {
    const { exitCode, stdout } = await mine(...args);
    expect(exitCode).toBe(0);
    for (const text of says) expect(stdout).toContain(text);
  });
});

describe('mine estimate', () => {
  const quick = ['--estimator', 'mine', '--steps', '30', '--hidden', '8', '--batch', '64', '--json'];
  const columns = ['--x', 'a', '--y', 'b'];

  test('gives the same numbers for the same seed, on the same sample of rows', async () => {
    const path = folder.file('pairs.csv', csv(correlatedRows(2000, 0.7)));
    const runs = await Promise.all(
      ['4', '4', '5'].map(async (seed) => {
        const { stdout } = await mine('estimate', path, ...columns, '--sample', '600', '--seed', seed, ...quick);
        const { seconds: _, ...rest } = JSON.parse(stdout);
        return rest;
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2].mi).not.toBe(runs[0].mi);
    expect(runs[0].n).toBe(600);
  });

  test('reports bits as nats times 1 / ln 2', async () => {
    const path = folder.file('units.csv', csv(correlatedRows(600, 0.7)));
    const [nats, bits] = await Promise.all(
      ['nats', 'bits'].map(async (unit) =>
        JSON.parse((await mine('estimate', path, ...columns, '--units', unit, ...quick)).stdout),
      ),
    );
    for (const key of ['mi', 'stdError']) expect(bits[key]).toBeCloseTo(nats[key] / Math.LN2, 12);
    expect(bits.interval[1]).toBeCloseTo(nats.interval[1] / Math.LN2, 12);
  });

  test('warns of dropped rows and of a column on both sides', async () => {
    const path = folder.file('gaps.csv', csv([...correlatedRows(600, 0.7), ['', 1], [2, 'nan']]));
    const { stdout } = await mine('estimate', path, '--x', 'a', '--y', 'b, a^2', '--drop-missing', ...quick);
    const { warnings, n } = JSON.parse(stdout);
    expect(n).toBe(600);
    expect(warnings).toEqual(
      expect.arrayContaining([
        { code: 'dropped-rows', message: expect.stringContaining('dropped 2 rows') },
        { code: 'shared-column', message: expect.stringContaining('a is in both x and y') },
      ]),
    );
  });

  test('stops at a signal that has fired already, with exit code 130', async () => {
    const path = folder.file('stopped.csv', csv(correlatedRows(600, 0.7)));
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const signal = AbortSignal.abort();
    expect(await run(['estimate', path, ...columns], { stdout, stderr, signal })).toBe(130);
    expect(String(stderr.read())).toContain('interrupted before');
  });
});

describe('the additive-noise experiment', () => {
  test('climbs to 2 bits in one dimension', async () => {
    const { truth, estimate, history } = await additiveNoise({ dimension: 1, steps: 200, batchSize: 5000, seed: 1 });
    expect(truth * Math.LOG2E).toBeCloseTo(2, 12);
    expect(history).toHaveLength(200);
    expect(estimate * Math.LOG2E).toBeGreaterThan(1.8);
    expect(estimate * Math.LOG2E).toBeLessThan(2.1);
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const running = additiveNoise({
      dimension: 1,
      batchSize: 100,
      abort: controller.signal,
      onStep(step) {
        steps.push(step);
        if (step === 3) controller.abort();
      },
    });
    await expect(running).rejects.toThrow('aborted');
    expect(steps).toEqual([1, 2, 3]);
  });
});
