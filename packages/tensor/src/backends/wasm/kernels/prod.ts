/**
 * prod over the middle axis of [outer, axis, inner], in double precision throughout: a product's partial results leave
 * the range of float32 long before the product does.
 */

export function prod(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  const step = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let product: f64 = 1;
      let element = source + (<usize>i << 2);
      for (let k = 0; k < axis; k++) {
        product *= <f64>load<f32>(element);
        element += step;
      }
      store<f32>(target, <f32>product);
      target += 4;
    }
    source += <usize>axis * step;
  }
}
