/** Tables and numbers in Markdown. */

/** The first column is text, the others are numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|---|${'--:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

/** An amount of nats; empty where there is none. */
export function nats(value: number | null | undefined, digits = 3): string {
  return value === undefined || value === null ? '' : value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1');
}

/** The same with its sign. */
export function signedNats(value: number | null | undefined, digits = 3): string {
  const text = nats(value, digits);
  return text === '' || text.startsWith('-') ? text : `+${text}`;
}

export function percent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(0)} %`;
}
