// Memory of another Node process through its inspector: collected first, so that only what is held is counted.
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Bytes. `held`: objects of JavaScript after collecting, with the buffers behind them. */
export interface Memory { readonly held: number; readonly heap: number; readonly external: number; readonly rss: number }
export interface Inspector { memory(): Promise<Memory>; close(): void }

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const Answer = z.object({ id: z.number().optional(), error: z.object({ message: z.string() }).optional(), result: z.looseObject({ result: z.object({ value: z.unknown() }).optional() }).optional() });
const Usage = z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() });

/** A port nobody listens on, for `--inspect`. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Connects to the process that was started with `--inspect=127.0.0.1:PORT`. */
export async function inspect(port: number): Promise<Inspector> {
  const [target] = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
  if (!target) throw new Error('the inspector has no target');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
  });
  const waiting = new Map<number, (answer: z.output<typeof Answer>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = Answer.parse(JSON.parse(String(data)));
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let last = 0;
  const ask = async (method: string, params = {}) => {
    const id = ++last;
    const { error, result } = await new Promise<z.output<typeof Answer>>((resolve) => { waiting.set(id, resolve); socket.send(JSON.stringify({ id, method, params })); });
    if (error) throw new Error(`${method}: ${error.message}`);
    return result?.result?.value;
  };
  return {
    async memory() {
      // What the first collection lets go of (finalizers, weak entries) is gone with the second.
      for (let i = 0; i < 2; i++) { await ask('HeapProfiler.collectGarbage'); await pause(150); }
      const { rss, heapUsed, external } = Usage.parse(JSON.parse(String(await ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())', returnByValue: true }))));
      return { held: heapUsed + external, heap: heapUsed, external, rss };
    },
    close: () => socket.close(),
  };
}
