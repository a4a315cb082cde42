/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of 64-bit blocks whose outputs pass every test of randomness that its
 * authors could find (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A stream of
 * random words is the bijection applied to consecutive counters, so any part of it can be made without the rest.
 */

/** How far the second word is rotated in each round; the eight repeat. */
const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
/** The constant that makes the third key word from the other two. */
const parity = 0x1bd11bda;

/**
 * Consecutive words of a stream, two a block.
 *
 * @param key0, key1 the key, two unsigned 32-bit words
 * @param low, high the counter of the first block, two unsigned 32-bit words
 */
export function threefryWords(key0: number, key1: number, low: number, high: number, count: number): Uint32Array {
  const words = new Uint32Array(count + (count & 1));
  const key2 = parity ^ key0 ^ key1;
  for (let i = 0; i < words.length; i += 2) {
    let x0 = (low + key0) | 0;
    let x1 = (high + key1) | 0;
    let [a, b, c] = [key0, key1, key2];
    for (let group = 1; group <= 5; group++) {
      const first = group % 2 === 1 ? 0 : 4;
      for (let round = first; round < first + 4; round++) {
        x0 = (x0 + x1) | 0;
        x1 = ((x1 << rotations[round]) | (x1 >>> (32 - rotations[round]))) ^ x0;
      }
      [a, b, c] = [b, c, a];
      x0 = (x0 + a) | 0;
      x1 = (x1 + b + group) | 0;
    }
    words[i] = x0;
    words[i + 1] = x1;
    low = (low + 1) >>> 0;
    if (low === 0) high = (high + 1) >>> 0;
  }
  return words.subarray(0, count);
}

/**
 * One block: two random 32-bit words, unsigned.
 *
 * @param key0, key1 the key
 * @param counter0, counter1 the counter, low word first
 * For instance, threefry2x32(0, 0, 0, 0) // [0x6b200159, 0x99ba4efe]
 */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const [first, second] = threefryWords(key0, key1, counter0, counter1, 2);
  return [first, second];
}
