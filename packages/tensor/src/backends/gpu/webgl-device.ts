/**
 * The WebGL modes, where arrays are textures with four numbers in each texel, in the order of the array. Launches are
 * queued by the driver in the order asked for, so a texture can be deleted as soon as nothing new will read it. Results
 * are read through a framebuffer of our own, in WebGL 2 without stopping the program while the driver computes.
 */
import { BackendUnavailableError, ContextLostError, InfogradError, OutOfMemoryError } from '../../errors.ts';
import type { DeviceArray, GpuInfo } from './device.ts';
import type { GpuJs, GpuJsInstance, GpuJsTextures } from './gpu-js.ts';
import { type Allocation, GpuJsDevice, isSoftware, type Kernel, type ResidentArray } from './gpu-js-device.ts';
import { useOwnKernels } from './webgl-kernel.ts';
import { type OwnedTexture, selectTexture, TexturePool, textureSize } from './webgl-textures.ts';

/** An array as kernels take it, which read it as numbers or, if they are of width 4, as fours. */
class Result {
  readonly texture: OwnedTexture;
  readonly numbers: TextureArgument;
  readonly fours: TextureArgument;

  constructor(texture: OwnedTexture, length: number) {
    this.texture = texture;
    this.numbers = new TextureArgument('MemoryOptimizedNumberTexture', texture, length);
    this.fours = new TextureArgument('ArrayTexture(4)', texture, Math.ceil(length / 4));
  }
}

/** What gpu.js looks at in a texture that it is given. */
class TextureArgument {
  readonly type: 'MemoryOptimizedNumberTexture' | 'ArrayTexture(4)';
  readonly texture: WebGLTexture;
  readonly size: ArrayLike<number>;
  readonly dimensions: readonly number[];
  readonly context: unknown;

  constructor(type: TextureArgument['type'], { texture, size, context }: OwnedTexture, length: number) {
    this.type = type;
    this.texture = texture;
    this.size = size;
    this.dimensions = [length, 1, 1];
    this.context = context;
  }
}

export class WebGlDevice extends GpuJsDevice<Result> {
  readonly canReadSync = true;
  override readonly readsFours = true;
  override readonly maxOutputs: number;
  private readonly textures: TexturePool;
  private readonly gl: WebGLRenderingContext | WebGL2RenderingContext;
  private readonly framebuffer: WebGLFramebuffer | null;

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, info: GpuInfo) {
    const textures = new TexturePool();
    useOwnKernels(gpu, textures);
    super(gpuJs, gpu, info);
    this.textures = textures;
    const first = this.compile({ key: 'first', source: () => 'function () { return 0; }' }, 1);
    this.gl = first.run.kernel.context as WebGLRenderingContext;
    this.gl.getExtension('OES_texture_float'); // without it WebGL 1 takes no float textures
    this.maxOutputs = outputsOf(this.gl);
    this.framebuffer = this.gl.createFramebuffer();
    this.gl.canvas?.addEventListener('webglcontextlost', () => this.noteLoss());
  }

  describe(): Pick<GpuInfo, 'adapter' | 'software' | 'limits'> {
    const { gl } = this;
    const names = gl.getExtension('WEBGL_debug_renderer_info');
    const adapter = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    const unnamed = adapter === 'ANGLE'; // so says headless-gl of every driver; without a screen they are software
    const units: number = gl.getParameter(gl.MAX_TEXTURE_IMAGE_UNITS);
    const side: number = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    return {
      adapter: unnamed ? 'a driver that headless-gl does not name' : adapter,
      software: unnamed || isSoftware(adapter),
      limits: {
        arrays: Math.min(7, units - 1), // one unit is where gpu.js makes new textures
        elements: Math.min(2 ** 24, 4 * side * side),
      },
    };
  }

  upload(values: Float32Array): DeviceArray {
    if (this.failure) throw this.failure;
    this.checkLength(values.length, 'the uploaded values');
    const { gl } = this;
    const size = textureSize(Math.ceil(values.length / 4));
    const texels = 4 * size[0] * size[1];
    let numbers = values;
    if (texels !== values.length) {
      numbers = new Float32Array(texels);
      numbers.set(values);
    }
    const uploaded = this.textures.take(gl, size);
    selectTexture(gl, uploaded.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, size[0], size[1], gl.RGBA, gl.FLOAT, numbers);
    return this.adopt(values.length, new Result(uploaded, values.length));
  }

  protected start(kernel: Kernel, length: number, parameters: readonly unknown[]): DeviceArray[] {
    const values = new Array<unknown>(parameters.length);
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i];
      if (typeof parameter === 'number') {
        values[i] = parameter;
        continue;
      }
      const result = (parameter as ResidentArray<Result>).allocation.result!;
      values[i] = kernel.width === 4 ? result.fours : result.numbers;
    }
    try {
      this.resize(kernel, length);
      const result = kernel.run(...values) as OwnedTexture | GpuJsTextures;
      if (!kernel.proven) this.prove(kernel);
      const textures = 'result' in result ? Object.values(result) : [result as OwnedTexture];
      return textures.map((texture) => this.adopt(length, new Result(texture, length)));
    } catch (cause) {
      if (this.gl.isContextLost()) this.checkContext(); // it makes gpu.js fail in many ways
      throw this.explain(kernel, cause);
    }
  }

  protected release(allocation: Allocation<Result>): void {
    allocation.result?.texture.delete();
    allocation.result = null;
  }

  readSync(array: DeviceArray): Float32Array {
    const { length, allocation } = this.residentArray(array, 'a read');
    const { gl } = this;
    const { width, height } = this.bind(allocation.result!);
    const numbers = new Float32Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, numbers);
    this.unbind();
    this.checkContext();
    return numbers.length === length ? numbers : numbers.slice(0, length);
  }

  async read(array: DeviceArray): Promise<Float32Array> {
    const { gl } = this;
    if (!('fenceSync' in gl)) return this.readSync(array);
    const { length, allocation } = this.residentArray(array, 'a read');
    const { width, height } = this.bind(allocation.result!);
    const numbers = new Float32Array(length);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, 16 * width * height, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    this.unbind();
    await passed(gl);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, numbers);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(buffer);
    this.checkContext();
    return numbers;
  }

  private bind({ texture }: Result): { width: number; height: number } {
    if (this.failure) throw this.failure;
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture.texture, 0);
    return { width: texture.size[0], height: texture.size[1] };
  }

  private unbind(): void {
    const { gl } = this;
    // A texture that stayed attached would not be freed when deleted.
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, null, 0);
  }

  private noteLoss(): void {
    this.failure ??= new ContextLostError(
      'The WebGL context was lost, and all arrays on it with it. Open the backend again and make the tensors anew ' +
        'from values that the program holds.',
    );
  }

  private checkContext(): void {
    const { gl } = this;
    const error = gl.getError();
    if (gl.isContextLost()) {
      this.noteLoss();
    } else if (error !== gl.NO_ERROR) {
      const outOfMemory = error === gl.OUT_OF_MEMORY;
      this.failure ??= new (outOfMemory ? OutOfMemoryError : InfogradError)(
        `The WebGL driver reported error ${error}${outOfMemory ? ', out of memory' : ''}, after which its results ` +
          `cannot be trusted. Open the backend again${outOfMemory ? ', and keep less on the device' : ''}.`,
      );
    }
    if (this.failure) throw this.failure;
  }
}

/** Textures that one draw can fill. */
function outputsOf(gl: WebGLRenderingContext | WebGL2RenderingContext): number {
  if ('MAX_DRAW_BUFFERS' in gl) return gl.getParameter(gl.MAX_DRAW_BUFFERS);
  const extension = gl.getExtension('WEBGL_draw_buffers');
  return extension ? gl.getParameter(extension.MAX_DRAW_BUFFERS_WEBGL) : 1;
}

/** Milliseconds for which a page asks again and again whether the driver is done; after that it waits between. */
const impatience = 2;

/** Resolves when the driver has done all that was asked of it so far, or has lost its context. */
function passed(gl: WebGL2RenderingContext): Promise<void> {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  const start = performance.now();
  return new Promise((resolve) => {
    // Messages at first, since browsers let a chain of timeouts wait for 4 ms each. Not for long: asking takes time from
    // a driver that computes on the same processor.
    const { port1, port2 } = new MessageChannel();
    const ask = (): void => {
      if (fence && !gl.isContextLost() && gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) {
        const elapsed = performance.now() - start;
        if (elapsed < impatience) port2.postMessage(0);
        else setTimeout(ask, elapsed / 16);
        return;
      }
      gl.deleteSync(fence);
      port1.close();
      resolve();
    };
    port1.onmessage = ask;
    port2.postMessage(0);
  });
}

/**
 * A WebGL context for gpu.js, with something in place of its canvas: gpu.js resizes the canvas whenever an output size
 * changes, though nothing is ever drawn there, and for a real one that takes longer than the kernel.
 */
export function createGl(mode: 'webgl2' | 'webgl' | 'headlessgl'): { context?: unknown; canvas?: unknown } {
  if (mode === 'headlessgl') return {}; // gpu.js knows how, and has no canvas there
  const inPage = typeof document !== 'undefined';
  if (!inPage && typeof OffscreenCanvas === 'undefined') throw new BackendUnavailableError('there is no canvas here');
  const canvas = inPage ? document.createElement('canvas') : new OffscreenCanvas(2, 2);
  const context = canvas.getContext(mode, {
    alpha: false,
    depth: false,
    antialias: false,
    powerPreference: 'high-performance',
  });
  if (!context) throw new BackendUnavailableError(`this browser gives no ${mode} context`);
  return { context, canvas: { width: 2, height: 2 } };
}
