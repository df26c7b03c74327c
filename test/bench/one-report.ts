// Reading one report: the public page, the receipt, Open311 and our own API, each by 32 connections over 100 reports in turn; against a bare Hono route
// that runs that page's own statements on the same pool and answers its rows as JSON. Nothing that depends on the viewer or the report is cached.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { digest } from '#ground/identity/index.ts';
import { receiptCode } from '#serve/reports/index.ts';
import { startBare } from './support/bare.ts';
import { openPlace, twoCities, type Kind } from './support/city.ts';
import { load, paired, type Bench, type BenchTools, type Row, type Shot } from './support/harness.ts';
import { takenDown, type Taken } from './support/replay.ts';

const CONNECTIONS = 32;
const REPORTS = 100;

export const bench: Bench = {
  name: 'one-report', about: `one report by API and by page, ${CONNECTIONS} connections, against a bare Hono route running that page's own SQL on the same pool`, needs: ['postgres'],
  run: async (tools) => [...(await measured('postgresql', tools)), ...(await measured('embedded', tools))],
};

async function measured(kind: Kind, tools: BenchTools): Promise<Row[]> {
  const { product, baseline, close } = await twoCities(kind, tools, { prepare: giveCodes });
  try {
    const works = await worksOf(baseline);
    const answers = works.flatMap(({ name, taken }) => taken.map(({ statements }, i) => [`/${name}/${i}`, statements] as const));
    const bare = await startBare({ place: baseline, answers: Object.fromEntries(answers) });
    const rows: Row[] = [];
    for (const { work, name, shots, taken } of works) {
      const least = taken.map((_, i): Shot => ({ method: 'GET', path: `/${name}/${i}` }));
      const rate = async (url: string, asked: readonly Shot[]) => (await load({ url, connections: CONNECTIONS, seconds: tools.seconds, shots: asked, statuses: [200] })).rate;
      const pair = await paired({ rounds: tools.rounds }, () => rate(product.url, shots), () => rate(bare.url, least));
      tools.log(`${kind}, ${work}: ${pair.ratio.toFixed(2)} (${pair.min.toFixed(2)} to ${pair.max.toFixed(2)})`);
      const note = `${taken[0]?.statements.length ?? 0} statements a request, ${Math.round((taken[0]?.body.length ?? 0) / 1024)} KB`;
      rows.push({ work: `${work}, ${CONNECTIONS} connections`, database: kind, product: `${Math.round(pair.product)} /s`, baseline: `${Math.round(pair.baseline)} /s`, ratio: pair.ratio, least: 0.5, note });
    }
    await bare.stop();
    return rows;
  } finally {
    await close();
  }
}

interface Work { readonly work: string; readonly name: string; readonly shots: readonly Shot[]; readonly taken: readonly Taken[] }

/** What is asked for, and the statements that each asking takes. Closes the database again, as the bare route opens it. */
async function worksOf(baseline: { url?: string; dataDir?: string }): Promise<Work[]> {
  const db = await openPlace(baseline);
  try {
    const numbers = (await db.rows(z.object({ number: z.string() }), sql`select number from city.cases c where visibility = 'public' and stage not in ('received', 'void') and merged_into is null
      order by id desc limit ${REPORTS}`)).map(({ number }) => encodeURIComponent(number));
    const get = (path: string): Shot => ({ method: 'GET', path, headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } });
    const asked: [string, string, Shot[]][] = [
      ['public page', 'page', numbers.map((number) => get(`/reports/${number}`))],
      ['receipt page', 'receipt', CODES.map((code) => get(`/r/${code}`))],
      ['our API', 'api', numbers.map((number) => get(`/api/reports/${number}`))],
      ['Open311', 'open311', numbers.map((number) => get(`/open311/v2/requests/${number}.json`))],
    ];
    const works: Work[] = [];
    for (const [work, name, shots] of asked) {
      const taken = await takenDown(db, baseline.dataDir ?? '/tmp', shots);
      const wrong = taken.find(({ status }) => status !== 200);
      if (wrong) throw new Error(`${work}: ${wrong.status} ${wrong.body.slice(0, 300)}`);
      works.push({ work, name, shots, taken });
    }
    return works;
  } finally {
    await db.close();
  }
}

const CODES = Array.from({ length: REPORTS }, (_, i) => receiptCode(`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`));

/** Receipts whose codes we know: the demo city's own are secrets of nobody. */
async function giveCodes(db: Database): Promise<void> {
  await db.run(sql`
    update serve.reports r set code = decode(given.hex, 'hex')
    from (select id, row_number() over (order by id desc) as place from serve.reports where not follows order by id desc limit ${REPORTS}) mine
      join unnest(${CODES.map((code) => digest(code).toString('hex'))}::text[]) with ordinality as given(hex, place) on given.place = mine.place
    where r.id = mine.id`);
}
