// The least that can answer a request with a page's own rows: a Hono route on Node's server that runs that page's statements through the product's
// driver and pool and answers what came as JSON. In a process of its own, as the product is. Told by its parent what to answer; says its port.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { openPlace, type Place } from './city.ts';
import { query, type Statement } from './replay.ts';

export interface BareWork { readonly place: Place; /** Statements by path. */ readonly answers: Readonly<Record<string, readonly Statement[]>> }
export type BareSaid = { readonly port: number } | { readonly error: string };

const tell = (said: BareSaid) => process.send?.(said);
process.once('disconnect', () => process.exit());
process.once('message', (work: BareWork) => void opened(work).catch((error: unknown) => tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })));

async function opened({ place, answers }: BareWork): Promise<void> {
  const db = await openPlace(place);
  const hono = new Hono();
  const known = new Map(Object.entries(answers).map(([path, statements]) => [path, statements.map(query)]));
  hono.get('*', async (c) => {
    const results: unknown[] = [];
    for (const statement of known.get(c.req.path) ?? []) results.push(await db.rows(z.unknown(), statement));
    return c.json(results);
  });
  serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => tell({ port }));
}
