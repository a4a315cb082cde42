/**
 * prod over the middle axis of [outer, axis, inner], in double precision throughout: a product's partial results leave
 * the range of float32 long before the product does.
 */
import { combineChunks, foldChunks, reduceSlices } from './slices';

class Product {
  // @ts-ignore: decorator
  @inline
  bytes(): usize {
    return 8;
  }

  fold(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
    for (let j = 0; j < width; j++) {
      let product: f64 = 1;
      let element = source + (<usize>j << 2);
      for (let row = 0; row < rows; row++) {
        product *= <f64>load<f32>(element);
        element += <usize>pitch << 2;
      }
      store<f64>(results + (<usize>j << 3), product);
    }
  }

  combine(partials: usize, step: usize, count: i32, _chunk: i32, _axis: i32, result: usize): void {
    let product: f64 = 1;
    for (let i = 0; i < count; i++) product *= load<f64>(partials + <usize>i * step);
    store<f64>(result, product);
  }

  // @ts-ignore: decorator
  @inline
  finish(result: usize, _axis: i32, _parameter: f64): f32 {
    return <f32>load<f64>(result);
  }
}

export function prod(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<Product>(source, target, outer, axis, inner, pitch);
}

export function prodChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<Product>(source, partials, count, chunk, inner, rows);
}

export function prodOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<Product>(partials, target, count, chunk, inner, axis);
}
