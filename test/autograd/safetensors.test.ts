import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  adam,
  disposeTree,
  loadSafetensors,
  mlp,
  restoreTree,
  saveSafetensors,
  treeLeaves,
  treePaths,
} from '@infograd/autograd';
import {
  DTypeError,
  type InfogradError,
  random,
  reference,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  wasm,
  zeros,
} from '@infograd/tensor';
import { expectNoLeaks } from '@infograd/tensor/testing';
import { describe, expect, test } from '@jest/globals';

const allDTypes = (): Record<string, Tensor> => ({
  mask: tensor([true, false, true]),
  weight: tensor([
    [0.5, -1.25, 1e-40],
    [Number.NaN, Number.POSITIVE_INFINITY, -0],
  ]),
  counts: tensor([0, -1, 2147483647], { dtype: 'int32' }),
  precise: tensor(Math.PI, { dtype: 'float64', backend: reference() }),
  empty: zeros([0, 4]),
});

/** A file from a header, to be wrong in a chosen way. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + dataLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

describe('a safetensors file', () => {
  test('gives back every dtype, shape and value, and the metadata', () => {
    expectNoLeaks(() => {
      const saved = allDTypes();
      const { tensors, metadata } = loadSafetensors(saveSafetensors(saved, { step: '12', ключ: 'значение' }));
      expect(metadata).toEqual({ step: '12', ключ: 'значение' });
      expect(Object.keys(tensors).sort()).toEqual(Object.keys(saved).sort());
      for (const [name, { shape, dtype, backend }] of Object.entries(saved)) {
        expect([name, tensors[name].shape, tensors[name].dtype, tensors[name].backend]).toEqual([
          name,
          shape,
          dtype,
          backend,
        ]);
        expect(tensors[name].dataSync()).toEqual(saved[name].dataSync());
      }
      disposeTree([saved, tensors]);
    });
  });

  test('is laid out as the format says: length, padded JSON, aligned data', () => {
    const file = saveSafetensors({ b: tensor([true]), w: tensor([1, 2]) });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = new TextDecoder().decode(file.subarray(8, 8 + length));
    expect(JSON.parse(header)).toEqual({
      w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      b: { dtype: 'BOOL', shape: [1], data_offsets: [8, 9] },
    });
    expect(header.startsWith('{')).toBe(true);
    expect(file.length).toBe(8 + length + 9);
  });

  test('can be empty', () => {
    expect(loadSafetensors(saveSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  test('can stand anywhere in memory, and in a Node Buffer', () => {
    const file = saveSafetensors({ w: tensor([1, 2, 3]) });
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(loadSafetensors(shifted.subarray(3)).tensors.w.toArray()).toEqual([1, 2, 3]);
    expect(loadSafetensors(Buffer.from(shifted.buffer, 3)).tensors.w.toArray()).toEqual([1, 2, 3]);
  });

  test('loads on the backend that is asked for', () => {
    const file = saveSafetensors({ w: tensor([1]) });
    expect(loadSafetensors(file, { backend: reference() }).tensors.w.backend).toBe(reference());
    expect(loadSafetensors(file, { backend: wasm() }).tensors.w.backend).toBe(wasm());
  });

  test('carries a whole training state, and training goes on as if nothing had happened', () => {
    const network = mlp({ sizes: [2, 3, 1] });
    const optimizer = adam({ learningRate: 0.1 });
    const start = network.init(random(1));
    const { params, state } = optimizer.update(start, network.init(random(2)), optimizer.init(start));
    const file = saveSafetensors({ params, moments: state.moments }, { step: String(state.step) });

    const fresh = network.init(random(3));
    const { tensors, metadata } = loadSafetensors(file);
    const restored = restoreTree({ params: fresh, moments: optimizer.init(fresh).moments }, tensors);
    const grads = network.init(random(4));
    const expected = optimizer.update(params, grads, state).params;
    const resumed = optimizer.update(restored.params, grads, {
      step: Number(metadata.step),
      moments: restored.moments,
    }).params;
    expect(treeLeaves(resumed).map((leaf) => leaf.toArray())).toEqual(
      treeLeaves(expected).map((leaf) => leaf.toArray()),
    );
    expect(treePaths({ moments: state.moments })).toContain('moments.meanSquare.layers.1.bias');
  });
});

describe("Python's safetensors", () => {
  test('wrote a file that is read here', () => {
    const file = readFileSync(new URL('../oracles/params.safetensors', import.meta.url));
    const { tensors, metadata } = loadSafetensors(file);
    expect(metadata).toEqual({ format: 'np' });
    expect(Object.keys(tensors).sort()).toEqual(['layers.0.mean', 'layers.0.weight', 'steps']);
    expect(tensors['layers.0.weight'].dtype).toBe('float32');
    expect(tensors['layers.0.weight'].toArray()).toEqual([
      [0.5, -1.25, 2],
      [3, Math.fround(0.1), -0.75],
    ]);
    expect(tensors.steps.dtype).toBe('int32');
    expect(tensors.steps.toArray()).toEqual([0, -1, 2147483647, -2147483648]);
    expect(tensors['layers.0.mean'].dtype).toBe('float64');
    expect(tensors['layers.0.mean'].itemSync()).toBe(Math.PI);
  });

  const python = [fileURLToPath(new URL('../../.venv-bench/bin/python', import.meta.url)), 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import safetensors.numpy']).status === 0,
  );
  const testWithPython = python === undefined ? test.skip : test;
  const reason = python === undefined ? ' (skipped: no Python with safetensors and numpy was found)' : '';

  testWithPython(`reads a file that was written here${reason}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'infograd-'));
    try {
      const path = join(folder, 'ours.safetensors');
      const { mask, counts, precise, empty } = allDTypes();
      writeFileSync(
        path,
        saveSafetensors(
          {
            mask,
            counts,
            precise,
            empty,
            layers: [
              {
                weight: tensor([
                  [0.5, -1.25],
                  [3, 4],
                ]),
              },
            ],
          },
          { made: 'here' },
        ),
      );
      const script = [
        'import json, sys',
        'from safetensors import safe_open',
        "with safe_open(sys.argv[1], 'np') as file:",
        '    arrays = {name: file.get_tensor(name) for name in file.keys()}',
        '    described = {name: [str(a.dtype), list(a.shape), a.tolist()] for name, a in arrays.items()}',
        '    print(json.dumps([described, file.metadata()]))',
      ].join('\n');
      const [arrays, metadata] = JSON.parse(execFileSync(python!, ['-c', script, path], { encoding: 'utf8' }));
      expect(metadata).toEqual({ made: 'here' });
      expect(arrays).toEqual({
        mask: ['bool', [3], [true, false, true]],
        counts: ['int32', [3], [0, -1, 2147483647]],
        precise: ['float64', [], Math.PI],
        empty: ['float32', [0, 4], []],
        'layers.0.weight': [
          'float32',
          [2, 2],
          [
            [0.5, -1.25],
            [3, 4],
          ],
        ],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a damaged or foreign file', () => {
  const f32 = (start: number, end: number, shape: unknown = [(end - start) / 4]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [start, end],
  });

  test.each<[string, Uint8Array, typeof InfogradError, RegExp]>([
    ['an empty file', new Uint8Array(0), ValueError, /the file has 0 bytes.*truncated/],
    [
      'a file cut in its header',
      saveSafetensors({ w: zeros([2]) }).subarray(0, 20),
      ValueError,
      /the header should end at byte \d+, but the file has 20/,
    ],
    [
      'a file cut in its data',
      saveSafetensors({ w: zeros([2]) }).slice(0, -1),
      ValueError,
      /take 8 bytes, but the file has 7.*truncated/,
    ],
    [
      'data at the end that belongs to no tensor',
      fileOf({ w: f32(0, 4) }, 5),
      ValueError,
      /take 4 bytes, but the file has 5.*no tensor/,
    ],
    ['a text file', new TextEncoder().encode('x,y\n1,2\n3,4\n'), ValueError, /of another format/],
    ['a header that is not JSON', fileOf('{"w": ', 0), ValueError, /the header is not JSON/],
    ['a header that is not an object', fileOf([1], 0), ValueError, /not a JSON object/],
    ['a description that is not an object', fileOf({ w: 3 }, 0), ValueError, /'w' is described by 3/],
    [
      'an unsupported dtype',
      fileOf({ w: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, 1),
      DTypeError,
      /'w' is U8; F32, F64, I32, BOOL are supported/,
    ],
    ['a negative shape', fileOf({ w: f32(0, 4, [-1]) }, 4), ValueError, /'w' has the shape \[-1\]/],
    ['offsets in reverse', fileOf({ w: f32(4, 0, [1]) }, 4), ValueError, /'w' has the offsets \[4,0\]/],
    [
      'a length that the shape does not explain',
      fileOf({ w: f32(0, 8, [3]) }, 8),
      ValueError,
      /'w' has 8 bytes, but F32 \[3\] takes 12/,
    ],
    [
      'tensors that overlap',
      fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12),
      ValueError,
      /'b' starts at byte 4, inside tensor 'a', which ends at 8/,
    ],
    [
      'a gap',
      fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12),
      ValueError,
      /'b' starts at byte 8, with a gap after tensor 'a'/,
    ],
    [
      'metadata that is not text',
      fileOf({ __metadata__: { step: 3 } }, 0),
      ValueError,
      /__metadata__ must map names to strings/,
    ],
    [
      'a bool that is neither',
      fileOf({ ok: f32(0, 4), w: { dtype: 'BOOL', shape: [1], data_offsets: [4, 5] } }, 5).fill(2, -1),
      ValueError,
      /'w' holds bytes other than 0 and 1/,
    ],
    ['a rank above 6', fileOf({ w: f32(0, 4, [1, 1, 1, 1, 1, 1, 1]) }, 4), ShapeError, /rank 7/],
  ])('is an error that names the place: %s', (_, file, kind, message) => {
    expectNoLeaks(() => {
      expect(() => loadSafetensors(file)).toThrow(kind);
      expect(() => loadSafetensors(file)).toThrow(message);
    });
  });
});

describe('names', () => {
  test("must differ from each other and from the format's own", () => {
    expect(() => saveSafetensors({ 'a.b': tensor(1), a: { b: tensor(2) } })).toThrow(/two leaves have the path 'a\.b'/);
    expect(() => saveSafetensors({ __metadata__: tensor(1) })).toThrow(ValueError);
  });
});

describe('restoreTree', () => {
  const like = { w: zeros([2]), steps: zeros([1], { dtype: 'int32' }) };

  test('passes the tensors on to their places', () => {
    const tensors = { steps: tensor([3], { dtype: 'int32' }), w: tensor([1, 2]) };
    const restored = restoreTree(like, tensors);
    expect(restored.w).toBe(tensors.w);
    expect(restored.steps).toBe(tensors.steps);
  });

  test.each<[string, Record<string, Tensor>, typeof InfogradError, RegExp]>([
    ['missing', { w: zeros([2]) }, ValueError, /there is no tensor 'steps'/],
    [
      'misnamed',
      { w: zeros([2]), step: zeros([1], { dtype: 'int32' }) },
      ValueError,
      /no tensor 'steps', but 'step' belongs nowhere/,
    ],
    ['stray', { ...like, extra: zeros([1]) }, ValueError, /'extra' belongs nowhere/],
    ['of another shape', { ...like, w: zeros([3]) }, ShapeError, /'w' has shape \[3\]; \[2\] is needed/],
    ['of another dtype', { ...like, steps: zeros([1]) }, DTypeError, /'steps' is float32; int32 is needed/],
  ])('rejects a tensor that is %s', (_, tensors, kind, message) => {
    expect(() => restoreTree(like, tensors)).toThrow(kind);
    expect(() => restoreTree(like, tensors)).toThrow(message);
  });
});
