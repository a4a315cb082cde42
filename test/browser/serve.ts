/** Files held in memory, over HTTP on a free port of this machine, for as long as a test needs them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

/** File contents by path, such as `assets/index.js`. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What makes a page cross-origin isolated, so that it has SharedArrayBuffer. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Serves the files; the root is index.html. Pages are cross-origin isolated unless asked otherwise. */
export async function serve(files: Files, { isolated = true } = {}): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname.slice(1) || 'index.html';
    const body = files.get(path);
    if (body === undefined) response.writeHead(404).end();
    else {
      const type = { 'content-type': types[extname(path)] ?? 'application/octet-stream' };
      response.writeHead(200, isolated ? { ...type, ...isolation } : type).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
