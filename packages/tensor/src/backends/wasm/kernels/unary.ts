/**
 * The unary kernels: name(source, target, count) for float32 arrays, with the attributes behind. Each is a line of
 * lane arithmetic under the loop of map.ts; the transcendental ones live in files of their own.
 */
import { eluVector, leakyReluVector, reluVector, sigmoidVector, softplusVector, tanhVector } from './activations';
import { erfVector, geluVector } from './erf';
import { expm1Vector, expVector } from './exp';
import { log1pVector, logVector } from './log';
import { map } from './map';
import { choose } from './simd';
import { cosVector, sinVector } from './trigonometry';

class Neg {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.neg(x);
  }
}

class Abs {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.abs(x);
  }
}

class Sign {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    const isPositive = f32x4.gt(x, f32x4.splat(0));
    const isNegative = f32x4.lt(x, f32x4.splat(0));
    // Zeros of either sign and NaN are their own sign.
    return choose(isPositive, f32x4.splat(1), choose(isNegative, f32x4.splat(-1), x));
  }
}

class Reciprocal {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}

class Sqrt {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.sqrt(x);
  }
}

class Rsqrt {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}

class Square {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.mul(x, x);
  }
}

class Floor {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.floor(x);
  }
}

class Ceil {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.ceil(x);
  }
}

/** Half-way cases go to the even neighbour. */
class Round {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.nearest(x);
  }
}

class Exp {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return expVector(x);
  }
}

class Expm1 {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return expm1Vector(x);
  }
}

class Log {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return logVector(x);
  }
}

class Log1p {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return log1pVector(x);
  }
}

class Sin {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return sinVector(x);
  }
}

class Cos {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return cosVector(x);
  }
}

class Tanh {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return tanhVector(x);
  }
}

class Sigmoid {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return sigmoidVector(x);
  }
}

class LogSigmoid {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.neg(softplusVector(f32x4.neg(x)));
  }
}

class Softplus {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return softplusVector(x);
  }
}

class Relu {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return reluVector(x);
  }
}

class Erf {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return erfVector(x);
  }
}

class Gelu {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, _p: v128, _q: v128): v128 {
    return geluVector(x);
  }
}

class LeakyRelu {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, slope: v128, _q: v128): v128 {
    return leakyReluVector(x, slope);
  }
}

class Elu {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, alpha: v128, _q: v128): v128 {
    return eluVector(x, alpha);
  }
}

class Clip {
  // @ts-ignore: decorator
  @inline
  apply(x: v128, min: v128, max: v128): v128 {
    return f32x4.min(f32x4.max(x, min), max);
  }
}

export function neg(source: usize, target: usize, count: i32): void {
  map<Neg>(source, target, count);
}

export function abs(source: usize, target: usize, count: i32): void {
  map<Abs>(source, target, count);
}

export function sign(source: usize, target: usize, count: i32): void {
  map<Sign>(source, target, count);
}

export function reciprocal(source: usize, target: usize, count: i32): void {
  map<Reciprocal>(source, target, count);
}

export function sqrt(source: usize, target: usize, count: i32): void {
  map<Sqrt>(source, target, count);
}

export function rsqrt(source: usize, target: usize, count: i32): void {
  map<Rsqrt>(source, target, count);
}

export function square(source: usize, target: usize, count: i32): void {
  map<Square>(source, target, count);
}

export function floor(source: usize, target: usize, count: i32): void {
  map<Floor>(source, target, count);
}

export function ceil(source: usize, target: usize, count: i32): void {
  map<Ceil>(source, target, count);
}

export function round(source: usize, target: usize, count: i32): void {
  map<Round>(source, target, count);
}

export function exp(source: usize, target: usize, count: i32): void {
  map<Exp>(source, target, count);
}

export function expm1(source: usize, target: usize, count: i32): void {
  map<Expm1>(source, target, count);
}

export function log(source: usize, target: usize, count: i32): void {
  map<Log>(source, target, count);
}

export function log1p(source: usize, target: usize, count: i32): void {
  map<Log1p>(source, target, count);
}

export function sin(source: usize, target: usize, count: i32): void {
  map<Sin>(source, target, count);
}

export function cos(source: usize, target: usize, count: i32): void {
  map<Cos>(source, target, count);
}

export function tanh(source: usize, target: usize, count: i32): void {
  map<Tanh>(source, target, count);
}

export function sigmoid(source: usize, target: usize, count: i32): void {
  map<Sigmoid>(source, target, count);
}

export function logSigmoid(source: usize, target: usize, count: i32): void {
  map<LogSigmoid>(source, target, count);
}

export function softplus(source: usize, target: usize, count: i32): void {
  map<Softplus>(source, target, count);
}

export function relu(source: usize, target: usize, count: i32): void {
  map<Relu>(source, target, count);
}

export function erf(source: usize, target: usize, count: i32): void {
  map<Erf>(source, target, count);
}

export function gelu(source: usize, target: usize, count: i32): void {
  map<Gelu>(source, target, count);
}

export function leakyRelu(source: usize, target: usize, count: i32, slope: f32): void {
  map<LeakyRelu>(source, target, count, slope);
}

export function elu(source: usize, target: usize, count: i32, alpha: f32): void {
  map<Elu>(source, target, count, alpha);
}

export function clip(source: usize, target: usize, count: i32, min: f32, max: f32): void {
  map<Clip>(source, target, count, min, max);
}
