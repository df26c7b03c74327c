// The product as its operator runs it: `comis start` in a process of its own, with its real settings.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FLAGS } from '../../../bin/parts/flags.mjs';

export interface Product { readonly url: string; readonly pid: number; stop(): Promise<void> }

const COMIS = fileURLToPath(new URL('../../../src/comis.ts', import.meta.url));

/**
 * Starts it on a free port and waits until it says where it listens (a first start on an empty database draws the demo city first).
 * `env`: DATABASE_URL or DATA_DIR, and any other setting. `flags` go to Node (`--cpu-prof`). Throws with what it printed when it ends instead.
 */
export async function startProduct(env: Record<string, string>, { args = [], flags = [] }: { args?: readonly string[]; flags?: readonly string[] } = {}): Promise<Product> {
  const child = spawn(process.execPath, [...FLAGS, ...flags, ...process.execArgv, COMIS, 'start', ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', LOG: 'quiet', HOST: '127.0.0.1', PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Whatever ends this process ends the product too.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/localhost:\d+/.exec(printed)?.[0];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the product ended: ${printed}`)));
  });
  return {
    url, pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', kill);
    },
  };
}
