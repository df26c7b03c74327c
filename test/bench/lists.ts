// A filtered list of 50 among 1,000,000 cases over HTTP, against its own statements through the same driver and pool: the public list as data in forty
// combinations of filters (nothing found, one word in a hundred thousand, a word in every other case, pages two years back, every filter alone and crossed),
// then the same list as a page and the lists of the desks, which write some sixty kilobytes of page besides. The worst is the result, so no easy list can
// carry a hard one.
import { z } from 'zod';
import { openDatabase, sql, type Database } from '#ground/db/index.ts';
import { beginSession } from '#ground/identity/index.ts';
import { load, median, paired, startProduct, type Bench, type BenchTools, type Pair, type Row, type Shot } from './support/harness.ts';
import { WORDS } from './support/million-words.ts';
import { replayRate, takenDown, type Taken } from './support/replay.ts';

const CONNECTIONS = 2;
const SECONDS = 0.8;
const LANGUAGE = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };

export const bench: Bench = {
  name: 'lists', about: 'a filtered list of 50 at 1,000,000 cases, against its own SQL: the worst of 40 combinations of filters; the public page and the desks too', needs: ['postgres'],
  async run(tools) {
    const url = await tools.million();
    // The process that answers; jobs and listeners of a city of this size run in another one (ROLE=worker).
    const product = await startProduct({ DATABASE_URL: url, DATA_DIR: '/tmp/comis-bench-lists', ROLE: 'web' }, { flags: (process.env['COMIS_BENCH_FLAGS'] ?? '').split(' ').filter(Boolean) });
    const db = await openDatabase({ url, poolSize: CONNECTIONS, log: () => {} });
    try {
      const lists = await listsOf(db);
      const taken = await takenDown(db, '/tmp/comis-bench-lists', lists.map(({ shot }) => shot));
      // The first list would be measured on code that nobody has run yet.
      for (const kind of ['data', 'page'] as const) await load({ url: product.url, connections: CONNECTIONS, seconds: 5 * SECONDS, shots: lists.filter((list) => list.kind === kind).map(({ shot }) => shot), statuses: [200] });
      const measured: Measured[] = [];
      for (const [i, list] of lists.entries()) measured.push(await measure(tools, product.url, db, list, taken[i]));
      return rowsOf(measured);
    } finally {
      await db.close();
      await product.stop();
    }
  },
};

type Kind = 'data' | 'page' | 'desk';
interface List { readonly kind: Kind; readonly name: string; readonly shot: Shot }
interface Measured extends List { readonly pair: Pair; readonly p50: number; readonly p95: number; readonly spread: number; readonly statements: number }

async function measure(tools: BenchTools, url: string, db: Database, list: List, taken: Taken | undefined): Promise<Measured> {
  if (taken?.status !== 200) throw new Error(`${list.name}: ${taken?.status} ${taken?.body.slice(0, 200)}`);
  const times: { p50: number; p95: number }[] = [];
  const ours = async () => {
    const { rate, p50, p95 } = await load({ url, connections: CONNECTIONS, seconds: SECONDS, shots: [list.shot], statuses: [200] });
    times.push({ p50, p95 });
    return rate;
  };
  const pair = await paired({ rounds: Math.min(tools.rounds, 3) }, ours, () => replayRate(db, () => taken.statements, { workers: CONNECTIONS, seconds: SECONDS }));
  const spread = median(times.slice(1).map(({ p50, p95 }) => p95 / p50));
  const [p50, p95] = [median(times.map((one) => one.p50)), median(times.map((one) => one.p95))];
  tools.log(`${list.name}: ${pair.ratio.toFixed(2)}, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  return { ...list, pair, p50, p95, spread, statements: taken.statements.length };
}

function rowsOf(measured: readonly Measured[]): Row[] {
  const kinds = [...new Set(measured.map((one) => one.kind))];
  return [...kinds.flatMap((kind) => worstOf(kind, measured.filter((one) => one.kind === kind))), ...widestOf(measured.filter((one) => one.kind === 'data'))];
}

function worstOf(kind: Kind, measured: readonly Measured[]): Row[] {
  const worst = measured.toSorted((a, b) => a.pair.ratio - b.pair.ratio)[0];
  const slowest = measured.toSorted((a, b) => b.p50 - a.p50)[0];
  if (!worst || !slowest) return [];
  return [{ work: `filtered list of 50 at 1,000,000 cases, ${WORDS_OF[kind]}, worst of ${measured.length}`, database: 'postgresql', product: `${Math.round(worst.pair.product)} /s`, baseline: `${Math.round(worst.pair.baseline)} /s`, ratio: worst.pair.ratio, least: 0.5,
    note: `${worst.name}; median of all ${median(measured.map((one) => one.pair.ratio)).toFixed(2)}; slowest ${slowest.name}, p50 ${slowest.p50.toFixed(1)} ms` }];
}
const WORDS_OF: Readonly<Record<Kind, string>> = { data: 'as data', page: 'as a page', desk: 'at a desk' };

function widestOf(measured: readonly Measured[]): Row[] {
  const widest = measured.toSorted((a, b) => b.spread - a.spread)[0];
  return widest ? [{ work: `the same as data: p95 within 3 × p50, worst of ${measured.length}`, database: 'postgresql', product: `p95 ${widest.p95.toFixed(1)} ms`, baseline: `3 × p50 ${(3 * widest.p50).toFixed(1)} ms`, ratio: 3 / widest.spread, least: 1, note: widest.name }] : [];
}

/** What the lists are narrowed to is taken from the data, so that the same forty can be asked of either city. */
async function listsOf(db: Database): Promise<List[]> {
  const one = (query: ReturnType<typeof sql>) => db.one(z.object({ v: z.string().nullable() }), query).then((row) => row.v ?? '');
  const sample = sql`(select * from city.cases c where id % 97 = 5 and visibility = 'public' and c.class is not null and cardinality(c.path) > 2) c`;
  const [common, rare] = [await one(sql`select class as v from ${sample} group by 1 order by count(*) desc limit 1`), await one(sql`select class as v from ${sample} group by 1 order by count(*) limit 1`)];
  const main = await one(sql`select parent as v from city.classes where code = ${common}`);
  const [district, street, cell] = await Promise.all([2, 3, null].map((level) => one(sql`select coalesce(path[${level}::int], path[cardinality(path)]) as v from ${sample} group by 1 order by count(*) desc, 1 limit 1`)));
  const number = await one(sql`select number as v from city.cases c where id = 500000`);
  const at = await db.one(z.object({ id: z.number(), at: z.date() }), sql`select id, received_at as at from city.cases where id = 300000`);
  const deep = `${at.at.toISOString().slice(0, 19)}.000Z_${at.id}`;
  const q = (word: string) => `q=${encodeURIComponent(word)}`;
  const open: Record<string, string> = {
    'nothing': '', 'district': `area=${district}`, 'street': `area=${street}`, 'cell': `area=${cell}`, 'class': `class=${common}`, 'main class': `class=${main}`, 'rare class': `class=${rare}`, 'open': 'stage=open', 'closed': 'stage=closed', 'late': 'late=yes', 'not late': 'late=no', 'open and late': 'stage=open&late=yes',
    'common word': q(WORDS.common), 'some word': q(WORDS.some), 'rare word': q(WORDS.rare), 'rarest words': q(WORDS.rarest), 'absent word': q(WORDS.absent), 'English word': q(WORDS.english), 'a number': `q=${number}`,
    'street, class, late, closed, word': `area=${street}&class=${common}&late=yes&stage=closed&${q(WORDS.common)}`, 'cell, rare class': `area=${cell}&class=${rare}`, 'rare class, rare word': `class=${rare}&${q(WORDS.rare)}`, 'cell, common word': `area=${cell}&${q(WORDS.common)}`, 'open, street, main class': `stage=open&area=${street}&class=${main}`,
    'deep': `before=${deep}`, 'deep, street, class': `before=${deep}&area=${street}&class=${common}`, 'deep, rare word': `before=${deep}&${q(WORDS.rare)}`, 'area of nowhere': 'area=nowhere',
    'closed, street': `stage=closed&area=${street}`, 'closed, class': `stage=closed&class=${common}`, 'late, class': `late=yes&class=${common}`, 'open, word': `stage=open&${q(WORDS.some)}`, 'district, class, word': `area=${district}&class=${common}&${q(WORDS.some)}`, 'district, late': `area=${district}&late=yes`,
    'main class, late': `class=${main}&late=yes`, 'street, word': `area=${street}&${q(WORDS.some)}`, 'rare class, closed': `class=${rare}&stage=closed`, 'deep, closed, district': `before=${deep}&stage=closed&area=${district}`, 'cell, late': `area=${cell}&late=yes`, 'main class, common word': `class=${main}&${q(WORDS.common)}`,
  };
  const desks: readonly (readonly [string, string, string])[] = [
    ['acceptor', 'received', '/desk/acceptance?tab=received'], ['acceptor', 'handled', '/desk/acceptance?tab=handled'], ['dispatcher', 'under way', '/desk/dispatch?tab=under-way'], ['dispatcher', 'under way, main class', `/desk/dispatch?tab=under-way&class=${main}`],
    ['dispatcher', 'under way, word', `/desk/dispatch?tab=under-way&${q(WORDS.some)}`], ['acceptor', 'all', '/cases'], ['acceptor', 'all, urgent first', '/cases?sort=due'], ['acceptor', 'all, rare class', `/cases?class=${rare}`], ['acceptor', 'all, rarest words', `/cases?${q(WORDS.rarest)}`],
    ['acceptor', 'all, street, late', `/cases?area=${street}&late=red`], ['administrator', 'all, void', '/cases?stage=void'], ['administrator', 'all, deep, common word', `/cases?after=${deep}&${q(WORDS.common)}`],
  ];
  const cookies = new Map<string, string>();
  for (const login of new Set(desks.map(([who]) => who))) cookies.set(login, `comis_session=${await beginSession(db, await one(sql`select id::text as v from ground.identity_people where login = ${login}`), { hours: 24, now: new Date() })}`);
  const asked = Object.entries(open);
  const page = new Set(['nothing', 'street', 'class', 'late', 'common word', 'rare word', 'absent word', 'deep']);
  return [
    ...asked.map(([name, query]): List => ({ kind: 'data', name, shot: { method: 'GET', path: `/api/reports?limit=50&${query}`, headers: LANGUAGE } })),
    ...asked.filter(([name]) => page.has(name)).map(([name, query]): List => ({ kind: 'page', name, shot: { method: 'GET', path: `/reports?${query}`, headers: LANGUAGE } })),
    ...desks.map(([who, name, path]): List => ({ kind: 'desk', name: `${who}, ${name}`, shot: { method: 'GET', path, headers: { ...LANGUAGE, cookie: cookies.get(who) ?? '' } } })),
  ];
}
