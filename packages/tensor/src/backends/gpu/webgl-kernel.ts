/**
 * The WebGL kernels of gpu.js, changed in what costs most. gpu.js finds a texel by integer division, four times for each
 * read, which software drivers do lane by lane. Here every texture's width is a power of two, so that one division of
 * floats finds the texel, exactly on every driver; measured, kernels become up to twice as fast. And gpu.js makes a new
 * texture for every result, where here textures are used again. Both rest on names inside the gpu.js version that
 * gpu-js.ts pins; a name that is missing is an error when the device is opened.
 */
import { InfogradError } from '../../errors.ts';
import type { GpuJsInstance } from './gpu-js.ts';
import { type OwnedTexture, type TexturePool, textureSize } from './webgl-textures.ts';

const parameters = 'sampler2D tex, ivec2 texSize, ivec3 texDim, int z, int y, int x';

/** What replaces each function in the text of a shader; `texture` is the function that reads a texel. */
function replacements(texture: string): Record<string, string> {
  const texel = (position: string): string => `
  vec2 step = 1.0 / vec2(texSize);
  float line = (${position} + 0.5) * step.x;
  vec4 texel = ${texture}(tex, vec2(fract(line), (floor(line) + 0.5) * step.y));`;
  return {
    'vec4 getImage2D': `(${parameters}) {${texel('float(x)')}
  return texel;
}`,
    'float getMemoryOptimized32': `(${parameters}) {
  float position = floor(float(x) * 0.25);${texel('position')}
  float channel = float(x) - 4.0 * position;
  return channel > 1.5 ? (channel > 2.5 ? texel.w : texel.z) : (channel > 0.5 ? texel.y : texel.x);
}`,
    'ivec3 indexTo3D': '(int idx, ivec3 texDim) { return ivec3(idx, 0, 0); }',
  };
}

/** The methods of gpu.js that are replaced. */
const replaced = [
  '_setupOutputTexture',
  '_setupSubOutputTextures',
  '_replaceOutputTexture',
  '_replaceSubOutputTextures',
  'renderTexture',
  'renderKernelsToTextures',
  'updateTextureArgumentRefs',
];

/** Makes an instance of gpu.js use the kernels described above. */
export function useOwnKernels(gpu: GpuJsInstance, pool: TexturePool): void {
  const Kernel = gpu.Kernel;
  let text = Kernel.fragmentShader;
  const texture = text.startsWith('#version 300 es') ? 'texture' : 'texture2D';
  for (const [name, replacement] of Object.entries(replacements(texture))) {
    const start = text.indexOf(`${name}(`);
    if (start < 0) throw new InfogradError(`this version of gpu.js has no function ${name} in its shaders`);
    text = text.slice(0, start) + name + replacement + text.slice(text.indexOf('\n}', start) + 2);
  }
  for (const name of replaced) {
    if (!(name in Kernel.prototype)) throw new InfogradError(`this version of gpu.js has no ${name} in its kernels`);
  }
  gpu.Kernel = class extends Kernel {
    /** The textures that the next draw fills. */
    private readonly targets: OwnedTexture[] = [];

    static override get fragmentShader(): string {
      return text;
    }

    override _setupOutputTexture(): void {
      const [length] = this.output;
      this.texSize = textureSize(this.optimizeFloatMemory ? Math.ceil(length / 4) : length);
      this.updateMaxTexSize();
      this.context.viewport(0, 0, this.maxTexSize[0], this.maxTexSize[1]);
    }

    override _setupSubOutputTextures(): void {
      const { COLOR_ATTACHMENT0 } = this.context;
      this.drawBuffersMap = Array.from({ length: this.subKernels.length + 1 }, (_, i) => COLOR_ATTACHMENT0 + i);
    }

    override _replaceOutputTexture(): void {
      this.attach(0);
    }

    override _replaceSubOutputTextures(): void {
      for (let i = 0; i < this.subKernels.length; i++) this.attach(i + 1);
    }

    private attach(target: number): void {
      const gl = this.context;
      const owned = pool.take(gl, this.texSize);
      const attachment = gl.COLOR_ATTACHMENT0 + target;
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, attachment, gl.TEXTURE_2D, owned.texture, 0);
      this.targets[target] = owned;
    }

    override renderTexture(): OwnedTexture {
      return this.targets[0];
    }

    override renderKernelsToTextures(): Record<string, OwnedTexture> {
      const others = this.subKernels.map(({ property }, i) => [property, this.targets[i + 1]]);
      return { result: this.targets[0], ...Object.fromEntries(others) };
    }

    override updateTextureArgumentRefs(): void {}
  };
}
