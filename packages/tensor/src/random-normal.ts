// TEMPORARY, replaced by the kernel author
export function normalFromBits(bits: number): number {
  const p = ((bits & 0x7fffffff) + 0.5) * 2 ** -31;
  const w = -Math.log(p * (2 - p));
  const t = w < 5 ? w - 2.5 : Math.sqrt(w) - 3;
  const c = w < 5 ? [2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941] : [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682];
  const z = Math.SQRT2 * c.reduce((s, k) => s * t + k) * (1 - p);
  return Math.fround(bits >>> 31 ? -z : z);
}
