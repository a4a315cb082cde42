/**
 * Plain numbers as operands. A number beside a tensor becomes a scalar of that tensor's dtype and backend; a number
 * that the dtype cannot hold is an error, never rounded in silence. Numbers among themselves become float32.
 */
import { apply, type TensorLike } from './apply.ts';
import type { Backend } from './backends/backend.ts';
import { defaultBackend } from './default-backend.ts';
import { type DType, holds } from './dtype.ts';
import { DTypeError } from './errors.ts';
import type { AnyOp } from './op.ts';
import { isRecording } from './recorder.ts';
import { convertValues, fromHost, Tensor } from './tensor.ts';

/**
 * Tensors in place of plain numbers, which take dtype and backend from the first tensor among the operands; when all
 * are numbers, they go to the backend of `near`, or else to the default one.
 */
export function toTensors(op: string, operands: readonly TensorLike[], near?: Tensor): Tensor[] {
  const model = operands.find((operand) => operand instanceof Tensor);
  return operands.map((operand) => {
    if (operand instanceof Tensor) return operand;
    const dtype = model?.dtype ?? (typeof operand === 'boolean' ? 'bool' : 'float32');
    return scalarLike(op, operand, dtype, (model ?? near)?.backend);
  });
}

/**
 * Runs an op on tensors and plain numbers. The scalars made for the numbers are given back at once, unless a recorder
 * listens, which may still need them.
 */
export function applyTo(op: AnyOp, operands: readonly TensorLike[], attrs?: object): Tensor {
  const inputs = toTensors(op.name, operands);
  const output = apply(op, inputs, attrs);
  if (!isRecording()) {
    for (let i = 0; i < inputs.length; i++) if (inputs[i] !== operands[i]) inputs[i].dispose();
  }
  return output;
}

/** One operand as a tensor; a plain number becomes a float32 scalar. */
export function toTensor(op: string, operand: TensorLike): Tensor {
  return operand instanceof Tensor ? operand : toTensors(op, [operand])[0];
}

function scalarLike(op: string, value: number | boolean, dtype: DType, backend: Backend | undefined): Tensor {
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    throw new DTypeError(
      `${op}: an operand is neither a tensor nor a number but ${JSON.stringify(value)}; make it one with tensor(...)`,
    );
  }
  const fits = typeof value === 'boolean' ? dtype === 'bool' : holds(dtype, value);
  if (!fits) {
    throw new DTypeError(
      `${op}: the number ${value} cannot stand beside a ${dtype} tensor; cast the tensor or pass tensor(${value}, { dtype })`,
    );
  }
  return fromHost(convertValues([Number(value)], dtype), [], dtype, backend ?? defaultBackend());
}
