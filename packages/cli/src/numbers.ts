/** How numbers are shown to people: enough digits to judge an estimate, thousands apart, times in words. */

/** A value in nats or bits: four decimals, with a true minus sign left to typesetting. */
export function formatValue(value: number): string {
  return value.toFixed(4).replace(/^-(0\.0*)$/, '$1');
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A count with its noun: `1 row`, `2,000 rows`. */
export function formatMany(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time span: `0.4 s`, `12 s`, `3 min 5 s`, `1 h 2 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A p-value, to two significant digits at least: `0.032`, `0.00070`. */
export function formatPValue(value: number): string {
  return value >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}
