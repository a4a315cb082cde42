/** All check rows, by operation. The type demands a row for each: an operation without one does not compile. */
import type { OpName } from '../ops/registry.ts';
import type { Check } from './check.ts';
import { alongAxisChecks } from './checks/along-axis.ts';
import { contractionChecks } from './checks/contraction.ts';
import { elementwiseChecks } from './checks/elementwise.ts';
import { indexingChecks } from './checks/indexing.ts';
import { movementChecks } from './checks/movement.ts';
import { randomChecks } from './checks/random.ts';
import { reductionChecks } from './checks/reduction.ts';
import { updateChecks } from './checks/update.ts';

export const checks: Readonly<Record<OpName, Check>> = {
  ...elementwiseChecks,
  ...reductionChecks,
  ...alongAxisChecks,
  ...movementChecks,
  ...contractionChecks,
  ...indexingChecks,
  ...randomChecks,
  ...updateChecks,
};
