/**
 * A function of the kernel library, as text: parameters, single assignments in order, and a value. Text is inlined where
 * it is called, so a function is straight arithmetic with choices by `?:`, and may call those that do not call it.
 *
 * What the mathematics may rely on, because it is true in every mode: float32 or better arithmetic, each operation
 * rounded by itself or fused with the next, exact floor, exact products with powers of two, comparisons that are false
 * for NaN. What it may not: bits of a number, subnormals, literals of infinity and NaN (they are names, see inline.ts),
 * built-in exp, log and the like, and that a - (a - b) is not simplified; so splitting is done by floor or behind `?:`,
 * which no compiler looks through.
 */
export interface LibraryFunction {
  readonly parameters: readonly string[];
  /** Single assignments `name = expression`, over the parameters and the names assigned before. */
  readonly lines: readonly string[];
  readonly result: string;
}

export type LibraryFunctions = Readonly<Record<string, LibraryFunction>>;

/** The largest float32 number. */
export const largest = 3.4028234663852886e38;

/** The text of a polynomial by Horner's rule; the coefficient of the highest power first. */
export function polynomial(variable: string, coefficients: readonly number[]): string {
  const [first, ...rest] = coefficients.map((value) => (value < 0 ? `(${value})` : `${value}`));
  return rest.reduce((text, coefficient) => `(${text} * ${variable} + ${coefficient})`, first);
}
