/**
 * Registers TensorFlow.js's derivatives. Its core package leaves them out of its Node build: only the umbrella package registers them,
 * and that brings some 200 MB of models, converters and WebGL along. So their module is loaded straight from the core package,
 * whose sources lack the file extensions that Node asks for; the hooks below add them. The registry is shared, and so is the speed
 * (compared with the umbrella package: no difference).
 */
import { register } from 'node:module';

const hooks = `
  const core = '/@tensorflow/tfjs-core/dist/';
  export async function resolve(specifier, context, next) {
    if (!context.parentURL?.includes(core) || !specifier.startsWith('.')) return next(specifier, context);
    return next(specifier + '.js', context).catch(() => next(specifier + '/index.js', context));
  }
  export function load(url, context, next) {
    const source = url.includes(core) && !url.includes('.node.js');
    return next(url, source ? { ...context, format: 'module' } : context);
  }`;

export async function registerGradients(): Promise<void> {
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const path: string = '@tensorflow/tfjs-core/dist/register_all_gradients.js';
  await import(path);
}
