/**
 * Trees of tensors to and from the safetensors format, which other tools read and write. A tree is saved under the paths
 * of its leaves, values row-major and little-endian (as memory is wherever WebAssembly runs). Bytes come and go as
 * Uint8Array; where they are stored is the caller's business.
 */
import {
  type Backend,
  DTypeError,
  defaultBackend,
  reference,
  ShapeError,
  sameShape,
  scope,
  type Tensor,
  tensor,
  ValueError,
} from '@infograd/tensor';
import { byteLength, type Entry, formatNames, readHeader, writeHeader } from './safetensors-header.ts';
import { type Tree, treeLeaves, treePaths, treeUnflatten } from './tree.ts';

/**
 * The bytes of a safetensors file with the tensors of a tree, each named by its path, such as `layers.0.weight`.
 *
 * @param metadata strings to store beside them, such as the optimizer's step
 * @throws ValueError when two paths are equal or a path is `__metadata__`; AsyncReadError when a tensor's backend cannot
 * be read synchronously
 * @example loadSafetensors(saveSafetensors({ w: tensor([1, 2]) })).tensors.w // [1, 2]
 */
export function saveSafetensors(tree: Tree, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const leaves = treeLeaves(tree);
  const named = treePaths(tree).map((name, index) => ({ name, leaf: leaves[index] }));
  checkNames(named.map(({ name }) => name));
  // Wider elements first, as the format's own library does: then each tensor starts at a multiple of its element.
  named.sort((a, b) => byteLength(b.leaf.dtype, []) - byteLength(a.leaf.dtype, []));
  let end = 0;
  const entries = named.map(({ name, leaf: { dtype, shape } }): Entry => {
    const start = end;
    end += byteLength(dtype, shape);
    return { name, dtype, shape, start, end };
  });

  const header = writeHeader(entries, metadata);
  const file = new Uint8Array(header.length + end);
  file.set(header);
  for (const [index, { leaf }] of named.entries()) {
    const values = leaf.dataSync();
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    file.set(bytes, header.length + entries[index].start);
  }
  return file;
}

/** What a file holds. */
export interface SafetensorsContent {
  /** The tensors by name. */
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The tensors of a safetensors file. float64 tensors go to the reference backend, where alone they can live.
 *
 * @param file the bytes of the whole file
 * @param options.backend where the other tensors go; the default backend when left out
 * @throws ValueError when the file is truncated or malformed, naming the place; DTypeError when a tensor is not F32,
 * F64, I32 or BOOL; ShapeError when its rank is above 6
 * @example loadSafetensors(saveSafetensors([tensor([1, 2])], { note: 'two' })).metadata.note // 'two'
 */
export function loadSafetensors(file: Uint8Array, { backend }: { backend?: Backend } = {}): SafetensorsContent {
  const { entries, metadata, dataStart } = readHeader(file);
  const home = backend ?? defaultBackend();
  const tensors = scope(() =>
    Object.fromEntries(entries.map((entry) => [entry.name, readTensor(file, dataStart, entry, home)])),
  );
  return { tensors, metadata };
}

/**
 * A tree filled with loaded tensors: each place takes the tensor that is named by its path. The tensors are passed on,
 * not copied.
 *
 * @param like gives the structure, shapes and dtypes
 * @param tensors by path, as {@link loadSafetensors} returns them
 * @throws ValueError when a tensor is missing or belongs nowhere; ShapeError or DTypeError when one does not fit
 * @example restoreTree({ w: zeros([2]) }, { w: tensor([1, 2]) }) // { w: [1, 2] }
 */
export function restoreTree<T extends Tree>(like: T, tensors: Readonly<Record<string, Tensor>>): T {
  const paths = treePaths(like);
  const places = treeLeaves(like);
  const stray = Object.keys(tensors).find((name) => !paths.includes(name));
  const restored = paths.map((path, index) => {
    if (!Object.hasOwn(tensors, path)) {
      throw new ValueError(
        `restoreTree: there is no tensor '${path}'${stray === undefined ? '' : `, but '${stray}' belongs nowhere`}`,
      );
    }
    const { shape, dtype } = tensors[path];
    const place = places[index];
    if (!sameShape(shape, place.shape)) {
      throw new ShapeError(
        `restoreTree: '${path}' has shape [${shape.join(', ')}]; [${place.shape.join(', ')}] is needed`,
      );
    }
    if (dtype !== place.dtype) {
      throw new DTypeError(`restoreTree: '${path}' is ${dtype}; ${place.dtype} is needed, so cast it first`);
    }
    return tensors[path];
  });
  if (stray !== undefined) throw new ValueError(`restoreTree: '${stray}' belongs nowhere in the tree; leave it out`);
  return treeUnflatten(like, restored) as T;
}

function readTensor(
  file: Uint8Array,
  dataStart: number,
  { name, dtype, shape, start, end }: Entry,
  home: Backend,
): Tensor {
  // A copy, because a typed array must begin at a multiple of its element; not slice, which copies nothing on a Buffer.
  const { buffer } = new Uint8Array(file.subarray(dataStart + start, dataStart + end));
  const values = new arrays[dtype](buffer);
  if (dtype === 'bool' && values.some((value) => value > 1)) {
    throw new ValueError(`safetensors: the ${formatNames.bool} tensor '${name}' holds bytes other than 0 and 1`);
  }
  return tensor(values, { shape, dtype, backend: dtype === 'float64' ? reference() : home });
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '__metadata__')
      throw new ValueError('saveSafetensors: the format reserves the name __metadata__; rename that leaf');
    if (seen.has(name))
      throw new ValueError(`saveSafetensors: two leaves have the path '${name}'; rename one of their keys`);
    seen.add(name);
  }
}
