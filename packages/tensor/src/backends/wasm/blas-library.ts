/**
 * A BLAS library of the system: which there are, how one is found, and its `cblas_sgemm` as a function that takes addresses. A
 * library is taken only after it has multiplied two small matrices correctly. There is one entry for each library and process,
 * because its count of threads is the process's too.
 */
import { BackendUnavailableError } from '../../errors.ts';
import { builtinModule, nodeProcess } from '../../node-host.ts';
import { type CLibrary, findFunction, firstLine, type Koffi, loadKoffi } from './koffi.ts';

/** cblas_sgemm: c = alpha a b + beta c, a and b as they are or transposed; matrices are addresses in the process. */
export type Sgemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  strideA: number,
  b: number,
  strideB: number,
  beta: number,
  c: number,
  strideC: number,
) => void;

export interface BlasLibrary {
  /** The library's file, and what it says of itself. */
  readonly description: string;
  readonly sgemm: Sgemm;
  /** Where in the process the bytes of a view are. */
  readonly addressOf: (view: Uint8Array) => number;
  /** Sets how many threads it works with; without effect where it keeps that to itself. */
  readonly useThreads: (threads: number) => void;
}

/** CBLAS's names for rows behind each other, and for a matrix as it is and transposed. */
export const rowMajor = 101;
export const asItIs = 111;
export const transposed = 112;

// For addresses koffi takes plain numbers at the least cost. Counts are given as wide as an address: a library that counts in 32
// bits reads the lower half of the register or stack slot, one that was built for 64 bits reads all of it.
const sgemmParameters = [
  ...['int', 'int', 'int', 'intptr_t', 'intptr_t', 'intptr_t'],
  ...['float', 'uintptr_t', 'intptr_t', 'uintptr_t', 'intptr_t', 'float', 'uintptr_t', 'intptr_t'],
];

/** What 'auto' looks for, the likeliest to be fast first. A plain libblas is left out: it may be slower than WebAssembly. */
export const usualNames: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll', 'mkl_rt.dll', 'libblis.dll'],
  // Where both are, libopenblasp has threads and libopenblas has none.
  linux: [
    ...['libopenblasp.so.0', 'libopenblas.so.0', 'libopenblas.so', 'libmkl_rt.so.2', 'libmkl_rt.so'],
    ...['libblis.so.4', 'libblis.so'],
  ],
};

const remedies: Readonly<Record<string, string>> = {
  darwin: "macOS brings Accelerate, which blas: 'auto' finds; brew install openblas brings another",
  win32: 'put libopenblas.dll of OpenBLAS (github.com/OpenMathLib/OpenBLAS/releases) into a folder of the PATH',
  linux: 'install OpenBLAS (Debian, Ubuntu: apt install libopenblas0-pthread; Fedora: dnf install openblas-threads)',
};

const platform = nodeProcess()?.platform ?? 'linux';
const remedy = remedies[platform] ?? remedies.linux;
const libraries = new Map<string, BlasLibrary>();

/**
 * The library of that file, or of that name where the system looks for libraries.
 *
 * @throws BackendUnavailableError which says why it cannot be used, and what to install
 */
export function openBlas(file: string): BlasLibrary {
  const koffi = loadKoffi();
  try {
    return take(koffi, file, koffi.load(file));
  } catch (cause) {
    throw new BackendUnavailableError(
      `the BLAS library ${file} cannot be used: ${firstLine(cause)}; ${remedy}, or leave blas 'off'`,
      { cause },
    );
  }
}

/** The first of the usual libraries that can be used, or why there is none. */
export function findBlas(): BlasLibrary | { readonly reason: string } {
  let koffi: Koffi;
  try {
    koffi = loadKoffi();
  } catch (cause) {
    return { reason: firstLine(cause) };
  }
  const names = usualNames[platform] ?? usualNames.linux;
  const unfit: string[] = [];
  for (const name of names) {
    let library: CLibrary;
    try {
      library = koffi.load(name);
    } catch {
      continue; // it is not there
    }
    try {
      return take(koffi, name, library);
    } catch (cause) {
      unfit.push(`${name}: ${firstLine(cause)}`);
    }
  }
  return { reason: `${unfit.join('; ') || `found none of ${names.join(', ')}`}; ${remedy}` };
}

function take(koffi: Koffi, file: string, library: CLibrary): BlasLibrary {
  const known = libraries.get(file);
  if (known !== undefined) return known;
  const sgemm = findFunction(library, 'cblas_sgemm', 'void', ...sgemmParameters) as Sgemm | undefined;
  if (sgemm === undefined) throw new Error('it has no function cblas_sgemm');
  const addressOf = (view: Uint8Array) => Number(koffi.address(view));
  requireRightProduct(sgemm, addressOf);
  const parts = [fileWith(koffi.address(library.symbol('cblas_sgemm'))) ?? file, configOf(library)];
  const description = parts.filter((part) => part !== undefined).join(', ');
  const blas = { description, sgemm, addressOf, useThreads: threadsOf(library) };
  libraries.set(file, blas);
  return blas;
}

/** The file that an address of the process came from, where Linux tells: a name does not say which of several was found. */
function fileWith(address: bigint): string | undefined {
  if (nodeProcess()?.platform !== 'linux') return undefined;
  const files = builtinModule<{ readFileSync(path: string, encoding: 'utf8'): string }>('node:fs');
  for (const line of files?.readFileSync('/proc/self/maps', 'utf8').split('\n') ?? []) {
    const [, begin, end, file] = /^([0-9a-f]+)-([0-9a-f]+) [^/]*(\/.*)$/.exec(line) ?? [];
    if (file !== undefined && BigInt(`0x${begin}`) <= address && address < BigInt(`0x${end}`)) return file;
  }
  return undefined;
}

/** What OpenBLAS, BLIS or MKL says of its version and of the processor that it chose; others say nothing. */
function configOf(library: CLibrary): string | undefined {
  const openBlasConfig = findFunction(library, 'openblas_get_config', 'str');
  if (openBlasConfig !== undefined) return String(openBlasConfig()).trim();
  const blisVersion = findFunction(library, 'bli_info_get_version_str', 'str');
  if (blisVersion !== undefined) return `BLIS ${blisVersion()}`;
  const mklVersion = findFunction(library, 'MKL_Get_Version_String', 'void', 'void *', 'int');
  if (mklVersion === undefined) return undefined;
  const text = new Uint8Array(200);
  mklVersion(text, text.length);
  return new TextDecoder().decode(text.subarray(0, text.indexOf(0))).trim();
}

/** The count is the process's; it is only set when another backend had another one. */
function threadsOf(library: CLibrary): (threads: number) => void {
  const names = ['openblas_set_num_threads', 'MKL_Set_Num_Threads', 'bli_thread_set_num_threads'];
  for (const name of names) {
    const set = findFunction(library, name, 'void', 'intptr_t');
    if (set === undefined) continue;
    let current = 0;
    return (threads) => {
      if (threads !== current) set(threads);
      current = threads;
    };
  }
  return () => {};
}

/** [1 2 3; 4 5 6] times the transpose of [1 0 2; 0 1 3] is [7 11; 16 23]. */
function requireRightProduct(sgemm: Sgemm, addressOf: (view: Uint8Array) => number): void {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 1, 0, 2, 0, 1, 3, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
  const at = addressOf(new Uint8Array(values.buffer));
  sgemm(rowMajor, asItIs, transposed, 2, 2, 3, 1, at, 3, at + 24, 3, 0, at + 48, 2);
  const product = [...values.subarray(12)];
  if (product.join() !== '7,11,16,23')
    throw new Error(`it multiplied two small matrices to ${product}, not 7,11,16,23`);
}
