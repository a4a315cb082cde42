// The wasm kernels are speed, and are proved equal to the reference backend by the suite that every backend passes. What
// is the heap's own is in heap.test.ts.
import { wasm } from '@infograd/tensor';
import { declareCases } from '../conformance/declare.ts';
import { conformanceCases, conformanceNames, exactTraits } from '../conformance/index.ts';

declareCases('wasm', conformanceCases(wasm(), { ...exactTraits, backendBytes: () => wasm().heapBytes }));

test('every case has a name of its own', () => {
  const names = conformanceNames().map(({ group, name }) => `${group}: ${name}`);
  expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
});
