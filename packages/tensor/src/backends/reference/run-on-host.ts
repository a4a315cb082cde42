/**
 * Runs any op on typed arrays with its reference kernel: the specification in motion. The reference backend runs all
 * its ops here; other backends whose memory the host can see run those here that have no kernel of their own.
 */
import type { AnyOp, HostTensor, ReductionAttrs } from '../../op.ts';
import { runAlongAxis, runReduction } from './axes.ts';
import { runElementwise } from './elementwise.ts';
import { runMovement } from './movement.ts';

export function runOnHost(
  op: AnyOp,
  inputs: readonly HostTensor[],
  attrs: object,
  outputs: readonly HostTensor[],
): void {
  switch (op.family) {
    case 'elementwise':
      runElementwise(op, inputs, attrs, outputs[0]);
      break;
    case 'reduction':
      runReduction(op, inputs[0], attrs as ReductionAttrs, outputs[0]);
      break;
    case 'alongAxis':
      runAlongAxis(op, inputs[0], attrs as { axis: number }, outputs[0]);
      break;
    case 'movement':
      runMovement(op, inputs, attrs, outputs[0]);
      break;
    case 'alias':
      break;
    default:
      op.reference(inputs, attrs, outputs);
  }
}
