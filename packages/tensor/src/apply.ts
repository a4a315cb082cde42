/**
 * The one path that every operation takes: check, allocate, run, record. Inputs must be alive and on one backend; the
 * op's rule gives the outputs' shapes; the backend computes them; the recorders hear of it.
 */
import type { Backend } from './backends/backend.ts';
import { defaultBackend } from './default-backend.ts';
import { bytesPerElement } from './dtype.ts';
import { BackendMismatchError, DTypeError } from './errors.ts';
import type { AnyOp } from './op.ts';
import { announce, isRecording } from './recorder.ts';
import { sizeOf } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';
import { activeTracer } from './tracer.ts';

/** A tensor, or a plain number or boolean that stands for a scalar of its neighbour's dtype. */
export type TensorLike = Tensor | number | boolean;

const noAttrs = Object.freeze({});

/**
 * Runs an op with one output.
 *
 * @param backend where an op without inputs runs; the default backend when left out
 * @param draw gives the attributes of further runs of a compiled function, where each run needs its own
 */
export function apply(
  op: AnyOp,
  inputs: readonly Tensor[],
  attrs: object = noAttrs,
  backend?: Backend,
  draw?: () => object,
): Tensor {
  return applyAll(op, inputs, attrs, backend, draw)[0];
}

/** Runs an op with any number of outputs. */
export function applyAll(
  op: AnyOp,
  inputs: readonly Tensor[],
  attrs: object,
  backend?: Backend,
  draw?: () => object,
): Tensor[] {
  const home = inputs.length > 0 ? commonBackend(op, inputs) : (backend ?? defaultBackend());
  const specs = op.infer(inputs, attrs);
  const outputs: Tensor[] = [];
  if (op.family === 'alias') {
    outputs.push(new Tensor(inputs[0].storage, specs[0].shape, specs[0].dtype));
  } else {
    for (const { dtype } of specs) {
      if (!home.dtypes.includes(dtype)) {
        throw new DTypeError(
          `${op.name}: the ${home.name} backend has no ${dtype}; move the inputs to the reference backend first`,
        );
      }
    }
    const buffers = home.run(op, inputs, attrs, specs);
    for (let i = 0; i < specs.length; i++) {
      const { shape, dtype } = specs[i];
      outputs.push(new Tensor(new Storage(home, buffers[i], sizeOf(shape) * bytesPerElement[dtype]), shape, dtype));
    }
  }
  if (isRecording()) announce({ op, inputs, attrs, outputs });
  activeTracer()?.ran(op, inputs, attrs, outputs, draw);
  return outputs;
}

function commonBackend(op: AnyOp, inputs: readonly Tensor[]): Backend {
  const home = inputs[0].storage.backend;
  for (let i = 1; i < inputs.length; i++) {
    const other = inputs[i].storage.backend;
    if (other !== home) {
      throw new BackendMismatchError(
        `${op.name}: input 0 is on ${home.name}, input ${i} on ${other.name}; move one of them with .to(backend)`,
      );
    }
  }
  return home;
}
