/** From an op to the runner of its family. */
import type {
  AlongAxisOp,
  AnyOp,
  ContractionOp,
  ElementwiseOp,
  IndexingOp,
  MovementOp,
  RandomOp,
  ReductionAttrs,
  ReductionOp,
  UpdateOp,
} from '../../op.ts';
import type { TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { runAlongAxis } from './along-axis.ts';
import type { GpuBuffer } from './buffer.ts';
import { runContraction } from './contraction.ts';
import { runElementwise } from './elementwise.ts';
import type { Evaluator } from './evaluator.ts';
import { runIndexing } from './indexing.ts';
import type { Range } from './integer-range.ts';
import { runMovement } from './movement.ts';
import { runRandom } from './random.ts';
import { runReduction } from './reduction.ts';
import { runUpdate } from './update.ts';

/** Runs an op whose outputs are not all empty. `inputs` gives the shapes of `buffers`. */
export function runOnDevice(
  evaluator: Evaluator,
  op: AnyOp,
  inputs: readonly Tensor[],
  buffers: readonly GpuBuffer[],
  attrs: object,
  outputs: readonly TensorSpec[],
  ranges: readonly (Range | undefined)[],
): GpuBuffer[] {
  const [output] = outputs;
  const [range] = ranges;
  switch (op.family) {
    case 'elementwise':
      return [runElementwise(evaluator, op as ElementwiseOp, inputs, buffers, attrs, output, range)];
    case 'movement':
      return [runMovement(evaluator, op as MovementOp, inputs, buffers, attrs, output, range)];
    case 'reduction':
      return [
        runReduction(evaluator, op as ReductionOp, inputs[0], buffers[0], attrs as ReductionAttrs, output, range),
      ];
    case 'alongAxis':
      return [runAlongAxis(evaluator, op as AlongAxisOp, buffers[0], output, attrs as { axis: number })];
    case 'contraction':
      return [runContraction(evaluator, op as ContractionOp, inputs, buffers, attrs, output)];
    case 'indexing':
      return [runIndexing(evaluator, op as IndexingOp, inputs, buffers, attrs as { axis: number }, output, range)];
    case 'random':
      return [runRandom(op as RandomOp, attrs, output)];
    case 'update':
      return runUpdate(evaluator, op as UpdateOp, buffers, attrs, outputs);
    default:
      throw new Error(`the ${op.family} family has no kernels`);
  }
}
