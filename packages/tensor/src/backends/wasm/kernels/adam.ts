/**
 * One Adam step in one pass over memory (Kingma & Ba, 2015, algorithm 1), with decoupled weight decay (Loshchilov & Hutter,
 * 2019), of all parameters. The moments' corrections 1 - beta^t come from the caller; the kernel keeps no state.
 */
import { loadLanes, storeLanes } from './simd';

/** What the table says of a parameter. */
// @ts-ignore: decorator
@unmanaged
class Entry {
  count: i32;
  parameter: usize;
  gradient: usize;
  moment1: usize;
  moment2: usize;
  newParameter: usize;
  newMoment1: usize;
  newMoment2: usize;
}

/** Four elements, or the `count` that are there, `at` bytes from the beginning of the parameter. */
// @ts-ignore: decorator
@inline
function updateLanes(
  entry: Entry,
  at: usize,
  count: i32,
  keep1: v128,
  keep2: v128,
  take1: v128,
  take2: v128,
  step: v128,
  scale2: v128,
  smallest: v128,
  decay: v128,
): void {
  const p = loadLanes(entry.parameter + at, count);
  const g = loadLanes(entry.gradient + at, count);
  const m = f32x4.add(f32x4.mul(keep1, loadLanes(entry.moment1 + at, count)), f32x4.mul(take1, g));
  const v = f32x4.add(f32x4.mul(keep2, loadLanes(entry.moment2 + at, count)), f32x4.mul(f32x4.mul(take2, g), g));
  const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale2)), smallest);
  const change = f32x4.add(f32x4.div(f32x4.mul(step, m), size), f32x4.mul(decay, p));
  storeLanes(entry.newParameter + at, f32x4.sub(p, change), count);
  storeLanes(entry.newMoment1 + at, m, count);
  storeLanes(entry.newMoment2 + at, v, count);
}

/** Elements `begin` to `end - 1`, counted through all entries of the table. */
export function adamStep(
  table: usize,
  begin: i32,
  end: i32,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  weightDecay: f64,
): void {
  const keep1 = f32x4.splat(<f32>beta1);
  const keep2 = f32x4.splat(<f32>beta2);
  // 1 - beta in double precision: as float32 numbers 0.999 and 1 - 0.999 would not add up.
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const take2 = f32x4.splat(<f32>(1 - beta2));
  const step = f32x4.splat(<f32>(learningRate / correction1));
  const scale2 = f32x4.splat(<f32>(1 / correction2));
  const smallest = f32x4.splat(<f32>epsilon);
  const decay = f32x4.splat(<f32>(learningRate * weightDecay));
  let first = 0;
  for (; first < end; table += offsetof<Entry>()) {
    const entry = changetype<Entry>(table);
    const from = max(begin - first, 0);
    const to = min(end - first, entry.count);
    first += entry.count;
    let i = from;
    for (; i + 4 <= to; i += 4) {
      updateLanes(entry, <usize>i << 2, 4, keep1, keep2, take1, take2, step, scale2, smallest, decay);
    }
    if (i < to) {
      updateLanes(entry, <usize>i << 2, to - i, keep1, keep2, take1, take2, step, scale2, smallest, decay);
    }
  }
}
