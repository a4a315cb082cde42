/**
 * The picture: the bound against the training step, the truth as a dashed line, and the final estimate in the band of
 * its 95 % interval. It is one string of SVG, drawn anew at every change.
 */
export interface Curve {
  /** Steps at most: the right end of the axis. */
  readonly steps: number;
  readonly points: readonly { readonly step: number; readonly value: number }[];
  /** Nats. */
  readonly truth: number;
  readonly estimate?: { readonly value: number; readonly interval: readonly [low: number, high: number] };
}

const frame = { left: 64, right: 612, top: 16, bottom: 300 };

export function drawPlot(svg: SVGElement, { steps, points, truth, estimate }: Curve): void {
  const scale = Math.max(truth, 0.1);
  const [low, high] = [-0.2 * scale, Math.max(1.2 * scale, ...points.map(({ value }) => 1.05 * value))];
  const x = (step: number) => frame.left + (step / steps) * (frame.right - frame.left);
  // An untrained network may start far below zero; that dive would flatten everything else.
  const y = (value: number) =>
    frame.bottom - ((Math.max(value, low) - low) / (high - low)) * (frame.bottom - frame.top);

  const grid = ticks(low, high).map(
    (value) =>
      `<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${y(value)}" y2="${y(value)}" />` +
      `<text x="${frame.left - 8}" y="${y(value)}" text-anchor="end" dominant-baseline="middle">${label(value)}</text>`,
  );
  const stepLabels = ticks(0, steps).map(
    (step) => `<text x="${x(step)}" y="${frame.bottom + 26}" text-anchor="middle">${step}</text>`,
  );
  const path = points.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const last = points.at(-1);

  svg.innerHTML = [
    ...grid,
    ...stepLabels,
    `<text x="${(frame.left + frame.right) / 2}" y="${frame.bottom + 52}" text-anchor="middle">training step</text>`,
    `<text transform="translate(16 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">nats</text>`,
    estimate && band(y(estimate.interval[0]), y(estimate.interval[1])),
    estimate && horizontal('estimate', y(estimate.value)),
    horizontal('true-value', y(truth)),
    `<text class="true-label" x="${frame.left + 6}" y="${y(truth) - 8}">truth ${truth.toFixed(3)}</text>`,
    `<polyline class="bound" points="${path}" />`,
    last && `<circle class="now" cx="${x(last.step)}" cy="${y(last.value)}" r="4" />`,
  ]
    .filter(Boolean)
    .join('');
}

function horizontal(name: string, y: number): string {
  return `<line class="${name}" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}" />`;
}

function band(low: number, high: number): string {
  return `<rect class="interval" x="${frame.left}" width="${frame.right - frame.left}" y="${high}" height="${low - high}" />`;
}

/** Round numbers from low to high, about five of them. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const spacing = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / spacing);
  return Array.from({ length: Math.floor(high / spacing) - first + 1 }, (_, i) => (first + i) * spacing);
}

function label(value: number): string {
  return String(Number(value.toPrecision(3)));
}
