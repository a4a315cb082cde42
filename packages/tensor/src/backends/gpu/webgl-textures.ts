/**
 * Textures of four float32 numbers a texel, used again and again: a training step needs the same sizes every time, and
 * making a texture takes a driver longer than many a kernel. Widths are powers of two (see webgl-kernel.ts).
 */

/** What may wait to be used again. */
const mostBytes = 2 ** 27;

type Context = WebGLRenderingContext | WebGL2RenderingContext;

/** Width and height of the texture for so many texels. */
export function textureSize(texels: number): Int32Array {
  const width = 2 ** Math.ceil(Math.log2(texels) / 2);
  return Int32Array.of(width, Math.ceil(texels / width));
}

/** A texture with an owner. */
export interface OwnedTexture {
  readonly texture: WebGLTexture;
  /** Width and height. */
  readonly size: Int32Array;
  readonly context: Context;
  /** Gives the texture back, after the draws that were asked for before. */
  delete(): void;
}

export class TexturePool {
  private readonly waiting = new Map<string, WebGLTexture[]>();
  private bytes = 0;

  /** A texture, which holds anything. */
  take(gl: Context, size: Int32Array): OwnedTexture {
    const key = size.join();
    const texture = this.waiting.get(key)?.pop();
    const bytes = 16 * size[0] * size[1];
    if (texture) this.bytes -= bytes;
    let isOwned = true;
    const owned = {
      texture: texture ?? make(gl, size),
      size,
      context: gl,
      delete: () => {
        if (isOwned) this.give(gl, owned.texture, key, bytes);
        isOwned = false;
      },
    };
    return owned;
  }

  private give(gl: Context, texture: WebGLTexture, key: string, bytes: number): void {
    if (this.bytes + bytes > mostBytes) {
      gl.deleteTexture(texture);
      return;
    }
    this.bytes += bytes;
    const list = this.waiting.get(key);
    if (list) list.push(texture);
    else this.waiting.set(key, [texture]);
  }
}

function make(gl: Context, [width, height]: Int32Array): WebGLTexture {
  const texture = gl.createTexture();
  selectTexture(gl, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  const format = 'RGBA32F' in gl ? gl.RGBA32F : gl.RGBA;
  gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, gl.RGBA, gl.FLOAT, null);
  return texture;
}

/** Makes a texture the one that is worked on, at a place where kernels read none. */
export function selectTexture(gl: Context, texture: WebGLTexture): void {
  gl.activeTexture(gl.TEXTURE15);
  gl.bindTexture(gl.TEXTURE_2D, texture);
}
