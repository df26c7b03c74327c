// Starting the bare route (bare-server.ts) and ending it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BareSaid, BareWork } from './bare-server.ts';

/** Throws what it said when it could not open its database. */
export async function startBare(work: BareWork): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [], { serialization: 'advanced' });
  child.send(work);
  const [said] = (await once(child, 'message')) as [BareSaid];
  if ('error' in said) throw new Error(said.error);
  return {
    url: `http://localhost:${said.port}`,
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
