/**
 * Copying runs of neighbouring elements. A narrow row is not worth a loop: from half a piece up to a whole one more it is covered by
 * two pieces of one size, the first at its beginning and the last at its end, which overlap in the middle.
 */

/** Two words (u32 or u64), the second `last` bytes behind the first. */
// @ts-ignore: decorator
@inline
export function copyTwoPieces<Word>(source: usize, target: usize, last: usize): void {
  const first = load<Word>(source);
  const second = load<Word>(source + last);
  store<Word>(target, first);
  store<Word>(target + last, second);
}

/** The same with vectors. */
// @ts-ignore: decorator
@inline
export function copyTwoVectors(source: usize, target: usize, last: usize): void {
  const first = v128.load(source);
  const second = v128.load(source + last);
  v128.store(target, first);
  v128.store(target + last, second);
}

/** At least 16 bytes. */
export function copyRun(source: usize, target: usize, bytes: usize): void {
  if (bytes >= 512) {
    memory.copy(target, source, bytes);
    return;
  }
  const last = bytes - 16;
  for (let i: usize = 0; i < last; i += 16) v128.store(target + i, v128.load(source + i));
  v128.store(target + last, v128.load(source + last));
}
