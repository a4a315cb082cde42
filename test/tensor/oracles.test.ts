// PyTorch's values of every operation that the two libraries share, on both backends.
import { type DType, reference, scope, wasm } from '@infograd/tensor';
import { mismatch } from '@infograd/tensor/testing';
import { callOp, type OracleCase, pytorchCases, restore } from '../oracles/pytorch.ts';
import { opNames } from './op-names.ts';

const rows = pytorchCases.map((row, i) => [i, row.op, JSON.stringify(row.attrs), row] as const);

// The stored results have twelve digits; float32 keeps seven, less what sums and cancellations cost.
const tolerances = { reference: { relative: 1e-10, absolute: 1e-11 }, wasm: { relative: 5e-6, absolute: 2e-6 } };

describe.each([reference(), wasm()])('on $name', (backend) => {
  const here = (dtype: DType): DType => (backend.dtypes.includes(dtype) ? dtype : 'float32');

  test.each(rows)('case %i: %s %s', (_i, op, _attrs, row) => {
    scope(() => {
      const adapted: OracleCase = op === 'cast' ? { ...row, attrs: { dtype: here(row.attrs.dtype as DType) } } : row;
      const inputs = Object.values(row.inputs).map((value) =>
        Array.isArray(value) ? value.map((each) => restore(each, backend)) : restore(value, backend),
      );
      const output = callOp(adapted, inputs);
      // oneHot is float32 in this library and as wide as its neighbours in PyTorch.
      expect([output.shape, output.dtype]).toEqual([
        row.output.shape,
        op === 'oneHot' ? 'float32' : here(row.output.dtype),
      ]);
      const tolerance = tolerances[backend.name as keyof typeof tolerances];
      expect(mismatch(output.dataSync(), row.output.data.map(Number), tolerance)).toBeUndefined();
    });
  });
});

test('every operation that PyTorch has is among the cases', () => {
  const ours = ['adamStep', 'embed', 'full', 'randomUniform', 'randomBits', 'randomNormal'];
  const covered = new Set(pytorchCases.map(({ op }) => op));
  expect(opNames.filter((name) => !covered.has(name))).toEqual(ours);
});
