/** Derivatives of the movement ops: the cotangent moves back the way that the values came. */
import { apply, embed, fold2d, registry, reshape, slice, transpose } from '@infograd/tensor';
import type { Rules } from './rule.ts';

export const movementRules = {
  reshape: { x: (g, { x }) => reshape(g, x.shape) },
  transpose: { x: (g, { axes }) => transpose(g, { axes: axes.map((_, axis) => axes.indexOf(axis)) }) },
  // A value that was repeated collects from all its copies, as the reverse walk does for every broadcast.
  broadcastTo: { x: (g) => g },
  slice: { x: (g, { x, starts, steps }) => embed(g, { shape: x.shape, starts, steps, value: 0 }) },
  embed: { x: (g, { x, starts, steps }) => apply(registry.slice, [g], { starts, steps, lengths: x.shape }) },
  unfold2d: { x: (g, { x, stride }) => fold2d(g, { size: [x.shape[1], x.shape[2]], stride }) },
  concat: {
    xs: (g, { inputs, axis }, position) => {
      const start = inputs.slice(0, position).reduce((total, x) => total + x.shape[axis], 0);
      const along = g.shape.map((_, other) => (other === axis ? start : 0));
      const until = g.shape.map((length, other) => (other === axis ? start + inputs[position].shape[axis] : length));
      return slice(g, { start: along, stop: until });
    },
  },
} satisfies Partial<Rules>;
