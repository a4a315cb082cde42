/**
 * The loops of the reductions over [outer, axis, inner]. A reduction is a class without fields that is found at compile time: its
 * `fold` turns the rows of a panel of at most panelWidth columns into `bytes` of doubles for each column, its `finish` makes the
 * result of them. A long axis is folded in chunks, whose doubles `combine` puts together in order. `pitch` is the number of floats
 * from one row of the axis to the next: threads that share the columns see fewer columns than that.
 */
import { panelWidth } from './panel';
import { resultsOffset, scratchAt } from './scratch';

/** Results of whole slices. */
export function reduceSlices<Reduction>(
  source: usize,
  target: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  pitch: i32,
  parameter: f64 = 0,
): void {
  const reduction = changetype<Reduction>(0);
  const results = scratchAt(resultsOffset);
  for (let o = 0; o < outer; o++) {
    for (let column = 0; column < inner; column += panelWidth) {
      const width = min(panelWidth, inner - column);
      reduction.fold(source + (<usize>column << 2), axis, width, pitch, results);
      for (let j = 0; j < width; j++) {
        store<f32>(target, reduction.finish(results + <usize>j * reduction.bytes(), axis, parameter));
        target += 4;
      }
    }
    source += <usize>(axis * pitch) << 2;
  }
}

/** What `count` chunks of `chunk` rows leave behind, the last one shorter if there are fewer `rows`. */
export function foldChunks<Reduction>(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  const reduction = changetype<Reduction>(0);
  for (; count > 0; count--) {
    const height = min(chunk, rows);
    for (let column = 0; column < inner; column += panelWidth) {
      const width = min(panelWidth, inner - column);
      reduction.fold(source + (<usize>column << 2), height, width, inner, partials);
      partials += <usize>width * reduction.bytes();
    }
    source += <usize>(height * inner) << 2;
    rows -= height;
  }
}

/** Results of what `count` chunks of `chunk` rows left behind, `axis` rows in all. */
export function combineChunks<Reduction>(
  partials: usize,
  target: usize,
  count: i32,
  chunk: i32,
  inner: i32,
  axis: i32,
  parameter: f64 = 0,
): void {
  const reduction = changetype<Reduction>(0);
  const result = scratchAt(resultsOffset);
  const step = <usize>inner * reduction.bytes();
  for (let column = 0; column < inner; column++) {
    reduction.combine(partials, step, count, chunk, axis, result);
    store<f32>(target, reduction.finish(result, axis, parameter));
    partials += reduction.bytes();
    target += 4;
  }
}
