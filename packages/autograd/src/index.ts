/** @infograd/autograd: derivatives of tensor functions, and what trains with them. */

// Running a function again without its overhead
export { type Compiled, compile } from './compile.ts';
// Derivatives
export { type CustomBackward, customVjp } from './custom-vjp.ts';
export { grad, type ValueAndGrad, valueAndGrad, vjp } from './grad.ts';
export { GradcheckError, type GradcheckOptions, gradcheck } from './gradcheck.ts';
export { hessian, hvp, jacobian } from './higher.ts';
// Training: layers, optimizers, and parameters on other backends and on disk
export { moveTree } from './move-tree.ts';
export * from './nn/index.ts';
export * from './optim/index.ts';
// The rules themselves, for those who check or extend them
export { rules } from './rules/index.ts';
export { loadSafetensors, restoreTree, type SafetensorsContent, saveSafetensors } from './safetensors.ts';
export { stopGradient } from './stop-gradient.ts';
// Parameter trees
export * from './tree.ts';
