/**
 * The reference backend: host typed arrays and reference kernels, every dtype, double precision inside. It is the
 * specification that the other backends are held to, and the home of float64. It is not meant to be fast.
 */
import { bytesPerElement, hostArray, type TypedArray } from '../../dtype.ts';
import type { HostTensor } from '../../op.ts';
import { sizeOf } from '../../shape.ts';
import type { Backend, Operand } from '../backend.ts';
import { runOnHost } from './run-on-host.ts';

const singleton: Backend = {
  name: 'reference',
  dtypes: Object.keys(bytesPerElement) as Backend['dtypes'],
  canReadSync: true,
  upload: (values) => values.slice(),
  download: async (buffer) => (buffer as TypedArray).slice(),
  downloadSync: (buffer) => (buffer as TypedArray).slice(),
  free: () => {},
  run: (op, inputs, attrs, outputs) => {
    const results = outputs.map(({ shape, dtype }) => ({ shape, dtype, data: hostArray(dtype, sizeOf(shape)) }));
    runOnHost(op, inputs.map(hostTensor), attrs, results);
    return results.map(({ data }) => data);
  },
};

function hostTensor({ shape, dtype, storage }: Operand): HostTensor {
  return { shape, dtype, data: storage.buffer as TypedArray };
}

/** The reference backend. */
export function reference(): Backend {
  return singleton;
}
