/**
 * The header of a safetensors file: which tensors there are, and which bytes are theirs. Reading it checks everything
 * that it says against the file, as the format asks: the tensors fill the data from first byte to last, without holes
 * or overlaps. Format: https://github.com/huggingface/safetensors#format
 */
import { type DType, DTypeError, sizeOf, ValueError } from '@infograd/tensor';

/** The format's names of the dtypes, which only these four share with tensors. */
export const formatNames: Readonly<Record<DType, string>> = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  bool: 'BOOL',
};
const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/** One tensor: its bytes stand from `start` to `end`, counted from the beginning of the data. */
export interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begins in the file. */
  readonly dataStart: number;
}

const lengthBytes = 8;

/** The bytes of a tensor. */
export function byteLength(dtype: DType, shape: readonly number[]): number {
  return sizeOf(shape) * bytesPerElement[dtype];
}

/** The file's first bytes, length included, padded with spaces so that the data is aligned to 8 bytes. */
export function writeHeader(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const described = entries.map(({ name, dtype, shape, start, end }) => [
    name,
    { dtype: formatNames[dtype], shape, data_offsets: [start, end] },
  ]);
  const hasMetadata = Object.keys(metadata).length > 0;
  const header = Object.fromEntries(hasMetadata ? [['__metadata__', metadata], ...described] : described);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const paddedLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + paddedLength).fill(' '.charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(paddedLength), true);
  bytes.set(text, lengthBytes);
  return bytes;
}

/**
 * The header of a file.
 *
 * @throws ValueError when the file is truncated or malformed; DTypeError when a tensor has a dtype of another kind
 */
export function readHeader(file: Uint8Array): Header {
  if (file.length < lengthBytes) fail(`the file has ${file.length} bytes and ends before its header; it is truncated`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  const dataStart = lengthBytes + Number(length);
  if (dataStart > file.length) {
    fail(
      `the header should end at byte ${dataStart}, but the file has ${file.length}; it is truncated, or of another format`,
    );
  }
  const { __metadata__: metadata = {}, ...tensors } = parse(file.subarray(lengthBytes, dataStart));
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    fail('__metadata__ must map names to strings');
  }
  const entries = Object.entries(tensors).map(([name, description]) => readEntry(name, description));
  checkCoverage(entries, file.length - dataStart);
  return { entries, metadata: metadata as Record<string, string>, dataStart };
}

function parse(text: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    fail(
      `the header is not JSON (${cause instanceof Error ? cause.message : cause}); the file is damaged, or of another format`,
    );
  }
  return isRecord(header) ? header : fail('the header is not a JSON object; the file is damaged, or of another format');
}

function readEntry(name: string, description: unknown): Entry {
  if (!isRecord(description)) fail(`tensor '${name}' is described by ${JSON.stringify(description)}, not by an object`);
  const { dtype: formatName, shape, data_offsets: offsets } = description;
  const dtype = (Object.keys(formatNames) as DType[]).find((key) => formatNames[key] === formatName);
  if (dtype === undefined) {
    const supported = Object.values(formatNames).join(', ');
    throw new DTypeError(
      `safetensors: tensor '${name}' is ${formatName}; ${supported} are supported, so convert it before it is saved`,
    );
  }
  if (!isCounts(shape)) fail(`tensor '${name}' has the shape ${JSON.stringify(shape)}; whole numbers are needed`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    fail(`tensor '${name}' has the offsets ${JSON.stringify(offsets)}; a start and an end are needed`);
  }
  const [start, end] = offsets;
  if (end - start !== byteLength(dtype, shape)) {
    fail(
      `tensor '${name}' has ${end - start} bytes, but ${formatName} [${shape.join(', ')}] takes ${byteLength(dtype, shape)}`,
    );
  }
  return { name, dtype, shape, start, end };
}

function checkCoverage(entries: readonly Entry[], dataLength: number): void {
  let position = 0;
  let before = 'the beginning of the data';
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== position) {
      fail(
        `tensor '${name}' starts at byte ${start}, ${start < position ? 'inside' : 'with a gap after'} ${before}, which ends at ${position}`,
      );
    }
    position = end;
    before = `tensor '${name}'`;
  }
  if (position !== dataLength) {
    const remedy = position > dataLength ? 'the file is truncated' : 'the rest belongs to no tensor';
    fail(`the tensors take ${position} bytes, but the file has ${dataLength} after its header; ${remedy}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function fail(problem: string): never {
  throw new ValueError(`safetensors: ${problem}`);
}
