/** TensorFlow.js on its WebGL backend, in a browser page, with the settings that it chooses itself; the decisive ones are shown. */
import { backend, env } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgl';
import type { Peer } from '../peer.ts';
import { tfjsPeer } from './tfjs.ts';

const flags = ['WEBGL_VERSION', 'WEBGL_PACK', 'WEBGL_RENDER_FLOAT32_ENABLED', 'WEBGL_FORCE_F16_TEXTURES'];

export async function load(): Promise<Peer> {
  return tfjsPeer({
    name: 'tfjs-webgl',
    backend: 'webgl',
    notes: () => [renderer(), ...flags.map((flag) => `${flag} ${env().get(flag)}`)],
  });
}

/** What the driver calls itself. */
function renderer(): string {
  const { gl } = (backend() as MathBackendWebGL).gpgpu;
  const { UNMASKED_RENDERER_WEBGL } = gl.getExtension('WEBGL_debug_renderer_info')!;
  return gl.getParameter(UNMASKED_RENDERER_WEBGL) as string;
}
