/**
 * Two WebAssembly modules, written instruction by instruction: the most multiply-adds that a core does in WebAssembly (a register tile, as matrix
 * products use it, over panels that stay in the first cache), and a copy. What they reach is the roof over our kernels.
 */

/** Rows of the tile, and vectors of four numbers in each: of eight shapes that were tried the fastest without fusion, and within 2 % of it with. */
const tile = { rows: 4, vectors: 2 };
const stepsPerPass = 256;

/** Floating-point operations of one pass of {@link multiplyAddModule}. */
export const operationsPerPass = 2 * stepsPerPass * tile.rows * tile.vectors * 4;

const opcode = { loop: 0x03, end: 0x0b, branchIf: 0x0d, localGet: 0x20, localSet: 0x21 };
const i32 = { type: 0x7f, constant: 0x41, lessUnsigned: 0x49, add: 0x6a };
const v128 = { type: 0x7b, load: [0xfd, 0x00], load32Splat: [0xfd, 0x09], store: [0xfd, 0x0b] };
const f32x4 = { add: [0xfd, 0xe4, 0x01], multiply: [0xfd, 0xe6, 0x01], relaxedMultiplyAdd: [0xfd, 0x85, 0x02] };
const noResult = 0x40;

/**
 * Exports `run(passes)`: each pass adds 256 outer products of two panels' vectors to a tile that stays in registers. The loop is not unrolled
 * here: Node does that itself with short loops, and unrolled by hand it was measured a third to a half slower.
 */
export function multiplyAddModule({ fused }: { fused: boolean }): Uint8Array<ArrayBuffer> {
  const { rows, vectors } = tile;
  const [passes, a, b, splat, firstB] = [0, 1, 2, 3, 4];
  const firstSum = firstB + vectors;
  const startOfB = 4 * rows * stepsPerPass;
  const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

  const addProduct = (vector: number, sum: number): number[] => {
    const product = [opcode.localGet, splat, opcode.localGet, vector];
    const added = fused
      ? [...product, opcode.localGet, sum, ...f32x4.relaxedMultiplyAdd]
      : [opcode.localGet, sum, ...product, ...f32x4.multiply, ...f32x4.add];
    return [...added, opcode.localSet, sum];
  };
  const step = [
    ...range(vectors).flatMap((vector) => [
      ...[opcode.localGet, b, ...v128.load, 4, ...unsigned(16 * vector), opcode.localSet, firstB + vector],
    ]),
    ...range(rows).flatMap((row) => [
      ...[opcode.localGet, a, ...v128.load32Splat, 2, ...unsigned(4 * row), opcode.localSet, splat],
      ...range(vectors).flatMap((vector) => addProduct(firstB + vector, firstSum + row * vectors + vector)),
    ]),
  ];

  const code = [
    ...[opcode.loop, noResult],
    ...setConstant(a, 0),
    ...setConstant(b, startOfB),
    ...[opcode.loop, noResult],
    ...step,
    ...increase(b, 16 * vectors),
    ...[...increase(a, 4 * rows), opcode.localGet, a, i32.constant, ...signed(startOfB)],
    ...[i32.lessUnsigned, opcode.branchIf, 0, opcode.end],
    ...[...increase(passes, -1), opcode.localGet, passes, opcode.branchIf, 0, opcode.end],
    // Sums that nobody reads would be compiled away.
    ...range(rows * vectors).flatMap((sum) => store(0, 16 * sum, firstSum + sum)),
  ];
  const locals = [
    { count: 2, type: i32.type },
    { count: 1 + vectors + rows * vectors, type: v128.type },
  ];
  return moduleBytes({ parameters: 1, locals, code, pages: 1 });
}

/** Exports `run(passes, bytes)`: each pass copies so many bytes, a multiple of 64 and at most `most`, from the memory's start to its middle. */
export function copyModule(most: number): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil(most / 65_536);
  const [passes, length, at, vector] = [0, 1, 2, 3];
  const target = pages * 65_536;
  const move = (offset: number): number[] => [
    ...[opcode.localGet, at, ...v128.load, 4, ...unsigned(offset), opcode.localSet, vector],
    ...[opcode.localGet, at, opcode.localGet, vector, ...v128.store, 4, ...unsigned(target + offset)],
  ];
  const code = [
    ...[opcode.loop, noResult],
    ...setConstant(at, 0),
    ...[opcode.loop, noResult, ...[0, 16, 32, 48].flatMap(move)],
    ...[...increase(at, 64), opcode.localGet, at, opcode.localGet, length],
    ...[i32.lessUnsigned, opcode.branchIf, 0, opcode.end],
    ...[...increase(passes, -1), opcode.localGet, passes, opcode.branchIf, 0, opcode.end],
  ];
  const locals = [
    { count: 1, type: i32.type },
    { count: 1, type: v128.type },
  ];
  return moduleBytes({ parameters: 2, locals, code, pages: 2 * pages });
}

const setConstant = (local: number, value: number): number[] => [
  i32.constant,
  ...signed(value),
  opcode.localSet,
  local,
];

const increase = (local: number, by: number): number[] => {
  return [opcode.localGet, local, i32.constant, ...signed(by), i32.add, opcode.localSet, local];
};

const store = (address: number, offset: number, local: number): number[] => {
  return [i32.constant, ...signed(address), opcode.localGet, local, ...v128.store, 4, ...unsigned(offset)];
};

interface Definition {
  readonly parameters: number;
  readonly locals: readonly { count: number; type: number }[];
  readonly code: readonly number[];
  readonly pages: number;
}

/** A module with one function `run` and a memory of its own `memory`, in the binary format of the WebAssembly specification. */
function moduleBytes({ parameters, locals, code, pages }: Definition): Uint8Array<ArrayBuffer> {
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  const declared = locals.flatMap(({ count, type }) => [...unsigned(count), type]);
  const body = [locals.length, ...declared, ...code, opcode.end];
  const functionType = [0x60, parameters, ...Array<number>(parameters).fill(i32.type), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...functionType]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...unsigned(pages)]),
    ...section(7, [2, ...name('run'), 0, 0, ...name('memory'), 2, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...unsigned(Math.floor(value / 128))];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}
