// Listening: Node's server in front of the app. The peer's address goes in by a header of our own that nobody outside can set.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';
import { compressor } from './compress.ts';

export interface Listening { readonly server: Server; readonly port: number; close(): Promise<void> }

/** Resolves when the port is open; rejects with one clear sentence when it is taken. */
export function serve(app: Pick<App, 'request'>, options: { port: number; host: string }): Promise<Listening> {
  const compressed = compressor();
  // It puts a Response of its own in the place of the global one, which keeps text as text until it is written. Without it every answer
  // becomes a stream and is read back from there, piece by piece.
  const listener = getRequestListener(async (request) => compressed(request, await app.request(request)));
  const server = createServer((incoming, outgoing) => {
    incoming.headers['x-comis-peer'] = peer(incoming);
    incoming.rawHeaders.push('x-comis-peer', peer(incoming));
    void listener(incoming, outgoing);
  });
  server.requestTimeout = 120_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new Error(`Port ${options.port} is taken; set PORT to another.`) : error));
    server.listen(options.port, options.host, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : options.port, close: () => closed(server) });
    });
  });
}

function peer(incoming: IncomingMessage): string {
  return incoming.socket.remoteAddress ?? 'unknown';
}

/** Open streams (live pages) are cut: browsers come back by themselves. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    setTimeout(() => server.closeAllConnections(), 300).unref();
  });
}
