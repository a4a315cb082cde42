import { plotSpec } from './src/plot.ts';
import { drawPlot } from './src/render.ts';
const pts = (f: (s: number) => number) => Array.from({ length: 30 }, (_, i) => ({ step: (i + 1) * 100, value: f((i + 1) * 100) }));
const spec = plotSpec({ title: 'Mutual information of temperature and wind', subtitle: '0.4213 nats, 95 % interval 0.4013 to 0.4413; 8,759 rows, estimator mine', unit: 'nats',
 curves: [{ name: 'training', points: pts((s) => 0.45 * (1 - Math.exp(-s / 500)) + 0.02 * Math.sin(s)) }, { name: 'validation', points: pts((s) => 0.43 * (1 - Math.exp(-s / 500))) }],
 estimate: { value: 0.4213, interval: [0.4013, 0.4413] }, truth: 0.458 });
await drawPlot(spec, '/tmp/cli/p.png', 'png'); await drawPlot(spec, '/tmp/cli/p.svg', 'svg');
