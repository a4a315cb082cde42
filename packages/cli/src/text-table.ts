/** Columns of text set in line: words to the left, numbers to the right. */

/**
 * The lines of a table, with a header.
 *
 * @param cells rows, which may be shorter than the header
 * @example formatTable(['name', 'nats'], [['ksg', '0.51'], ['gao', '-']]) // ['name  nats', 'ksg   0.51', 'gao      -']
 */
export function formatTable(header: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const isNumeric = header.map((_, column) => cells.every((row) => /^(-|failed|-?[\d.,]+)?$/.test(row[column] ?? '')));
  return [header, ...cells].map((row) =>
    row
      .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
