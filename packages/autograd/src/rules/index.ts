/** Every derivative of the library. The type says that none is missing. */
import { alongAxisRules } from './along-axis.ts';
import { contractionRules } from './contraction.ts';
import { elementwiseRules } from './elementwise.ts';
import { indexingRules } from './indexing.ts';
import { movementRules } from './movement.ts';
import { reductionRules } from './reduction.ts';
import type { Rules } from './rule.ts';

export type { AnyRule } from './rule.ts';

export const rules: Rules = {
  ...elementwiseRules,
  ...reductionRules,
  ...alongAxisRules,
  ...movementRules,
  ...contractionRules,
  ...indexingRules,
};
