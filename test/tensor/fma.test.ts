// Products by the module whose multiply-add rounds once pass what every backend passes. Node 20 has relaxed SIMD behind a
// flag, so this runs in a process of its own; where the engine refuses the flag, the reason is printed instead.
import { script } from './script.ts';

test('products with fused multiply-add', async () => {
  const { stdout } = await script(`
    import { setFlagsFromString } from 'node:v8';
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    const { wasm } = await import('@infograd/tensor');
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
    backend.close();
    console.log(JSON.stringify({ fma: backend.info.fma, count, failures }));
  `);
  const { fma, count, failures } = JSON.parse(stdout);
  if (!fma) {
    console.warn('skipped: this engine has no relaxed SIMD, not even behind a flag');
    return;
  }
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(20);
});
