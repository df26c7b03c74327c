// LISTEN on a connection of its own, which comes back after the database was away. Best effort: what was told meanwhile is lost, so readers poll as well.
import type pg from 'pg';

const RETRY_MS = [100, 250, 500, 1_000, 2_000, 5_000];

export interface Listener {
  listen(channel: string, onNotice: (payload: string) => void): Promise<() => void>;
  close(): Promise<void>;
}

/** Connects with the first `listen`; channels are never given up before `close`, as on the embedded database others may share them. */
export function listener(newClient: () => pg.Client, log: (line: string) => void): Listener {
  const channels = new Map<string, Set<(payload: string) => void>>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function connected(): Promise<pg.Client> {
    if (client) return client;
    return (connecting ??= open().finally(() => { connecting = undefined; }));
  }

  async function open(): Promise<pg.Client> {
    const fresh = newClient();
    fresh.on('error', (error) => log(`listening connection lost: ${error.message}`));
    try {
      await fresh.connect();
      fresh.on('notification', ({ channel, payload }) => { for (const onNotice of channels.get(channel) ?? []) onNotice(payload ?? ''); });
      for (const channel of channels.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    if (closed) { await fresh.end(); throw new Error('closed'); }
    fresh.on('end', () => { if (client === fresh) { client = undefined; again(0); } });
    return (client = fresh);
  }

  function again(attempt: number): void {
    if (closed) return;
    retry = setTimeout(() => { connected().catch(() => again(attempt + 1)); }, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
    retry.unref();
  }

  return {
    async listen(channel, onNotice) {
      const heard = channels.get(channel) ?? new Set();
      const known = heard.size > 0;
      channels.set(channel, heard.add(onNotice));
      const had = client !== undefined;
      const open = await connected();
      if (had && !known) await open.query(`listen ${open.escapeIdentifier(channel)}`);
      return () => { heard.delete(onNotice); };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await connecting?.catch(() => {});
      const open = client;
      client = undefined;
      await open?.end().catch(() => {});
    },
  };
}
