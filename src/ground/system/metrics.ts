// GET /metrics for the operator's Prometheus: the process, its event loop, requests, the pool of the database, listeners and jobs.
// It tells how much a city works and where it hurts, so it is closed until METRICS_TOKEN is set: asked for as the password of basic
// authentication (any name), which every scraper can send. Rejected: opening it to this machine alone (behind a proxy on the same
// machine everybody seems to be), a library (the format is a page of text).
import { createHash, timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Ground } from '../http/context.ts';
import { notFound } from '../http/answer.tsx';
import { route } from '../http/route.ts';
import { databaseFamilies } from './metrics-database.ts';
import { requestFamilies } from './metrics-requests.ts';
import { metricsText, single, type Family } from './metrics-text.ts';
import { VERSION } from './version.ts';

export const metrics = route({
  method: 'GET', path: '/metrics', who: 'everyone', summary: 'Numbers for Prometheus', about: 'Text format 0.0.4. With METRICS_TOKEN as the password of basic authentication; without that setting the address does not exist.',
  async handle({ ground, db, request }) {
    const token = ground.config.METRICS_TOKEN;
    if (token === undefined) throw notFound();
    if (!isGiven(token, request.headers.get('authorization'))) return new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="metrics", charset="UTF-8"' } });
    const families = [...processFamilies(ground), ...requestFamilies(ground.log), ...poolFamilies(ground), ...(await databaseFamilies(db))];
    return new Response(metricsText(families), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  },
});

function isGiven(token: string, header: string | null): boolean {
  const given = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const words = Buffer.from(given, 'base64').toString('utf8');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(words.slice(words.indexOf(':') + 1)), digest(token));
}

function processFamilies(ground: Ground): Family[] {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const delay = delayOf(ground);
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  const families = [
    { name: 'comis_info', kind: 'gauge' as const, help: 'Which program this is; always 1.', samples: [{ labels: { version: VERSION, node: process.version, database: ground.db.kind, role: ground.config.ROLE }, value: 1 }] },
    single('gauge', 'process_start_time_seconds', 'Start of the process, seconds since 1970.', performance.timeOrigin / 1000),
    single('counter', 'process_cpu_seconds_total', 'Processor time used.', (cpu.user + cpu.system) / 1e6),
    single('gauge', 'process_resident_memory_bytes', 'Memory held in all.', memory.rss),
    single('gauge', 'nodejs_heap_size_used_bytes', 'Memory of JavaScript objects, with what is not collected yet.', memory.heapUsed),
    single('gauge', 'nodejs_heap_size_total_bytes', 'Memory set aside for JavaScript objects.', memory.heapTotal),
    single('gauge', 'nodejs_external_memory_bytes', 'Memory of buffers and of native objects behind JavaScript ones.', memory.external),
    single('gauge', 'nodejs_eventloop_lag_p50_seconds', 'How late timers were since the last asking: the median.', seconds(delay.percentile(50))),
    single('gauge', 'nodejs_eventloop_lag_p99_seconds', 'The same: 99 of 100 were not later.', seconds(delay.percentile(99))),
    single('gauge', 'nodejs_eventloop_lag_max_seconds', 'The same: the latest.', seconds(delay.max)),
    single('gauge', 'nodejs_eventloop_utilization', 'Part of its life that the event loop worked rather than waited, from 0 to 1.', performance.eventLoopUtilization().utilization),
  ];
  delay.reset();
  return families;
}

type Delay = ReturnType<typeof monitorEventLoopDelay>;
const delays = new WeakMap<Ground, Delay>();
/** Watched from the first asking on: who never asks pays nothing. */
function delayOf(ground: Ground): Delay {
  let delay = delays.get(ground);
  if (!delay) {
    delays.set(ground, (delay = monitorEventLoopDelay({ resolution: 20 })));
    delay.enable();
  }
  return delay;
}

function poolFamilies({ db }: Ground): Family[] {
  const { open, idle, waiting } = db.pool();
  return [
    { name: 'comis_database_connections', kind: 'gauge', help: 'Connections of the pool by what they do.', samples: [{ labels: { state: 'busy' }, value: open - idle }, { labels: { state: 'idle' }, value: idle }] },
    single('gauge', 'comis_database_waiting', 'Requests that wait for a connection.', waiting),
    single('counter', 'comis_database_statements_total', 'Statements sent.', db.statements.count),
  ];
}
