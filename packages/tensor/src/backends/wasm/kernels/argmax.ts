/**
 * argmax and argmin over the middle axis of [outer, axis, inner], as int32: the first of equals, or the first NaN. Along
 * memory four elements are tested at once and looked at singly only when one of them beats the best so far. `pitch` as in slices.ts.
 */

class Above {
  // @ts-ignore: decorator
  @inline
  neverBeats(x: v128, best: v128): v128 {
    return f32x4.le(x, best);
  }
}

class Below {
  // @ts-ignore: decorator
  @inline
  neverBeats(x: v128, best: v128): v128 {
    return f32x4.ge(x, best);
  }
}

/** Whether the value in all lanes of x takes the place of the best: it is better, or it is NaN. */
// @ts-ignore: decorator
@inline
function beats<Order>(x: v128, best: v128): bool {
  return i32x4.bitmask(changetype<Order>(0).neverBeats(x, best)) != 15;
}

function placeInRange<Order>(source: usize, count: i32): i32 {
  let place = 0;
  let best = v128.load32_splat(source);
  let i = 0;
  while (i < count) {
    const left = count - i;
    if (left >= 4 && !beats<Order>(v128.load(source + (<usize>i << 2)), best)) {
      i += 4;
      continue;
    }
    const end = i + min(left, 4);
    for (; i < end; i++) {
      const x = v128.load32_splat(source + (<usize>i << 2));
      if (!beats<Order>(x, best)) continue;
      if (hasNaN(x)) return i;
      best = x;
      place = i;
    }
  }
  return place;
}

function places<Order>(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  for (let o = 0; o < outer; o++) {
    if (pitch == 1) store<i32>(target, placeInRange<Order>(source, axis));
    else placesInColumns<Order>(source, target, axis, inner, pitch);
    source += <usize>(axis * pitch) << 2;
    target += <usize>inner << 2;
  }
}

function placesInColumns<Order>(source: usize, target: usize, axis: i32, inner: i32, pitch: i32): void {
  const step = <usize>pitch << 2;
  for (let column = 0; column < inner; column++) {
    let place = 0;
    let best = v128.load32_splat(source);
    let element = source;
    for (let k = 0; k < axis; k++) {
      const x = v128.load32_splat(element);
      element += step;
      if (!beats<Order>(x, best)) continue;
      best = x;
      place = k;
      if (hasNaN(x)) break;
    }
    store<i32>(target, place);
    source += 4;
    target += 4;
  }
}

// @ts-ignore: decorator
@inline
function hasNaN(x: v128): bool {
  return i32x4.bitmask(f32x4.eq(x, x)) != 15;
}

export function argmax(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  places<Above>(source, target, outer, axis, inner, pitch);
}

export function argmin(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  places<Below>(source, target, outer, axis, inner, pitch);
}
