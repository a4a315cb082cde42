/**
 * One Adam step in one pass over memory (Kingma & Ba, 2015, algorithm 1), with decoupled weight decay (Loshchilov & Hutter,
 * 2019). The moments' corrections 1 - beta^t come from the caller; the kernel keeps no state.
 */
import { loadLanes, storeLanes } from './simd';

export function adamStep(
  parameter: usize,
  gradient: usize,
  moment1: usize,
  moment2: usize,
  newParameter: usize,
  newMoment1: usize,
  newMoment2: usize,
  count: i32,
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
  for (let left = count; left > 0; left -= 4) {
    const p = loadLanes(parameter, left);
    const g = loadLanes(gradient, left);
    const m = f32x4.add(f32x4.mul(keep1, loadLanes(moment1, left)), f32x4.mul(take1, g));
    const v = f32x4.add(f32x4.mul(keep2, loadLanes(moment2, left)), f32x4.mul(f32x4.mul(take2, g), g));
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale2)), smallest);
    const change = f32x4.add(f32x4.div(f32x4.mul(step, m), size), f32x4.mul(decay, p));
    storeLanes(newParameter, f32x4.sub(p, change), left);
    storeLanes(newMoment1, m, left);
    storeLanes(newMoment2, v, left);
    parameter += 16;
    gradient += 16;
    moment1 += 16;
    moment2 += 16;
    newParameter += 16;
    newMoment1 += 16;
    newMoment2 += 16;
  }
}
