/** The peers that come with the repository: each agrees with the benchmark's reference, and the peak's modules do the work that they are said to do. */
import { expect, test } from '@jest/globals';
import { type Case, cases, productOperations, tolerances } from '../../benchmarks/cases.ts';
import { load as loadInfograd } from '../../benchmarks/peers/infograd-wasm.ts';
import { load as loadPlain } from '../../benchmarks/peers/plain.ts';
import { peerProcess } from '../../benchmarks/peers.ts';
import { hasRelaxedSimd } from '../../benchmarks/relaxed-simd.ts';
import { copyModule, multiplyAddModule } from '../../benchmarks/roofline/modules.ts';
import { truth } from '../../benchmarks/truth.ts';

const small: Case[] = [
  { kind: 'mine-step', name: 'elu', dimension: 2, hidden: [8, 5], batch: 16, activation: 'elu' },
  { kind: 'mine-step', name: 'relu', dimension: 3, hidden: [6], batch: 10, activation: 'relu' },
  { kind: 'mine-step', name: 'rows', dimension: 3, hidden: [6], batch: 10, activation: 'relu', rows: 40 },
  { kind: 'matmul', name: 'product', rows: 5, inner: 3, columns: 7, transposeA: true, transposeB: true },
  { kind: 'exp', name: 'exp', shape: [100] },
  { kind: 'logsumexp', name: 'logsumexp', shape: [6, 9] },
  { kind: 'chain', name: 'chain', shape: [100] },
];
const peers = [
  ['plain', loadPlain],
  ['infograd-wasm-1-thread', () => loadInfograd('infograd-wasm-1-thread')],
] as const;

for (const [name, load] of peers) {
  test.each(small)(`${name} computes $name, and goes on from there`, async (task) => {
    const peer = await load();
    const workload = peer.prepare(task)!;
    const { own, largest } = tolerances[task.kind];
    const expected = truth(task);
    const slack = largest * Math.max(...expected.map(Math.abs));
    const results = (await workload.check())!;
    expect(results).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) {
      expect(Math.abs(results[index] - value)).toBeLessThanOrEqual(own * Math.abs(value) + slack);
    }
    for (let step = 0; step < 3; step++) await workload.step();
    await workload.finish();
    workload.dispose();
  });
}

test('an infograd peer says so when it does not run as its name says', async () => {
  const peer = await loadInfograd('infograd-wasm-fma');
  if (hasRelaxedSimd) expect(peer.describe()).toContain('FMA');
  else expect(() => peer.describe()).toThrow('without fused multiply-add');
});

test('any number of threads is a peer, an unknown name none', () => {
  expect(peerProcess('infograd-wasm-3-threads').module).toBe('infograd-wasm');
  expect(() => peerProcess('infograd-wasm-threads')).toThrow('unknown peer infograd-wasm-threads');
});

test("a training step's operations: no derivative by the batch", () => {
  const mineA = cases.find(({ name }) => name === 'mine-a')!;
  expect(productOperations(mineA)).toBe(2 * 200 * (2 * 200 + 3 * 10_000 + 3 * 100));
});

test('the multiply-add module does 256 outer products a pass', () => {
  const { run, memory } = instantiate(multiplyAddModule({ fused: false }));
  const numbers = new Float32Array(memory.buffer);
  numbers.fill(1);
  run(3, 0);
  expect(numbers.subarray(0, 32)).toEqual(new Float32Array(32).fill(3 * 256));
});

test('the copy module copies what it is asked to', () => {
  const { run, memory } = instantiate(copyModule(128));
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(7, 0, 200);
  run(1, 128);
  expect(bytes.subarray(65_536, 65_536 + 130)).toEqual(
    Uint8Array.from({ length: 130 }, (_, index) => (index < 128 ? 7 : 0)),
  );
});

function instantiate(bytes: Uint8Array<ArrayBuffer>) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as unknown as { run(passes: number, bytes: number): void; memory: WebAssembly.Memory };
}
