/**
 * Anything that a training carries from step to step, to a file and back: parameters, moments, counts, curves. Tensors go into a safetensors file
 * under their paths; all the rest is JSON in its metadata, with a mark where each tensor belongs.
 */
import { loadSafetensors, saveSafetensors } from '@infograd/autograd';
import { Tensor } from '@infograd/tensor';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const mark = 'tensor ';

/**
 * @param state plain objects and arrays of tensors, finite numbers, booleans, strings, null and undefined; strings that begin with `tensor ` excepted
 * @throws Error naming the place of anything else
 */
export function saveState(state: unknown): Uint8Array {
  const tensors: Record<string, Tensor> = {};
  const outline = outlineOf(state, 'state', tensors);
  return saveSafetensors(tensors, { outline: JSON.stringify(outline) });
}

/** What {@link saveState} saved; its tensors are new ones. */
export function loadState<State>(file: Uint8Array): State {
  const { tensors, metadata } = loadSafetensors(file);
  return filled(JSON.parse(metadata.outline) as Json, tensors) as State;
}

function outlineOf(value: unknown, path: string, tensors: Record<string, Tensor>): Json | undefined {
  if (value instanceof Tensor) {
    tensors[path] = value;
    return `${mark}${path}`;
  }
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && !value.startsWith(mark)) return value;
  if (Array.isArray(value)) return value.map((each, index) => outlineOf(each, `${path}.${index}`, tensors) ?? null);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, each]) => [key, outlineOf(each, `${path}.${key}`, tensors)]);
    return Object.fromEntries(entries) as Json;
  }
  throw new Error(`${path} is ${String(value)}, which cannot be saved; keep tensors, finite numbers and plain data`);
}

function filled(outline: Json, tensors: Readonly<Record<string, Tensor>>): unknown {
  if (typeof outline === 'string') return outline.startsWith(mark) ? tensors[outline.slice(mark.length)] : outline;
  if (Array.isArray(outline)) return outline.map((each) => filled(each, tensors));
  if (outline === null || typeof outline !== 'object') return outline;
  return Object.fromEntries(Object.entries(outline).map(([key, each]) => [key, filled(each, tensors)]));
}
