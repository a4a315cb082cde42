/**
 * The second WebAssembly module: the products once more, compiled with relaxed SIMD, whose multiply-add rounds once. Engines
 * that accept it run these in place of the first module's (index.ts); they differ in the last bits only.
 */
export { addPartials, linear, matmul, matmulBatch, matmulChunks } from './matmul';
export { scratchBytes, setScratch } from './scratch';
