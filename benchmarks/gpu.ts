/**
 * `npm run bench:gpu`: the modes of Infograd's gpu backend beside TensorFlow.js, in pages of one Chromium and then in Node. Prints Markdown
 * tables: times, how many times as fast as each peer, and GFLOP/s of the products. Without --gpu Chromium renders in software, on the
 * processor, which says nothing of what a graphics card would do.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BenchmarkBrowser, softwareVulkan } from './browser.ts';
import { type Case, cases, largeCases, work } from './cases.ts';
import { chooseCases, choosePeers, compare } from './compare.ts';
import { openProcess } from './process.ts';
import { heading, machine, productTable, type Report, ratioTable, timeTable } from './report.ts';
import type { Session } from './session.ts';

/** By place. Ratios in the table of times refer to the first. */
const peerNames = {
  page: ['infograd-gpu-webgl2', 'infograd-gpu-webgpu', 'infograd-wasm', 'tfjs-webgl', 'tfjs-webgpu'],
  node: ['infograd-gpu-webasm', 'infograd-gpu-webgpu', 'infograd-gpu-cpu', 'infograd-wasm', 'tfjs-wasm'],
};
type Place = keyof typeof peerNames;
const everyPeer = [...new Set([...peerNames.page, ...peerNames.node])];
const everyCase = [...cases, ...largeCases];

const usage = `Usage: npm run bench:gpu -- [options]
  --gpu            on the machine's graphics card, through Vulkan; an error when there is none
  --large          also the products of 2048 × 2048 and 4096 × 4096 matrices, for graphics cards
  --quick          3 short rounds, without the products of 1024 × 1024 matrices: 4 minutes at most instead of 20
  --only PLACE     page (in Chromium, found by itself or at $CHROMIUM_PATH) or node; both otherwise
  --case NAME      only cases of this kind, or whose name starts so (repeatable): ${everyCase.map(({ name }) => name).join(', ')}
  --peers A,B      only these: ${everyPeer.join(', ')}
  --json FILE      also write every round's time
  --markdown FILE  also write what is printed`;

function readOptions() {
  return parseArgs({
    options: {
      gpu: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      case: { type: 'string', multiple: true, default: [''] },
      peers: { type: 'string', default: everyPeer.join(',') },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}
type Options = ReturnType<typeof readOptions>;

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(usage);
  const { only, quick } = options;
  if (only !== undefined && only !== 'page' && only !== 'node') throw new Error(`--only takes page or node\n${usage}`);
  const places: Place[] = only === undefined ? ['page', 'node'] : [only];
  const minutes = quick ? { page: 3, node: 1 } : { page: 15, node: 5 };
  const reports: Report[] = [];
  for (const place of places) {
    const deadline = performance.now() + minutes[place] * 60_000;
    const report = await (place === 'page' ? runInPages : runInNode)(options, deadline);
    console.log(`${comparisons(report)}\n`);
    reports.push(report);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(reports, undefined, 2)}\n`);
  const text = reports.map((report) => [heading(report), timeTable(report), '', comparisons(report), ''].join('\n'));
  if (options.markdown) writeFileSync(options.markdown, text.join('\n'));
}

async function runInPages(options: Options, deadline: number): Promise<Report> {
  const browser = await BenchmarkBrowser.launch({ gpu: options.gpu });
  try {
    return await measureIn('page', (peer) => browser.open(peer), browser.version, options, deadline);
  } finally {
    await browser.close();
  }
}

async function runInNode(options: Options, deadline: number): Promise<Report> {
  // WebGPU in Node needs a Vulkan driver; Chromium's own, in software, serves where no card is meant.
  if (!options.gpu && existsSync(softwareVulkan)) process.env.VK_DRIVER_FILES ??= softwareVulkan;
  return await measureIn('node', openProcess, 'no browser', options, deadline);
}

function measureIn(
  place: Place,
  open: (peer: string) => Session | Promise<Session>,
  host: string,
  options: Options,
  deadline: number,
): Promise<Report> {
  return compare({
    peers: peersIn(place, options),
    open,
    cases: casesIn(place, options),
    plan: options.quick ? { rounds: 3, budget: 150, limit: 3000 } : { rounds: 7, budget: 500, limit: 20_000 },
    machine: `${machine()}, ${host}`,
    command: ['npm run bench:gpu --', ...process.argv.slice(2)].join(' '),
    deadline,
    accept: options.gpu && place === 'page' ? requireGpu : undefined,
  });
}

function peersIn(place: Place, { peers }: Options): string[] {
  const chosen = choosePeers(everyPeer, peers);
  return peerNames[place].filter((name) => chosen.includes(name));
}

/**
 * From little work to much, since time may run out. Software takes seconds for a large product: Chromium's renderer from 1024 × 1024 on, the
 * modes of Node from 512 × 512 on.
 */
function casesIn(place: Place, options: Options): Case[] {
  const largest = place === 'node' ? 256 : options.quick ? 512 : 1024;
  const usual = cases.filter((task) => task.kind !== 'matmul' || work(task) <= 2 * largest ** 3);
  const all = place === 'page' && options.large ? [...usual, ...largeCases] : usual;
  return chooseCases(all, options.case).sort((a, b) => work(a) - work(b));
}

function requireGpu(peer: string, description: string): void {
  if (!/^not here|swiftshader|llvmpipe|lavapipe/i.test(description)) return;
  throw new Error(`--gpu: ${peer} does not reach a graphics card (${description}); is its Vulkan driver installed?`);
}

/** Each gpu mode against each peer, and the speed of products. */
function comparisons(report: Report): string {
  const names = Object.keys(report.peers);
  const others = names.filter((name) => !name.startsWith('infograd'));
  const own = names.filter((name) => name.startsWith('infograd-gpu'));
  const pairs = own.flatMap((name) => others.map((other) => [name, other] as const));
  return [pairs.length > 0 && ratioTable(report, pairs), productTable(report, everyCase)].filter(Boolean).join('\n\n');
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
