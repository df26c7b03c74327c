// A port in front of the product that counts what passes to the browser: pages, scripts, workers, the service worker, headers, everything.
import { connect, createServer, type Socket } from 'node:net';

export interface Counter { readonly url: string; /** Bytes sent to the browser since the last asking. */ taken(): number; close(): Promise<void> }

/** Listens on a free port of its own. */
export function openCounter(target: string): Promise<Counter> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let bytes = 0;
  const server = createServer((browser) => {
    const product = connect(Number(port), hostname);
    for (const socket of [browser, product]) {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    }
    product.on('data', (chunk: Buffer) => { bytes += chunk.length; });
    browser.pipe(product).pipe(browser);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || !address) return reject(new Error('no port'));
      resolve({
        // A name that browsers take for a secure place, as a city's own address is one.
        url: `http://localhost:${address.port}`,
        taken: () => { const counted = bytes; bytes = 0; return counted; },
        close: () => new Promise((done) => { for (const socket of open) socket.destroy(); server.close(() => done()); }),
      });
    });
  });
}
