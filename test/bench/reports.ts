// Taking a report: Open311 POST with an API key, and the form of the page as a browser sends it, each by 16 connections; against the statements of
// just such requests replayed by 16 workers through the same driver, pool and prepared statements, with the same commits.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { createPerson, issueKey } from '#ground/identity/index.ts';
import { openPlace, twoCities, type Kind } from './support/city.ts';
import { load, paired, type Bench, type BenchTools, type Row, type Shot } from './support/harness.ts';
import { renewing, replayRate, takenDown } from './support/replay.ts';

const CONNECTIONS = 16;

export const bench: Bench = {
  name: 'reports', about: `Open311 POST and the page's form, ${CONNECTIONS} connections, against the product's own captured statements replayed by the same driver`, needs: ['postgres'],
  run: async (tools) => [...(await measured('postgresql', tools)), ...(await measured('embedded', tools))],
};

async function measured(kind: Kind, tools: BenchTools): Promise<Row[]> {
  // Visitors come through a proxy, each from an address of their own, programs with keys of their own: the limits of writes stay as they are.
  const keys: string[] = [];
  const { product, baseline, close } = await twoCities(kind, tools, { env: { TRUST_PROXY: 'on' }, prepare: async (db) => { keys.push(...(await newKeys(db))); } });
  const db = await openPlace(baseline);
  try {
    const rows: Row[] = [];
    const places = await reportable(db);
    for (const [work, shots] of [['Open311 POST', open311Shots(places, keys)], ['form of the page', formShots(places)]] as const) {
      const taken = await takenDown(db, baseline.dataDir ?? '/tmp', shots);
      const wrong = taken.find(({ status }) => status !== 200 && status !== 303);
      if (wrong) throw new Error(`${work}: ${wrong.status} ${wrong.body.slice(0, 600)}`);
      const renew = renewing(taken.map(({ statements }) => statements));
      let at = 0;
      const next = () => renew(taken[at++ % taken.length]?.statements ?? []);
      const pair = await paired({ rounds: tools.rounds },
        async () => (await load({ url: product.url, connections: CONNECTIONS, seconds: tools.seconds, shots })).rate,
        () => replayRate(db, next, { workers: CONNECTIONS, seconds: tools.seconds }));
      tools.log(`${kind}, ${work}: ${pair.ratio.toFixed(2)} (${pair.min.toFixed(2)} to ${pair.max.toFixed(2)})`);
      const note = `${taken[0]?.statements.length ?? 0} statements a request`;
      rows.push({ work: `${work}, ${CONNECTIONS} connections`, database: kind, product: `${Math.round(pair.product)} /s`, baseline: `${Math.round(pair.baseline)} /s`, ratio: pair.ratio, least: 0.5, note });
    }
    return rows;
  } finally {
    await db.close();
    await close();
  }
}

/** As many programs as it takes for none of them to be too fast. */
async function newKeys(db: Database): Promise<string[]> {
  const person = await createPerson(db, { login: 'bench', name: 'Bench' });
  const keys: string[] = [];
  for (let i = 0; i < 64; i++) keys.push(await issueKey(db, person, `bench ${i}`));
  return keys;
}

const Reported = z.object({ class: z.string(), lon: z.number(), lat: z.number(), description: z.string() });
type Reported = z.output<typeof Reported>;

/** What was reported in the demo city, where and in which words, of classes that need neither an asset nor answers. */
const reportable = (db: Database): Promise<Reported[]> => db.rows(Reported, sql`
  select c.class, ST_X(c.geom) as lon, ST_Y(c.geom) as lat, c.description from city.cases c join city.classes k on k.code = c.class and k.asset_class is null
  where c.geom is not null and length(c.description) > 5 and c.nature = 'report' and k.questions = '[]' and k.stopper is null order by c.id desc limit 200`);

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };

const open311Shots = (places: readonly Reported[], keys: readonly string[]): Shot[] => places.map((place, i) => ({
  method: 'POST', path: '/open311/v2/requests.json', headers: { ...FORM, 'x-forwarded-for': '{address}' },
  body: new URLSearchParams({ api_key: keys[i % keys.length] ?? '', service_code: place.class, lat: String(place.lat), long: String(place.lon), description: place.description }).toString(),
}));

/** Every third visitor wants to be called back. */
const formShots = (places: readonly Reported[]): Shot[] => places.map((place, i) => ({
  method: 'POST', path: '/report', headers: { ...FORM, 'x-forwarded-for': '{address}', 'sec-fetch-site': 'same-origin' },
  body: `once={uuid}&${new URLSearchParams({
    understood: 'yes', nature: 'report', class: place.class, lon: String(place.lon), lat: String(place.lat), datum: 'wgs84', description: place.description, ...(i % 3 === 0 ? { reporter: 'named', name: '王芳', phone: '13800001234' } : { reporter: 'anonymous' }),
  }).toString()}`,
}));
