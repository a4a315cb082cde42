// Products by the module whose multiply-add rounds once pass what every backend passes. Node 20 has relaxed SIMD behind a
// flag, so this runs in a process of its own; where the engine refuses the flag, the reason is printed instead.
import { script } from './script.ts';

test('products with fused multiply-add', async () => {
  const { stdout } = await script(`
    import { setFlagsFromString } from 'node:v8';
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    const { matmul, random, wasm } = await import('@infograd/tensor');
    const { loadKernels } = await import('./packages/tensor/src/backends/wasm/kernels.ts');
    const { WasmBackend } = await import('./packages/tensor/src/backends/wasm/wasm.ts');
    const { conformanceCases, exactTraits } = await import('./test/conformance/index.ts');
    const backend = wasm({ threads: 2 });
    const failures = [];
    let count = 0;
    if (backend.info.fma) {
      for (const { group, name, run } of conformanceCases(backend, exactTraits)) {
        if (!/matmul|linear|outer/.test(name)) continue;
        count++;
        try {
          await run();
        } catch (error) {
          failures.push(group + ': ' + name + ': ' + error.message);
        }
      }
    }
    const product = (home, m, n, k) => {
      const [a, b] = [[m, k], [k, n]].map((shape) => random(1).normal(shape, { backend: home }));
      return Buffer.from(matmul(a, b).dataSync().buffer).toString('base64');
    };
    const finelyCut = new WasmBackend(loadKernels({ threads: 3, grainLimit: 1 }));
    for (const sizes of [[67, 70, 523], [117, 6, 10], [10, 6, 5000], [10, 1, 6000], [1, 53, 300], [53, 1, 301]]) {
      if (product(backend, ...sizes) !== product(finelyCut, ...sizes)) failures.push('other bits when cut: ' + sizes);
    }
    finelyCut.close();
    backend.close();
    const declined = wasm({ threads: 1, fma: false }).info.fma;
    console.log(JSON.stringify({ fma: backend.info.fma, declined, count, failures }));
  `);
  const { fma, declined, count, failures } = JSON.parse(stdout);
  expect(declined).toBe(false);
  if (!fma) {
    console.warn('skipped: this engine has no relaxed SIMD, not even behind a flag');
    return;
  }
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(20);
});
