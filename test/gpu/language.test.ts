// The kernel language: what expands to what, which mistakes are caught before gpu.js sees them, and how near to float64
// each function of the library computes in the modes that Node can open.
import { registry } from '@infograd/tensor';
import { type SweepRow, sweeps, ulpError } from '@infograd/tensor/testing';
import {
  expand,
  freshNames,
  type SpecialNumber,
  specialNumbers,
} from '../../packages/tensor/src/backends/gpu/language/inline.ts';
import { library } from '../../packages/tensor/src/backends/gpu/language/library.ts';
import type { ElementwiseOp } from '../../packages/tensor/src/op.ts';
import { namesOf } from '../tensor/op-names.ts';
import { openInNode } from './open-in-node.ts';

const evaluate = (expression: string, values: Record<string, number>): number => {
  const names = Object.fromEntries(Object.keys(values).map((name) => [name, `value_${name}`]));
  const { lines, result, specials } = expand(expression, names, freshNames());
  const parameters = { ...values, ...pick(specials) };
  const list = Object.keys(parameters).map((name) => names[name] ?? name);
  return new Function(...list, `${lines.join('\n')}\nreturn ${result};`)(...Object.values(parameters));
};

function pick(names: Iterable<SpecialNumber>): Record<string, number> {
  return Object.fromEntries([...names].map((name) => [name, specialNumbers[name]]));
}

describe('an expression', () => {
  test('keeps what it means, precedence included', () => {
    const values = { a: 3, b: -5, c: 0.5 };
    expect(evaluate('a - b - c', values)).toBe(7.5);
    expect(evaluate('a - (b - c) * 2 / a', values)).toBeCloseTo(3 + 11 / 3);
    expect(evaluate('-a * -b', values)).toBe(-15);
    expect(evaluate('a > 0 && b > 0 || c === 0.5 ? 1e1 : 2', values)).toBe(10);
    expect(evaluate('!(a > b) ? 1 : c < 1 ? 2 : 3', values)).toBe(2);
    expect(evaluate('maximum(abs(b), sqrt(a + 1)) + floor(c)', values)).toBe(5);
    expect(evaluate('maximum(infinity, isNaN(notANumber))', {})).toBe(Infinity);
  });

  test('has variables of its own for every call, in every expansion of a kernel', () => {
    const fresh = freshNames();
    const both = [expand('exp(x) * exp(-x)', { x: 'v0' }, fresh), expand('log(exp(x))', { x: 'v1' }, fresh)];
    const variables = both.flatMap(({ lines }) => lines).map((line) => /^const (\w+) = .+;$/.exec(line)?.[1]);
    expect(variables).not.toContain(undefined);
    expect(new Set(variables).size).toBe(variables.length);
  });

  test('without calls needs no statement', () => {
    const { lines, result } = expand('x > 0 ? x : slope * x', { x: 'v0', slope: 'n0' }, freshNames());
    expect([lines, result]).toEqual([[], '((v0 > 0) ? v0 : (n0 * v0))']);
  });

  test('computes an operand once, however often the function reads it', () => {
    const { lines } = expand('sign(a * b)', { a: 'v0', b: 'v1' }, freshNames());
    expect(lines.filter((line) => line.includes('v0 * v1'))).toHaveLength(1);
  });

  test('says which special numbers its text uses', () => {
    expect([...expand('log(x)', { x: 'v0' }, freshNames()).specials].sort()).toEqual(['infinity', 'notANumber']);
    expect([...expand('expm1(x)', { x: 'v0' }, freshNames()).specials]).toEqual([]);
  });

  test.each([
    ['y + 1', 'y is not a name here; there are x'],
    ['toString + 1', 'toString is not a name here'],
    ['epx(x)', 'there is no function epx'],
    ['constructor(x)', 'there is no function constructor'],
    ['Math.exp(x)', 'there is no function Math.exp'],
    ['exp(x, x)', 'exp takes 1 operand and was given 2'],
    ['Math.floor(x, x)', 'Math.floor takes 1 operand and was given 2'],
    ['x +', "expected a number, a name or ( after 'x +', found the end"],
    ['(x', 'expected )'],
    ['x x', 'expected the end of the expression'],
    ['x ? 1 : 0', 'expected a comparison'],
    ['(x > 0) * 1', 'expected a number, not a condition'],
    ['x > 0', 'expected a number, not a condition'],
    ['x | 0', "'| 0' is not in the language"],
    ['x == 0 ? 1 : 0', 'is not in the language'],
    ['', 'expected a number'],
  ])('%s is refused', (expression, message) => {
    expect(() => expand(expression, { x: 'v0' }, freshNames())).toThrow(message);
  });
});

describe('the library', () => {
  test.each(Object.keys(library))('%s names only what it has', (name) => {
    const { parameters } = library[name];
    const names = Object.fromEntries(parameters.map((parameter) => [parameter, `v_${parameter}`]));
    expand(`${name}(${parameters.join(', ')})`, names, freshNames());
  });

  test('serves every elementwise op', () => {
    const names = namesOf('elementwise');
    expect(names.length).toBeGreaterThan(40);
    for (const name of names)
      kernelOf(registry[name] as ElementwiseOp, { dtype: 'int32', alpha: 1, slope: 1, weight: 1, min: 0, max: 1 });
  });

  test.each([
    [2 ** 31, -(2 ** 31)],
    [-(2 ** 31), -(2 ** 31)],
    [2 ** 32 + 512, 512],
    [2147483520, 2147483520],
    [-2147483904, 2147483392],
    [3 * 2 ** 40 + 2 ** 31 + 2 ** 20, -(2 ** 31) + 2 ** 20],
    [1e20, 0],
    [-7.9, -7],
    [-0.5, 0],
    [Infinity, 0],
    [NaN, 0],
  ])('wrapToInt32 makes %d into %d, as JavaScript does', (x, expected) => {
    expect(Math.fround(x) | 0).toBe(expected);
    expect(evaluate('wrapToInt32(x)', { x: Math.fround(x) })).toBe(expected);
  });
});

/** A kernel of one op, its arrays named a0, a1, ... and what must be passed after them. */
function kernelOf(op: ElementwiseOp, attrs: object): { source: string; numbers: number[] } {
  const attributes = Object.entries(attrs).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const names = Object.fromEntries([
    ...op.inputs.map((name, i) => [name, `v${i}`]),
    ...attributes.map(([name], i) => [name, `n${i}`]),
  ]);
  const expression = typeof op.gpu === 'string' ? op.gpu : op.gpu(attrs);
  const { lines, result, specials } = expand(expression, names, freshNames());
  const parameters = [...op.inputs.map((_, i) => `a${i}`), ...attributes.map((_, i) => `n${i}`), ...specials];
  const reads = op.inputs.map((_, i) => `const v${i} = a${i}[this.thread.x];`);
  const source = `function (${parameters.join(', ')}) {\n${[...reads, ...lines].join('\n')}\nreturn ${result};\n}`;
  return { source, numbers: [...attributes.map(([, value]) => value), ...Object.values(pick(specials))] };
}

/** float32 numbers from low to high, about equally many of each size. */
function floatsBetween(low: number, high: number, count: number): Float32Array {
  const bits = new Int32Array(Float32Array.of(low, high).buffer);
  const [start, end] = Array.from(bits, (word) => (word < 0 ? -(word & 0x7fffffff) : word));
  const words = Int32Array.from({ length: count }, (_, i) => {
    const place = Math.round(start + ((end - start) * i) / (count - 1));
    return place < 0 ? -place | 0x80000000 : place;
  });
  return new Float32Array(words.buffer);
}

const smallest = 1.1754943508222875e-38;
/** gelu multiplies two factors of two roundings each near 0; the others stay within what the engine promises. */
const limits: Readonly<Record<string, number>> = { gelu: 7, sqrt: 2 };

for (const mode of ['cpu', 'webasm', 'webgpu'] as const) {
  const device = await openInNode(mode);
  const describeMode = device === null ? describe.skip : describe;
  describeMode(`in mode ${mode}`, () => {
    if (device === null) return;

    test.each(sweeps.flatMap(({ whole, dense }: SweepRow) => [whole, dense]))(
      '$name from $low to $high is near float64',
      async ({ name, low, high, attrs = {}, second = [0] }) => {
        const op = registry[name] as ElementwiseOp;
        const { source, numbers } = kernelOf(op, attrs);
        const truth = op.reference(attrs);
        const x = floatsBetween(low, high, Math.ceil(10_000 / second.length));
        for (const y of second) {
          const inputs = [x, new Float32Array(x.length).fill(y)].slice(0, op.inputs.length);
          const arrays = inputs.map((values) => device.upload(values));
          const output = device.launch({ key: source, source: () => source }, x.length, [...arrays, ...numbers]);
          const results = await device.read(output);
          for (const array of [...arrays, output]) device.free(array);
          let worst = { error: 0, at: NaN };
          x.forEach((value, i) => {
            const exact = truth(value, y, 0);
            const isFlushed = [value, exact, results[i]].some((number) => Math.abs(number) <= smallest);
            if (results[i] === Math.fround(exact) || (device.info.flushesSubnormals && isFlushed)) return;
            const error = ulpError(results[i], exact);
            if (!(error <= worst.error)) worst = { error, at: value };
          });
          if (!(worst.error <= (limits[name] ?? 4))) throw new Error(`off by ${worst.error} ulp at ${worst.at}, ${y}`);
        }
      },
    );
  });
}
