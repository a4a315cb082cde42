/** Whether this process has WebAssembly's relaxed vector instructions, of which fused multiply-add is one. */

/** A module whose one function returns f32x4.relaxed_madd of its arguments. */
const probe = Buffer.from('0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd85020b', 'hex');

export const hasRelaxedSimd: boolean = WebAssembly.validate(probe);

/** What Node must be started with to have them: nothing in versions that have them anyway. */
export const relaxedSimdFlags: readonly string[] = hasRelaxedSimd ? [] : ['--experimental-wasm-relaxed-simd'];
