/**
 * The texts of one column as numbers: codes 0, 1, 2, ... in the order of the texts, so that the codes depend on which texts there
 * are and not on where they stand. A missing text has no code.
 */
export class Levels {
  readonly #codes = new Map<string, number>();

  /** A code in order of appearance; NaN for a missing text. */
  add(text: string | null): number {
    if (text === null) return Number.NaN;
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.#codes.size);
    return this.#codes.size - 1;
  }

  /** The text behind a code of `add`. */
  nameOf(code: number): string {
    return [...this.#codes.keys()][code];
  }

  /** Codes of `add` as codes in the order of the texts. */
  inOrder(codes: readonly number[]): number[] {
    const names = [...this.#codes.keys()];
    const sorted = new Map([...names].sort().map((name, rank) => [name, rank]));
    const rankOf = names.map((name) => sorted.get(name)!);
    return codes.map((code) => rankOf[code]);
  }
}
