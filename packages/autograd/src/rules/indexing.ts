/** Derivatives of the indexing ops: picking and adding back are each other's transposes. */
import { gather, putAlongAxisAdd, scatterAdd, takeAlongAxis } from '@infograd/tensor';
import type { Rules } from './rule.ts';

export const indexingRules = {
  gather: { x: (g, { x, indices, axis }) => scatterAdd(indices, g, { axis, length: x.shape[axis] }) },
  scatterAdd: { updates: (g, { indices, axis }) => gather(g, indices, { axis }) },
  takeAlongAxis: { x: (g, { x, indices, axis }) => putAlongAxisAdd(indices, g, { axis, length: x.shape[axis] }) },
  putAlongAxisAdd: { updates: (g, { indices, axis }) => takeAlongAxis(g, indices, { axis }) },
} satisfies Partial<Rules>;
