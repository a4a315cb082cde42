/**
 * A k-d tree for the maximum norm (Bentley 1975): nearest neighbours of a point, and how many points lie within a
 * distance of it. Its one idea is that every node knows the smallest box around its points, so that whole nodes are
 * skipped or counted at once. Nodes halve the rows at the median of the widest coordinate and lie in one array, as in a
 * heap. It helps up to about ten dimensions; beyond, it visits most points.
 */

/** Rows below which looking at each is faster than splitting on. */
const leafSize = 12;

/** The rows nearest to a point, nearest first; valid until the next query. */
export interface Neighbours {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

export class KDTree {
  private readonly dimension: number;
  private readonly count: number;
  /** Row numbers, sorted into nodes; and the rows in that order. */
  private readonly order: Int32Array;
  private readonly points: Float64Array;
  /** Node i has the children 2 i + 1 and 2 i + 2; those from `firstLeaf` on are leaves. */
  private readonly firstLeaf: number;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private found: { rows: Int32Array; distances: Float64Array } = {
    rows: new Int32Array(0),
    distances: new Float64Array(0),
  };

  /**
   * @param values rows of `dimension` finite numbers, row-major
   * @example new KDTree(Float64Array.of(0, 1, 3, 7), 1).countWithin(Float64Array.of(0), 3, true) // 3
   */
  constructor(values: Float64Array, dimension: number) {
    this.dimension = dimension;
    this.count = values.length / dimension;
    this.order = Int32Array.from({ length: this.count }, (_, row) => row);
    this.firstLeaf = 2 ** Math.max(0, Math.ceil(Math.log2(this.count / leafSize))) - 1;
    this.lower = new Float64Array((2 * this.firstLeaf + 1) * dimension).fill(Number.POSITIVE_INFINITY);
    this.upper = new Float64Array(this.lower.length).fill(Number.NEGATIVE_INFINITY);
    this.build(values, 0, 0, this.count);
    this.points = new Float64Array(values.length);
    this.order.forEach((row, place) => {
      this.points.set(values.subarray(row * dimension, (row + 1) * dimension), place * dimension);
    });
  }

  /**
   * The k nearest rows to a point, by the largest difference of a coordinate.
   *
   * @param k at most the number of rows, less one where a row is left out
   * @param except a row to leave out, such as the point itself
   */
  nearest(point: Float64Array, k: number, except = -1): Neighbours {
    if (this.found.rows.length !== k) this.found = { rows: new Int32Array(k), distances: new Float64Array(k) };
    this.found.distances.fill(Number.POSITIVE_INFINITY);
    this.search(0, 0, this.count, point, except);
    return this.found;
  }

  /** How many rows lie nearer to a point than `radius`, or, when `inclusive`, as near; a row equal to the point counts. */
  countWithin(point: Float64Array, radius: number, inclusive: boolean): number {
    return this.countIn(0, 0, this.count, point, radius, inclusive);
  }

  private build(values: Float64Array, node: number, start: number, end: number): void {
    const { dimension, order, lower, upper } = this;
    const box = node * dimension;
    for (let place = start; place < end; place++) {
      const row = order[place] * dimension;
      for (let axis = 0; axis < dimension; axis++) {
        const value = values[row + axis];
        if (value < lower[box + axis]) lower[box + axis] = value;
        if (value > upper[box + axis]) upper[box + axis] = value;
      }
    }
    if (node >= this.firstLeaf) return;
    let widest = 0;
    for (let axis = 1; axis < dimension; axis++) {
      if (upper[box + axis] - lower[box + axis] > upper[box + widest] - lower[box + widest]) widest = axis;
    }
    const middle = (start + end) >>> 1;
    selectMedian(order, values, dimension, widest, start, end, middle);
    this.build(values, 2 * node + 1, start, middle);
    this.build(values, 2 * node + 2, middle, end);
  }

  private search(node: number, start: number, end: number, point: Float64Array, except: number): void {
    const { dimension, points, order, found } = this;
    const last = found.distances.length - 1;
    if (node >= this.firstLeaf) {
      for (let place = start; place < end; place++) {
        if (order[place] === except) continue;
        const distance = this.distanceTo(points, place * dimension, point, found.distances[last]);
        if (distance < found.distances[last]) this.insert(order[place], distance);
      }
      return;
    }
    const middle = (start + end) >>> 1;
    const left = this.distanceToBox(2 * node + 1, point);
    const right = this.distanceToBox(2 * node + 2, point);
    if (left <= right) {
      if (left < found.distances[last]) this.search(2 * node + 1, start, middle, point, except);
      if (right < found.distances[last]) this.search(2 * node + 2, middle, end, point, except);
    } else {
      if (right < found.distances[last]) this.search(2 * node + 2, middle, end, point, except);
      if (left < found.distances[last]) this.search(2 * node + 1, start, middle, point, except);
    }
  }

  private insert(row: number, distance: number): void {
    const { rows, distances } = this.found;
    let place = distances.length - 1;
    for (; place > 0 && distances[place - 1] > distance; place--) {
      distances[place] = distances[place - 1];
      rows[place] = rows[place - 1];
    }
    distances[place] = distance;
    rows[place] = row;
  }

  private countIn(
    node: number,
    start: number,
    end: number,
    point: Float64Array,
    radius: number,
    inclusive: boolean,
  ): number {
    const nearest = this.distanceToBox(node, point);
    if (inclusive ? nearest > radius : nearest >= radius) return 0;
    const farthest = this.farthestInBox(node, point);
    if (inclusive ? farthest <= radius : farthest < radius) return end - start;
    if (node < this.firstLeaf) {
      const middle = (start + end) >>> 1;
      return (
        this.countIn(2 * node + 1, start, middle, point, radius, inclusive) +
        this.countIn(2 * node + 2, middle, end, point, radius, inclusive)
      );
    }
    let count = 0;
    for (let place = start; place < end; place++) {
      const distance = this.distanceTo(this.points, place * this.dimension, point, radius);
      if (inclusive ? distance <= radius : distance < radius) count++;
    }
    return count;
  }

  /** The distance, or, once it is known to exceed `enough`, any number above that. */
  private distanceTo(values: Float64Array, start: number, point: Float64Array, enough: number): number {
    let largest = 0;
    for (let axis = 0; axis < this.dimension && largest <= enough; axis++) {
      const difference = values[start + axis] - point[axis];
      if (difference > largest) largest = difference;
      else if (-difference > largest) largest = -difference;
    }
    return largest;
  }

  private distanceToBox(node: number, point: Float64Array): number {
    const { dimension, lower, upper } = this;
    let largest = 0;
    for (let axis = 0, place = node * dimension; axis < dimension; axis++, place++) {
      const below = lower[place] - point[axis];
      const above = point[axis] - upper[place];
      if (below > largest) largest = below;
      if (above > largest) largest = above;
    }
    return largest;
  }

  private farthestInBox(node: number, point: Float64Array): number {
    const { dimension, lower, upper } = this;
    let largest = 0;
    for (let axis = 0, place = node * dimension; axis < dimension; axis++, place++) {
      const toLower = point[axis] - lower[place];
      const toUpper = upper[place] - point[axis];
      if (toLower > largest) largest = toLower;
      if (toUpper > largest) largest = toUpper;
    }
    return largest;
  }
}

/** Hoare's quickselect: what lies before `target` in `order` is not larger on the axis than what lies after it. */
function selectMedian(
  order: Int32Array,
  values: Float64Array,
  dimension: number,
  axis: number,
  start: number,
  end: number,
  target: number,
): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = values[order[(low + high) >>> 1] * dimension + axis];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[order[i] * dimension + axis] < pivot) i++;
      while (values[order[j] * dimension + axis] > pivot) j--;
      if (i > j) break;
      const moved = order[i];
      order[i++] = order[j];
      order[j--] = moved;
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else return;
  }
}
