/**
 * a b + c on four lanes. Where the engine has relaxed SIMD the product is not rounded before the sum (one instruction
 * instead of two); which it is, is settled when the module is compiled: build-wasm.ts makes one of each.
 */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}
