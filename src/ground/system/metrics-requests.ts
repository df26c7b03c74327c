// Requests counted on their way into the log: by kind of route, method and status, with a histogram of how long they took. The labels are few and
// fixed (no route of its own, no address, no person), so the counts never grow.
import type { Log, RequestLine } from '../http/log.ts';
import type { Family, Sample } from './metrics-text.ts';

/** Seconds; the last bucket holds everything. */
const EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity] as const;
const KINDS = ['api', 'open311', 'tiles', 'feeds', 'live', 'desk', 'admin', 'id', 'doc', 'metrics'] as const;

interface Timed { readonly buckets: number[]; sum: number; count: number }
interface Counts { readonly answers: Map<string, number>; readonly times: Map<string, Timed> }
const counted = new WeakMap<Log, Counts>();

/** The same log, whose requests are counted too. */
export function counting(log: Log): Log {
  const counts: Counts = { answers: new Map(), times: new Map() };
  const both: Log = { error: (error, about) => log.error(error, about), line: (text) => log.line(text), request(line) { count(counts, line); log.request(line); } };
  counted.set(both, counts);
  return both;
}

/** What was counted since the start of this log; nothing for a log that counts nothing. */
export function requestFamilies(log: Log): Family[] {
  const counts = counted.get(log);
  if (!counts) return [];
  const answers = [...counts.answers].map(([key, value]): Sample => { const [kind = '', method = '', status = ''] = key.split(' '); return { labels: { kind, method, status }, value }; });
  return [
    { name: 'comis_http_requests_total', kind: 'counter', help: 'Requests answered, by kind of route, method and status.', samples: answers },
    { name: 'comis_http_request_seconds', kind: 'histogram', help: 'Time until the answer began, by kind of route.', samples: [...counts.times].flatMap(([kind, timed]) => histogram(kind, timed)) },
  ];
}

function count({ answers, times }: Counts, { method, route, status, ms }: RequestLine): void {
  const kind = kindOf(route);
  const key = `${kind} ${METHODS.has(method) ? method : 'other'} ${status}`;
  answers.set(key, (answers.get(key) ?? 0) + 1);
  let timed = times.get(kind);
  if (!timed) times.set(kind, (timed = { buckets: EDGES.map(() => 0), sum: 0, count: 0 }));
  const seconds = ms / 1000;
  const at = EDGES.findIndex((edge) => seconds <= edge);
  timed.buckets[at] = (timed.buckets[at] ?? 0) + 1;
  timed.sum += seconds;
  timed.count++;
}

// A stranger may invent methods; each would be a new line.
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** By the first part of the route's pattern; whatever else there is, is a page. */
function kindOf(route: string): string {
  if (route === '(none)') return 'nowhere';
  const first = route.split('/')[1] ?? '';
  return KINDS.find((kind) => kind === first) ?? 'page';
}

/** Buckets of the format hold all that is not slower. */
function histogram(kind: string, { buckets, sum, count: all }: Timed): Sample[] {
  let below = 0;
  const rows = EDGES.map((edge, i): Sample => ({ suffix: '_bucket', labels: { kind, le: edge === Infinity ? '+Inf' : String(edge) }, value: (below += buckets[i] ?? 0) }));
  return [...rows, { suffix: '_sum', labels: { kind }, value: sum }, { suffix: '_count', labels: { kind }, value: all }];
}
