/** `--backend gpu`: what the user is told about what really runs. */
import { PassThrough } from 'node:stream';
import { ContextLostError } from '@infograd/tensor';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../packages/cli/src/failure.ts';
import { announceRun, describePlace, gpuModes } from '../../packages/cli/src/gpu.ts';
import { gpuModes as modesOfTensor } from '../../packages/tensor/src/backends/gpu/device.ts';
import { correlatedRows, csv, mine, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const card = { mode: 'webgpu', adapter: 'NVIDIA L4', software: false, precision: 'float32' } as const;
const driver = { mode: 'webgpu', adapter: 'SwiftShader', software: true, precision: 'float32' } as const;
const processor = { mode: 'webasm', adapter: 'WebAssembly', software: true, precision: 'float32' } as const;

describe('what runs is said in words', () => {
  test.each([
    [announceRun('auto', card), 'the gpu backend runs in webgpu mode on NVIDIA L4'],
    [
      announceRun('auto', processor),
      'the gpu backend found no graphics card; it runs in webasm mode on the processor, where --backend wasm is faster',
    ],
    [announceRun('webasm', processor), 'the gpu backend runs in webasm mode on the processor'],
    [
      announceRun('webgpu', driver),
      'the gpu backend runs in webgpu mode on SwiftShader, which is software on the processor',
    ],
    [describePlace(card), 'on NVIDIA L4'],
    [describePlace(processor), 'on the processor'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

test('the modes of the command are those of the backend', () => {
  expect(gpuModes).toEqual(modesOfTensor);
});

describe('mine estimate --backend gpu', () => {
  const short = ['--x', 'a', '--y', 'b', '--estimator', 'mine', '--steps', '20', '--hidden', '8', '--batch', '64'];
  let table: string;
  beforeAll(() => {
    table = folder.file('pairs.csv', csv(correlatedRows(600, 0.8)));
  });
  const estimate = (...options: string[]) => mine('estimate', table, ...short, '--backend', 'gpu', ...options);

  test('takes a mode, and says on standard error and in the report that it is the processor', async () => {
    const { exitCode, stdout, stderr } = await estimate('--gpu-mode', 'webasm');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('mine: the gpu backend runs in webasm mode on the processor\n');
    expect(stdout).toContain('backend gpu-webasm on the processor, seed 0');
  });

  test('without a mode takes the best one and names it; quiet leaves the note out, not the report', async () => {
    const { stdout, stderr } = await estimate('--json');
    const { backend, gpu } = JSON.parse(stdout);
    expect(gpu).toEqual({
      mode: expect.any(String),
      adapter: expect.any(String),
      software: expect.any(Boolean),
      precision: expect.stringMatching(/^float(32|64)$/),
    });
    expect(backend).toBe(`gpu-${gpu.mode}`);
    expect(stderr).toBe(`mine: ${announceRun('auto', gpu)}\n`);
    const quiet = await estimate('--quiet');
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toContain(`backend gpu-${gpu.mode} ${describePlace(gpu)}`);
  });
});

test('a graphics driver that gives up is reported with the way out, and exit code 2', () => {
  const stderr = new PassThrough();
  expect(reportFailure(new ContextLostError('The WebGPU device was lost.'), stderr)).toBe(2);
  expect(String(stderr.read())).toMatch(/^mine: the graphics driver gave up.*\n {6}run it again.*--backend wasm/);
});
