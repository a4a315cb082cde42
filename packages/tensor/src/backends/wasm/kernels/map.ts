/**
 * The loop of every unary kernel. An operation is a class without fields whose inlined `apply` turns four lanes into
 * four; `map<Operation>` compiles to one loop with that arithmetic inside, so there is no call per element. p and q are
 * the operation's attributes, splatted once.
 */
import { loadLanes, storeLanes } from './simd';

export function map<Operation>(source: usize, target: usize, count: i32, p: f32 = 0, q: f32 = 0): void {
  // Operations have no state: a null reference is enough to reach the method, and it is resolved at compile time.
  const operation = changetype<Operation>(0);
  const first = f32x4.splat(p);
  const second = f32x4.splat(q);
  const end = source + (<usize>count << 2);
  while (source + 32 <= end) {
    const low = operation.apply(v128.load(source), first, second);
    const high = operation.apply(v128.load(source, 16), first, second);
    v128.store(target, low);
    v128.store(target, high, 16);
    source += 32;
    target += 32;
  }
  while (source < end) {
    const left = <i32>(end - source) >> 2;
    storeLanes(target, operation.apply(loadLanes(source, left), first, second), left);
    source += 16;
    target += 16;
  }
}
