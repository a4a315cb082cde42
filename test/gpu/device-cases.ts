/**
 * What every device must do, as plain functions without a test framework, so that the same cases run in Node and inside
 * a browser's page. Many of them are traps of gpu.js: what it would answer wrongly, or never answer, if it were used
 * without care.
 */
import type { Device, DeviceArray, KernelSource } from '../../packages/tensor/src/backends/gpu/device.ts';

export interface DeviceCase {
  readonly name: string;
  /** Throws if the device does it wrong. */
  readonly run: () => Promise<void>;
}

/** The device, and the two things of it that only tests touch. */
export interface TestedDevice extends Device {
  kernelLimit: number;
  readonly failure: Error | null;
}

function kernel(key: string, source: string): KernelSource {
  return { key: `case:${key}`, source: () => source };
}

const copy = kernel('copy', 'function (a) { return a[this.thread.x]; }');
const axpy = kernel('axpy', 'function (a, b, s) { return a[this.thread.x] * s + b[this.thread.x]; }');
const scale = kernel('scale', 'function (a, s) { return a[this.thread.x] * s; }');

function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

function show(values: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(values.length, 8) }, (_, i) => values[i]);
  return `[${shown.join(', ')}${values.length > 8 ? `, ... ${values.length} in all` : ''}]`;
}

function assertEqual(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  let equal = actual.length === expected.length;
  for (let i = 0; equal && i < expected.length; i++) equal = Object.is(actual[i], expected[i]);
  assert(equal, `expected ${show(expected)}, got ${show(actual)}`);
}

/** The error of an operation, whether it throws at once or, as in mode webgpu, when its result is read. */
async function failureOf(operation: () => unknown): Promise<Error> {
  try {
    await operation();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, but there was none');
}

function assertError(error: Error, name: string, ...parts: string[]): void {
  assert(error.name === name, `expected a ${name}, got ${error.name}: ${error.message}`);
  for (const part of parts) assert(error.message.includes(part), `'${part}' is not in the message: ${error.message}`);
}

export function deviceCases(device: TestedDevice): DeviceCase[] {
  const { mode, limits } = device.info;
  const owned: DeviceArray[] = [];
  const keep = (array: DeviceArray) => {
    owned.push(array);
    return array;
  };
  const upload = (...values: number[]) => keep(device.upload(Float32Array.from(values)));
  const launch = (source: KernelSource, length: number, ...parameters: (DeviceArray | number)[]) =>
    keep(device.launch(source, length, parameters));

  const cases: Record<string, () => Promise<void>> = {
    async 'what is uploaded is read, special values included'() {
      const values = [1.5, -2, 3e38, -3e38, Number.NaN, Infinity, -Infinity, 0];
      assertEqual(await device.read(upload(...values)), new Float32Array(values));
    },

    async 'an array of one element'() {
      assertEqual(await device.read(upload(7)), [7]);
      assertEqual(await device.read(launch(scale, 1, upload(3), 2)), [6]);
    },

    async 'four elements a thread, for lengths that four divides and others'() {
      const read = device.readsFours ? 'a[this.thread.x]' : null;
      const four = [0, 1, 2, 3];
      const elements = read
        ? [`const x = ${read};`, ...four.map((c) => `const x${c} = x[${c}];`)]
        : four.map((c) => `const x${c} = a[4 * this.thread.x + ${c}];`);
      const double: KernelSource = {
        key: 'case:double',
        width: 4,
        source: () => `function (a) { ${elements.join(' ')} return [${four.map((c) => `2 * x${c}`).join(', ')}]; }`,
      };
      for (const length of [1, 3, 4, 5, 8, 1000, 4099]) {
        const values = Array.from({ length }, (_, i) => i + 1);
        const doubled = launch(double, length, upload(...values));
        const twice = launch(double, length, doubled);
        assertEqual(
          await device.read(twice),
          values.map((value) => 4 * value),
        );
        // What a kernel of width 4 wrote, one of width 1 reads, and the other way round.
        const scaled = launch(scale, length, twice, 0.5);
        assertEqual(
          await device.read(launch(double, length, scaled)),
          values.map((value) => 4 * value),
        );
      }
    },

    async 'several outputs of one kernel, and an error where there can be none'() {
      const parts: KernelSource = {
        key: 'case:parts',
        width: 4,
        outputs: 3,
        source: () =>
          'function (a) { const x = a[this.thread.x]; output1([x[0] + 1, x[1] + 1, x[2] + 1, x[3] + 1]); ' +
          'output2([10 * x[0], 10 * x[1], 10 * x[2], 10 * x[3]]); return [-x[0], -x[1], -x[2], -x[3]]; }',
      };
      if (device.maxOutputs < 3) {
        const error = await failureOf(() => device.launchAll(parts, 6, [upload(1, 2, 3, 4, 5, 6)]));
        assertError(error, 'ValueError', 'case:parts', '3 arrays');
        return;
      }
      for (const length of [6, 4, 6]) {
        const values = Array.from({ length }, (_, i) => i + 1);
        const outputs = device.launchAll(parts, length, [upload(...values)]).map(keep);
        assert(outputs.length === 3, `expected 3 arrays, got ${outputs.length}`);
        assertEqual(
          await device.read(outputs[0]),
          values.map((value) => -value),
        );
        assertEqual(
          await device.read(outputs[1]),
          values.map((value) => value + 1),
        );
        assertEqual(
          await device.read(outputs[2]),
          values.map((value) => 10 * value),
        );
      }
    },

    async 'uploaded values are copied at once'() {
      const values = Float32Array.of(1, 2, 3);
      const array = keep(device.upload(values));
      values.fill(9);
      const product = launch(scale, 3, array, 2);
      const next = keep(device.upload(values)); // while a launch may be waiting
      values.fill(8);
      assertEqual(await device.read(array), [1, 2, 3]);
      assertEqual(await device.read(product), [2, 4, 6]);
      assertEqual(await device.read(next), [9, 9, 9]);
    },

    async 'what is read is a copy'() {
      const array = upload(1, 2, 3);
      (await device.read(array)).fill(9);
      assertEqual(await device.read(array), [1, 2, 3]);
    },

    async 'subnormal numbers behave as the device says'() {
      const tiny = await device.read(launch(scale, 1, upload(1), 1e-40));
      assertEqual(tiny, device.info.flushesSubnormals ? [0] : [Math.fround(1e-40)]);
    },

    async 'arithmetic has the precision that the device says'() {
      const rounding = kernel('rounding', 'function (a, s) { return (a[this.thread.x] + s) - a[this.thread.x]; }');
      const [error] = await device.read(launch(rounding, 1, upload(1), 2 ** -26));
      assert(error === (device.info.precision === 'float64' ? 2 ** -26 : 0), `the difference is ${error}`);
    },

    async 'a kernel without parameters, and one that returns whole numbers'() {
      assertEqual(await device.read(launch(kernel('iota', 'function () { return this.thread.x; }'), 4)), [0, 1, 2, 3]);
      assertEqual(await device.read(launch(kernel('one', 'function () { return 1; }'), 2)), [1, 1]);
    },

    async 'loops bounded by a parameter run past 1000 turns'() {
      const count = kernel(
        'count',
        'function (n) { let sum = 0.0; for (let i = 0; i < n; i++) { sum += 1.0; } return sum; }',
      );
      for (const n of [3, 999, 1000, 1001, 70000]) assertEqual(await device.read(launch(count, 1, n)), [n]);
    },

    async 'nested loops bounded by parameters, and while loops, run to their ends'() {
      const nested = kernel(
        'nested',
        `function (a, n, m) {
          let sum = 0.0;
          for (let i = 0; i < n; i++) { for (let j = 0; j < m; j++) { sum += a[j]; } }
          let turns = 0.0;
          while (turns < n) { turns += 1.0; }
          return sum + turns;
        }`,
      );
      const ones = keep(device.upload(new Float32Array(1500).fill(1)));
      assertEqual(await device.read(launch(nested, 1, ones, 3, 1500)), [4503]);
      assertEqual(await device.read(launch(nested, 1, ones, 1100, 2)), [3300]);
    },

    async 'one kernel serves all sizes, of its arrays and of its output'() {
      const gather = kernel(
        'gather',
        'function (a, columns, stride) { let row = Math.floor((this.thread.x + 0.5) / columns); return a[row * stride + this.thread.x - row * columns]; }',
      );
      for (const [rows, columns, stride] of [
        [2, 3, 3],
        [5, 2, 4],
        [1, 7, 9],
        [40, 40, 41],
        [2, 3, 5],
      ]) {
        const values = Float32Array.from({ length: rows * stride }, (_, i) => i);
        const expected = Float32Array.from({ length: rows * columns }, (_, i) => {
          const row = Math.floor(i / columns);
          return row * stride + (i % columns);
        });
        const result = launch(gather, rows * columns, keep(device.upload(values)), columns, stride);
        assertEqual(await device.read(result), expected);
      }
    },

    async 'output sizes alternate without reads in between'() {
      const array = upload(1, 2, 3, 4, 5, 6, 7, 8, 9);
      const results = Array.from({ length: 24 }, (_, i) => launch(scale, 1 + (i % 9), array, i));
      for (const [i, result] of results.entries()) {
        assertEqual(
          await device.read(result),
          Float32Array.from({ length: 1 + (i % 9) }, (_, j) => (j + 1) * i || 0),
        );
      }
    },

    async 'a number is a float whether whole at first or not'() {
      const whole = kernel('whole-first', 'function (a, s) { return a[this.thread.x] / s; }');
      const fraction = kernel('fraction-first', 'function (a, s) { return a[this.thread.x] / s; }');
      const array = upload(7);
      for (const s of [2, 2.5, -3, 0.125])
        assertEqual(await device.read(launch(whole, 1, array, s)), [Math.fround(7 / s)]);
      for (const s of [0.5, 2]) assertEqual(await device.read(launch(fraction, 1, array, s)), [7 / s]);
    },

    async 'NaN and infinities pass as numbers, at a first call and later'() {
      const parameter = kernel('parameter', 'function (s) { return s; }');
      const values = [Infinity, -Infinity, Number.NaN, 3.4028234663852886e38, 2 ** 24, 0.5];
      for (const value of values) assertEqual(await device.read(launch(parameter, 1, value)), [value]);
      const parameter2 = kernel('parameter-2', 'function (s) { return s; }');
      assertEqual(await device.read(launch(parameter2, 1, Number.NaN)), [Number.NaN]);
      assertEqual(await device.read(launch(parameter2, 1, 1)), [1]);
    },

    async 'results are never written over'() {
      const array = upload(1, 2);
      const results = [1, 2, 3, 4].map((s) => launch(scale, 2, array, s));
      for (const [i, result] of results.entries()) assertEqual(await device.read(result), [i + 1, 2 * (i + 1)]);
    },

    async 'a kernel takes its own result, and one array twice'() {
      let array = upload(1, -1);
      for (let i = 0; i < 10; i++) array = launch(scale, 2, array, 2);
      assertEqual(await device.read(array), [1024, -1024]);
      assertEqual(await device.read(launch(axpy, 2, array, array, 3)), [4096, -4096]);
    },

    async 'a kernel takes its own result after its sizes have changed'() {
      const grow = kernel('grow', 'function (a, s) { return a[this.thread.x] + s; }');
      const run = (length: number, array: DeviceArray, s: number) => device.launch(grow, length, [array, s]);
      for (const length of [3, 50, 7, 3]) {
        const array = device.upload(new Float32Array(length));
        const first = run(length, array, 1);
        const second = run(length, first, 10);
        device.free(first);
        const third = run(length, second, 100);
        device.free(second);
        const fourth = keep(run(length, third, 1000));
        device.free(array);
        device.free(third);
        assertEqual(await device.read(fourth), new Float32Array(length).fill(1111));
      }
    },

    async 'memory given back is used again without harm to what lives'() {
      const array = upload(1, 2, 3);
      const kept: DeviceArray[] = [];
      for (let i = 0; i < 20; i++) {
        const result = device.launch(scale, 3, [array, i]);
        if (i % 3 === 0) kept.push(keep(result));
        else device.free(result);
      }
      for (const [i, result] of kept.entries()) assertEqual(await device.read(result), [3 * i, 6 * i, 9 * i]);
    },

    async 'the most arrays that the device promises'() {
      const names = Array.from({ length: limits.arrays }, (_, i) => `a${i}`);
      const sum = names.map((name, i) => `${name}[this.thread.x] * ${10 ** i}.0`).join(' + ');
      const source = kernel('most-arrays', `function (${names.join(', ')}) { return ${sum}; }`);
      const arrays = names.map((_, i) => upload(i + 1, 1));
      const expected = names.reduce((total, _, i) => total + (i + 1) * 10 ** i, 0);
      assertEqual(await device.read(launch(source, 2, ...arrays)), [
        expected,
        names.reduce((t, _, i) => t + 10 ** i, 0),
      ]);
    },

    async 'more arrays than the device promises are refused'() {
      const names = Array.from({ length: limits.arrays + 1 }, (_, i) => `a${i}`);
      const source = kernel('too-many', `function (${names.join(', ')}) { return a0[0]; }`);
      const array = upload(1);
      const error = await failureOf(() =>
        device.launch(
          source,
          1,
          names.map(() => array),
        ),
      );
      assertError(error, 'ValueError', 'case:too-many', `${limits.arrays + 1} arrays`, mode, 'split');
    },

    async 'lengths beyond the limit, of zero and of fractions are refused'() {
      const array = upload(1);
      for (const length of [0, limits.elements + 1, 1.5, -1, Number.NaN]) {
        const error = await failureOf(() => device.launch(copy, length, [array]));
        assertError(error, 'ValueError', 'case:copy', String(length), String(limits.elements));
      }
      assertError(await failureOf(() => device.upload(new Float32Array(0))), 'ValueError', 'uploaded', '0');
    },

    async 'long arrays of awkward lengths'() {
      for (const length of [4097, 100_003]) {
        const values = Float32Array.from({ length }, (_, i) => i);
        const array = keep(device.upload(values));
        assertEqual(await device.read(array), values);
        assertEqual(await device.read(launch(scale, length, array, 1)), values);
      }
    },

    async 'more elements than one dispatch of WebGPU has'() {
      const length = 65_535 * 64 + 3;
      const result = await device.read(
        launch(kernel('index', 'function (s) { return this.thread.x * s; }'), length, 1),
      );
      assert(result.length === length, `${result.length} elements`);
      for (const i of [0, 1, 64, 65_536, 4_194_239, 4_194_240, length - 1])
        assert(result[i] === i, `[${i}] = ${result[i]}`);
    },

    async 'first calls of a kernel with different sizes at once'() {
      const fresh = kernel('fresh', 'function (a, s) { return a[this.thread.x] + s; }');
      const array = upload(1, 2, 3, 4);
      const results = [4, 2, 3, 1].map((length) => launch(fresh, length, array, length));
      const values = await Promise.all(results.map((result) => device.read(result)));
      assertEqual(values[0], [5, 6, 7, 8]);
      assertEqual(values[1], [3, 4]);
      assertEqual(values[2], [4, 5, 6]);
      assertEqual(values[3], [2]);
    },

    async 'an array freed after a launch was still seen by it'() {
      const array = device.upload(Float32Array.of(1, 2));
      const doubled = device.launch(scale, 2, [array, 2]);
      const tripled = launch(axpy, 2, doubled, array, 1);
      const reading = device.read(doubled);
      device.free(array);
      device.free(doubled);
      assertEqual(await device.read(tripled), [3, 6]);
      assertEqual(await reading, [2, 4]);
    },

    async 'a freed array is refused, and freeing it again does nothing'() {
      const array = device.upload(Float32Array.of(1, 2));
      device.free(array);
      const { arrays, bytes } = device.memory;
      device.free(array);
      assert(device.memory.arrays === arrays && device.memory.bytes === bytes, 'it was counted twice');
      assertError(await failureOf(() => device.launch(scale, 2, [array, 1])), 'DisposedError', 'case:scale', 'freed');
      assertError(await failureOf(() => device.read(array)), 'DisposedError', 'freed');
      if (device.canReadSync) assertError(await failureOf(() => device.readSync(array)), 'DisposedError', 'freed');
    },

    async 'an array of another device is refused'() {
      const stranger = { length: 1 } as DeviceArray;
      assertError(await failureOf(() => device.launch(copy, 1, [stranger])), 'ValueError', 'another device');
      assertError(await failureOf(() => device.read(stranger)), 'ValueError', 'another device');
    },

    async 'memory is counted'() {
      const { arrays, bytes } = device.memory;
      const array = device.upload(new Float32Array(10));
      const result = device.launch(copy, 3, [array]);
      assert(device.memory.arrays === arrays + 2, `${device.memory.arrays - arrays} arrays instead of 2`);
      assert(device.memory.bytes === bytes + 52, `${device.memory.bytes - bytes} bytes instead of 52`);
      device.free(array);
      device.free(result);
      assert(device.memory.arrays === arrays && device.memory.bytes === bytes, 'memory that was freed still counts');
    },

    async 'a kernel is compiled once, whatever its sizes'() {
      const source = kernel('once', 'function (a, s) { return a[this.thread.x] - s; }');
      const before = device.kernels;
      for (const length of [1, 2, 3, 2]) launch(source, length, upload(5, 6, 7), length);
      assert(device.kernels === before + 1, `${device.kernels - before} kernels were compiled`);
    },

    async 'results outlive the kernel that made them'() {
      const before = device.kernelLimit;
      device.kernelLimit = 2;
      try {
        const array = upload(1, 2);
        const sources = Array.from({ length: 6 }, (_, i) =>
          kernel(`short-lived-${i}`, `function (a, s) { return a[this.thread.x] * s + ${i}.0; }`),
        );
        const results = sources.map((source) => [1, 2].map((s) => launch(source, 2, array, s)));
        const again = launch(sources[0], 1, array, 1);
        for (const [i, [first, second]] of results.entries()) {
          assertEqual(await device.read(first), [1 + i, 2 + i]);
          assertEqual(await device.read(second), [2 + i, 4 + i]);
        }
        assertEqual(await device.read(again), [1]);
        assertEqual(await device.read(launch(axpy, 2, results[1][0], results[5][0], 1)), [8, 10]);
      } finally {
        device.kernelLimit = before;
      }
    },

    async 'a kernel that cannot be compiled is named, and harms nothing else'() {
      const broken = kernel('broken', 'function (a) { return a[this.thread.x] + notDefined; }');
      const array = upload(1);
      const error = await failureOf(() => device.read(launch(broken, 1, array)));
      assert(error.message.includes('case:broken'), `the message does not name the kernel: ${error.message}`);
      assert(error.message.includes(mode), `the message does not name the mode: ${error.message}`);
      assertEqual(await device.read(launch(scale, 1, array, 4)), [4]);
    },

    async 'reading in one step'() {
      const array = upload(1, 2, 3, 4, 5);
      const result = launch(scale, 5, array, 2);
      if (device.canReadSync) assertEqual(device.readSync(result), [2, 4, 6, 8, 10]);
      else assertError(await failureOf(() => device.readSync(result)), 'AsyncReadError', 'await');
    },

    async 'many reads at once'() {
      const arrays = Array.from({ length: 8 }, (_, i) =>
        launch(scale, 4 + i, keep(device.upload(new Float32Array(12).fill(1))), i),
      );
      const values = await Promise.all(arrays.map((array) => device.read(array)));
      for (const [i, value] of values.entries()) assertEqual(value, new Float32Array(4 + i).fill(i));
    },
  };

  return Object.entries(cases).map(([name, body]) => ({
    name,
    async run() {
      try {
        await body();
        if (device.failure) throw device.failure;
      } finally {
        for (const array of owned.splice(0)) device.free(array);
      }
    },
  }));
}

/**
 * What happens when a device is lost. The device given is of no use afterwards.
 *
 * @param lose takes the device away
 * @param reopen opens the same mode again
 */
export async function checkLoss(
  device: TestedDevice,
  lose: () => void | Promise<void>,
  reopen: () => Promise<TestedDevice>,
): Promise<void> {
  const array = device.upload(Float32Array.of(1, 2));
  await device.read(array);
  await lose();
  for (const operation of [() => device.read(array), () => device.read(device.launch(scale, 2, [array, 2]))]) {
    assertError(await failureOf(operation), 'ContextLostError', 'lost', 'Open the backend again');
  }
  const next = await reopen();
  assert(next !== device, 'the lost device was opened again');
  const result = next.launch(scale, 2, [next.upload(Float32Array.of(1, 2)), 2]);
  assertEqual(await next.read(result), [2, 4]);
  assertError(await failureOf(() => next.launch(scale, 2, [array, 2])), 'ValueError', 'another device');
}
