/** One peer in one browser page, named by the address's fragment. browser.ts calls the function that this leaves on the window. */
import { answering, type Reply, type Request } from '../answer.ts';
import type { Peer } from '../peer.ts';

declare global {
  interface Window {
    answer: (request: Request) => Promise<Reply>;
  }
}

const peers: Readonly<Record<string, () => Promise<{ load(name: string): Promise<Peer> }>>> = {
  '#infograd-gpu-webgpu': () => import('../peers/infograd-gpu.ts'),
  '#infograd-gpu-webgl2': () => import('../peers/infograd-gpu.ts'),
  '#infograd-wasm': () => import('../peers/infograd-wasm.ts'),
  '#tfjs-webgl': () => import('../peers/tfjs-webgl.ts'),
  '#tfjs-webgpu': () => import('../peers/tfjs-webgpu.ts'),
};

window.answer = answering(peers[location.hash]().then(({ load }) => load(location.hash.slice(1))));
