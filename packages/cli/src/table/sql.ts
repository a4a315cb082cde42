/**
 * Quoting for the SQL that this package writes. Values travel as bound parameters; only names of columns, which SQL
 * cannot bind, are quoted here. File names get DuckDB's glob characters escaped, so that a name means that one file.
 */

/** A column's name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL string literal, for the few places where DuckDB takes no parameter. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path that DuckDB's table functions read as this file and no other. */
export function literalPath(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
