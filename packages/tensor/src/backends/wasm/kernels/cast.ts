/**
 * Conversions between dtypes, name(source, target, count). Those to int32 are left to the reference kernel: WebAssembly clamps
 * what does not fit, where a cast wraps around as JavaScript does.
 */
/** Bytes that are 0 or 1 as floats. */
export function castBoolToFloat(source: usize, target: usize, count: i32): void {
  for (; count >= 4; count -= 4, source += 4, target += 16) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(source)));
    v128.store(target, f32x4.convert_i32x4_s(words));
  }
  for (; count > 0; count--, source++, target += 4) store<f32>(target, <f32>load<u8>(source));
}

/** Rounds to nearest, ties to even. */
export function castIntToFloat(source: usize, target: usize, count: i32): void {
  for (; count >= 4; count -= 4, source += 16, target += 16) {
    v128.store(target, f32x4.convert_i32x4_s(v128.load(source)));
  }
  for (; count > 0; count--, source += 4, target += 4) store<f32>(target, <f32>load<i32>(source));
}

/** Whether a float is other than 0: NaN is. */
export function castFloatToBool(source: usize, target: usize, count: i32): void {
  for (; count > 0; count--, source += 4, target++) store<u8>(target, load<f32>(source) != 0 ? 1 : 0);
}
