/**
 * @infograd/tensor/testing: what the project's own tests are generated from, open to those who write operations or
 * backends of their own. It is not part of the main entry, so programs that only compute do not load it.
 */
export type {
  AlongAxisCheck,
  Attrs,
  Check,
  DefinitionCheck,
  ElementwiseCheck,
  Misuse,
  RandomCheck,
  ReductionCheck,
} from './check.ts';
export { checks } from './checks.ts';
export { expectNoLeaks, LeakError } from './expect-no-leaks.ts';
export { applyOp, type Sample, sampleInputs, toTensors } from './sample-inputs.ts';
export {
  broadcastableShape,
  chance,
  type Domain,
  fraction,
  pick,
  type SampledInput,
  type SampleOptions,
  sampleInput,
  sampleShape,
  shuffled,
  wholeNumber,
} from './samples.ts';
export { flushedAway, type Sweep, type SweepOptions, type SweepResult, sweepErrors } from './sweep.ts';
export { type SweepRow, sweeps } from './sweeps.ts';
export { allClose, isClose, mismatch, type Tolerance } from './tolerance.ts';
export { ulpDistance, ulpError } from './ulp-distance.ts';
