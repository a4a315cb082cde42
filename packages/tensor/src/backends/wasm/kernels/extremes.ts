/**
 * max and min over the middle axis of [outer, axis, inner]. They have no rounding, so float32 lanes are combined in any
 * order; NaN wins over everything, as in Math.max.
 */
import { foldRows, groupOf, panelWidth } from './panel';
import { panelOffset, scratchAt } from './scratch';
import { loadPartial, maxOfLanes, minOfLanes } from './simd';

class Max {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }

  // @ts-ignore: decorator
  @inline
  ofLanes(value: v128): f32 {
    return maxOfLanes(value);
  }

  // @ts-ignore: decorator
  @inline
  identity(): f32 {
    return -Infinity;
  }
}

class Min {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }

  // @ts-ignore: decorator
  @inline
  ofLanes(value: v128): f32 {
    return minOfLanes(value);
  }

  // @ts-ignore: decorator
  @inline
  identity(): f32 {
    return Infinity;
  }
}

function extremeOfRange<Operation>(source: usize, count: i32): f32 {
  const operation = changetype<Operation>(0);
  const identity = f32x4.splat(operation.identity());
  let a = identity;
  let b = identity;
  for (; count >= 8; count -= 8) {
    a = operation.apply(a, v128.load(source));
    b = operation.apply(b, v128.load(source, 16));
    source += 32;
  }
  if (count >= 4) {
    a = operation.apply(a, v128.load(source));
    source += 16;
    count -= 4;
  }
  if (count > 0) b = operation.apply(b, firstLanes(loadPartial(source, count), identity, count));
  return operation.ofLanes(operation.apply(a, b));
}

/** The first `count` lanes of `value`, the others of `rest`. */
function firstLanes(value: v128, rest: v128, count: i32): v128 {
  const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  return v128.bitselect(value, rest, mask);
}

function extremes<Operation>(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  const operation = changetype<Operation>(0);
  if (inner == 1) {
    for (let o = 0; o < outer; o++) {
      store<f32>(target, extremeOfRange<Operation>(source, axis));
      source += <usize>axis << 2;
      target += 4;
    }
    return;
  }
  const group = groupOf(inner);
  const panelRows = axis / group;
  const restRows = axis - panelRows * group;
  const best = scratchAt(panelOffset);
  for (let o = 0; o < outer; o++) {
    for (let column = 0; column < inner; column += panelWidth) {
      const width = min(panelWidth, inner - column);
      const start = source + (<usize>column << 2);
      for (let j: usize = 0; j < <usize>panelWidth << 2; j += 16) v128.store(best + j, f32x4.splat(operation.identity()));
      foldRows<Operation>(best, start, panelRows, group * inner, group * width);
      if (restRows > 0) {
        foldRows<Operation>(best, start + (<usize>(panelRows * group * inner) << 2), 1, 0, restRows * width);
      }
      for (let j = 0; j < width; j++) {
        let result = f32x4.splat(operation.identity());
        for (let row = 0; row < group; row++) {
          result = operation.apply(result, v128.load32_splat(best + (<usize>(row * width + j) << 2)));
        }
        store<f32>(target, f32x4.extract_lane(result, 0));
        target += 4;
      }
    }
    source += <usize>(axis * inner) << 2;
  }
}

export function maxReduction(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  extremes<Max>(source, target, outer, axis, inner);
}

export function minReduction(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  extremes<Min>(source, target, outer, axis, inner);
}
