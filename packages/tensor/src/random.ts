/**
 * Random numbers that are a pure function of a seed and a position: Threefry-2x32 with 20 rounds (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011) applied to a counter. One seed gives one stream, whatever the
 * backend or the number of threads. A generator remembers its position only; split and fork give independent streams.
 */
import { apply } from './apply.ts';
import type { Backend } from './backends/backend.ts';
import { reference } from './backends/reference/reference.ts';
import { defaultBackend } from './default-backend.ts';
import type { DType } from './dtype.ts';
import { DTypeError, ValueError } from './errors.ts';
import { add } from './ops/add.ts';
import { less } from './ops/less.ts';
import { mul } from './ops/mul.ts';
import { randomBitsOp, randomNormalOp, randomUniformOp } from './ops/random-bits.ts';
import { withoutRecording } from './recorder.ts';
import { scope } from './scope.ts';
import { checkShape, type Shape, sizeOf } from './shape.ts';
import { fromHost, type Tensor } from './tensor.ts';
import { threefry2x32 } from './threefry.ts';
import { activeTracer, tracing } from './tracer.ts';

export interface RandomOptions {
  dtype?: 'float32' | 'float64';
  backend?: Backend;
}

type Key = readonly [number, number];

/** Forks draw their keys from blocks above all that a stream can reach (a stream's counter stays below 2⁵³). */
const forkDomain = 0x80000000;

/**
 * A generator of random tensors.
 *
 * @param seed a whole number from 0 to 2⁵³ - 1
 * @throws ValueError when the seed is another number
 * @example random(1).permutation(1) // [0]
 */
export function random(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ValueError(`random: seed ${seed} must be a whole number from 0 to 2^53 - 1`);
  return new Random([seed >>> 0, Math.floor(seed / 0x100000000)]);
}

export class Random {
  private readonly key: Key;
  private counter = 0;
  /** A function that is compiled makes this generator anew in every run, so what it draws there is always the same. */
  private readonly maker = activeTracer();

  constructor(key: Key) {
    this.key = key;
  }

  /** Uniform numbers on [min, max); away from [0, 1), rounding may give max itself. */
  uniform(shape: Shape, { min = 0, max = 1, ...options }: RandomOptions & { min?: number; max?: number } = {}): Tensor {
    if (!(min <= max)) throw new ValueError(`uniform: min ${min} must not be above max ${max}`);
    return this.affine(randomUniformOp, shape, max - min, min, options);
  }

  /** Normal numbers. */
  normal(
    shape: Shape,
    { mean = 0, stdDev = 1, ...options }: RandomOptions & { mean?: number; stdDev?: number } = {},
  ): Tensor {
    if (!(stdDev >= 0)) throw new ValueError(`normal: stdDev ${stdDev} must be 0 or more`);
    return this.affine(randomNormalOp, shape, stdDev, mean, options);
  }

  /** A bool tensor whose elements are true with probability p. */
  bernoulli(shape: Shape, { p = 0.5, backend }: { p?: number; backend?: Backend } = {}): Tensor {
    if (!(p >= 0 && p <= 1)) throw new ValueError(`bernoulli: p ${p} must lie from 0 to 1`);
    return withoutRecording(() => scope(() => less(this.uniform(shape, backend ? { backend } : {}), p)));
  }

  /** The numbers 0 … n - 1 in random order, as an int32 tensor [n]. */
  permutation(n: number, { backend }: { backend?: Backend } = {}): Tensor {
    return this.drawn(() => this.permuted(n), n, backend);
  }

  /** k numbers from 0 … n - 1, as an int32 tensor [k]: without replacement unless asked for. */
  choice(n: number, k: number, { replace = false, backend }: { replace?: boolean; backend?: Backend } = {}): Tensor {
    requireCount('choice', 'k', k);
    if (!replace && k > n)
      throw new ValueError(`choice: ${k} of ${n} without replacement is impossible; lower k or pass replace: true`);
    return this.drawn(() => (replace ? this.scaledWords(k, n) : this.permuted(n, k)), k, backend);
  }

  /** `count` whole numbers, uniform on 0 … below - 1, on the host. */
  integers(count: number, below: number): Int32Array {
    requireCount('integers', 'count', count);
    activeTracer()?.reads('integers()');
    return this.scaledWords(count, below);
  }

  /** Independent generators, as many as asked for: fork(0), fork(1), …, so the same ones at every call. */
  split(n: number): Random[] {
    requireCount('split', 'n', n);
    return Array.from({ length: n }, (_, i) => this.fork(i));
  }

  /** The independent generator that belongs to a label: the same label gives the same generator, wherever this one stands. */
  fork(label: string | number): Random {
    if (typeof label === 'number' && !(Number.isInteger(label) && label >= 0 && label < 2 ** 32)) {
      throw new ValueError(`fork: label ${label} must be a whole number from 0 to 2^32 - 1, or a string`);
    }
    const [low, high] = typeof label === 'number' ? [label >>> 0, 0] : hash(label);
    return new Random(
      threefry2x32(
        this.key[0],
        this.key[1],
        low,
        forkDomain | (high >>> 2) | (typeof label === 'string' ? 0x40000000 : 0),
      ),
    );
  }

  private scaledWords(count: number, below: number): Int32Array {
    if (!Number.isInteger(below) || below < 1 || below > 0x7fffffff) {
      throw new ValueError(`integers: below ${below} must be a whole number from 1 to 2^31 - 1`);
    }
    return Int32Array.from(this.words(count), (word) => scaled(word, below));
  }

  /** Indices that are made on the host. */
  private drawn(draw: () => Int32Array, count: number, backend = defaultBackend()): Tensor {
    return fromHost(draw(), [count], 'int32', backend, this.isNewEachRun() ? undefined : draw);
  }

  private isNewEachRun(): boolean {
    return this.maker !== undefined && this.maker === activeTracer();
  }

  /** The first k places of a Fisher-Yates shuffle of 0 … n - 1. */
  private permuted(n: number, k = n): Int32Array {
    checkShape('permutation', [n]);
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    const words = this.words(Math.min(k, Math.max(n - 1, 0)));
    for (let i = 0; i < words.length; i++) {
      const j = i + scaled(words[i], n - i);
      const taken = order[j];
      order[j] = order[i];
      order[i] = taken;
    }
    return order.subarray(0, k);
  }

  /** The next words of the stream, two a block; made by the default backend if the host can read it at once. */
  private words(count: number): Uint32Array {
    const attrs = { shape: [count], dtype: 'int32', key: this.key, counter: this.counter };
    this.counter += Math.ceil(count / 2);
    const backend = defaultBackend().canReadSync ? defaultBackend() : reference();
    const words = tracing(undefined, () => {
      const bits = withoutRecording(() => apply(randomBitsOp, [], attrs, backend));
      try {
        return bits.dataSync();
      } finally {
        bits.dispose();
      }
    });
    return new Uint32Array(words.buffer, words.byteOffset, count);
  }

  private affine(
    op: typeof randomUniformOp | typeof randomNormalOp,
    shape: Shape,
    scale: number,
    shift: number,
    { dtype = 'float32', backend = defaultBackend() }: RandomOptions,
  ): Tensor {
    checkShape(op.name, shape);
    if (!isFloatName(dtype))
      throw new DTypeError(`${op.name}: dtype ${dtype} is not a float; draw integers with choice or integers`);
    const draw = () => {
      const { key, counter } = this;
      this.counter += Math.ceil(sizeOf(shape) / 2);
      return { shape, dtype, key, counter };
    };
    return withoutRecording(() =>
      scope(() => {
        const standard = apply(op, [], draw(), backend, this.isNewEachRun() ? undefined : draw);
        const scaled = scale === 1 ? standard : mul(standard, scale);
        return shift === 0 ? scaled : add(scaled, shift);
      }),
    );
  }
}

function requireCount(method: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0)
    throw new ValueError(`${method}: ${name} ${value} must be a whole number of 0 or more`);
}

/** A whole number below a bound from 32 random bits; no number is likelier than another by more than 2⁻³². */
function scaled(word: number, below: number): number {
  return Math.floor((word / 0x100000000) * below);
}

function isFloatName(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/** 64 bits of a label: FNV-1a over its characters from two starting points. */
function hash(label: string): [number, number] {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < label.length; i++) {
    low = Math.imul(low ^ label.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ label.charCodeAt(i), 0x01000193);
  }
  return [low >>> 0, high >>> 0];
}
