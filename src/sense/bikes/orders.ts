// An order to an operator (派单给企业): what is certain of one kind in one place becomes a case with a limit, handled by the operator's organisation.
// The published rule stands for the supervision centre's decision: the house files the case by it, nobody of command does; the dispatcher who sends the order
// dispatches it. Case, filing, dispatch and order stand in one transaction.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { pick } from '#ground/i18n/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { linkingFrom } from '#ground/links/index.ts';
import { actAsStaff, centresOf, cityTools, fileByRule, handlingUnit, locate, openingCtes, publicPosition, receive, today, type CityTools } from '#city/cases/index.ts';
import type { FindingKind } from './contract.ts';
import { m } from './messages.ts';
import { bikeSettings } from './settings.ts';
import { findingWord } from './words.ts';

export interface Asking { readonly operator: string; readonly kind: FindingKind; readonly place: string | undefined }
const ofPlace = (place: string | undefined): Query => (place === undefined ? sql`f.geography_id is null and f.stop_id is null` : sql`(f.geography_id = ${place}::uuid or f.stop_id = ${place}::uuid)`);
const orderable = (o: Asking): Query => sql`f.until is null and f.order_id is null and f.certain and f.operator = ${o.operator} and f.kind = ${o.kind} and ${ofPlace(o.place)}`;

const Summary = z.object({ n: z.number(), lon: z.number().nullable(), lat: z.number().nullable(), amount: z.number().nullable(), allowed: z.number().nullable(), place: z.string().nullable() });

/** Sends the order; returns its case number. Refuses (409) when nothing certain is left to order, (403) a dispatcher of another place. */
export async function sendOrder(db: Db, viewer: Viewer, asked: Asking, now: Date): Promise<string> {
  const [tools, settings] = [await cityTools(db), await bikeSettings(db)];
  handlingUnit(tools, asked.operator, 'operator');
  const found = await db.one(Summary, sql`select count(*)::int as n, (array_agg(f.lon order by f.id))[1] as lon, (array_agg(f.lat order by f.id))[1] as lat, max(f.amount) as amount, max(f.allowed) as allowed,
    (select name from sense.bike_geographies where geography_id = ${asked.place ?? null}::uuid union all select name from sense.bike_stops where stop_id = ${asked.place ?? null}::uuid limit 1) as place
    from sense.bike_findings f where ${orderable(asked)}`);
  if (found.n === 0) throw refuse(409, m.nothingToOrder);
  const limit = { value: settings.order_hours, unit: 'urgent_hour' as const };
  const code = classFor(tools, settings.order_class, now);
  const first = code === null ? undefined : tools.classes.standards(code)[0];
  if (code === null || !first) throw refuse(409, m.noClass);
  const standard = { id: first.id, class: code, limit: { value: first.limit_value, unit: first.limit_unit } };
  const opened = opening(tools, code, asked, found, limit, now);
  const due = tools.timer.due(now, limit);
  return db.begin(async (tx) => {
    const row = await tx.maybe(z.object({ number: z.string() }), sql`with picked as materialized (select f.id from sense.bike_findings f where ${orderable(asked)} for update), claim as (select 1 as one from picked limit 1),
      ${openingCtes(opened, sql`claim`)},
      mine as (insert into sense.bike_orders (operator, kind, geography_id, stop_id, case_number, bikes, made_at, due_at, by_person)
        select ${asked.operator}, ${asked.kind}, (select geography_id from sense.bike_geographies where geography_id = ${asked.place ?? null}::uuid), (select stop_id from sense.bike_stops where stop_id = ${asked.place ?? null}::uuid),
          number, (select count(*) from picked), ${now}, ${due}, ${viewer.person ?? null}::uuid from opened returning id),
      marked as (update sense.bike_findings f set order_id = mine.id from mine where f.id in (select id from picked)),
      came as (${linkingFrom({ type: 'case', key: sql`number` }, 'came-of', { type: 'bike-order', key: sql`mine.id::text` }, sql`opened, mine`, { by: viewer.person, now })})
      select number from opened`);
    if (!row) throw refuse(409, m.nothingToOrder);
    await fileByRule(tx, { number: row.number, standard, note: m.filedByRule('zh'), now });
    await actAsStaff(tx, viewer, { number: row.number, verb: 'dispatch', now }, ({ timer }) => {
      const clock = clockOf(timer, 'handling', asked.operator, limit, now);
      return { change: { stage: 'handling', dispatched: true, holder: asked.operator, lead: asked.operator, assisting: [], returned: false, signed: false, end: ['dispatch'], begin: [clock], due: clock.due, amber: clock.amber }, facts: { unit: asked.operator, assisting: [] } };
    });
    return row.number;
  });
}

type Timer = CityTools['timer'];
type Limit = Parameters<Timer['due']>[1];
const clockOf = (timer: Timer, clock: 'handling', organisation: string, limit: Limit, now: Date) => ({
  clock, organisation, value: limit.value, unit: limit.unit, due: timer.due(now, limit).toISOString(), amber: timer.due(now, { ...limit, value: limit.value * timer.amber }).toISOString(),
});

function opening(tools: CityTools, code: string, asked: Asking, found: z.output<typeof Summary>, limit: Limit, now: Date) {
  const at = found.lon === null || found.lat === null ? null : { lon: found.lon, lat: found.lat };
  const path = at ? locate(tools, at).path : (tools.areas.all('city')[0]?.path ?? []);
  const centres = centresOf(tools, path);
  const base = receive({ nature: 'report', class: code, path: [...path], ...centres, handling: limit }, tools.timer, now);
  const organisation = tools.organisations.get(asked.operator);
  const words = {
    operator: organisation ? pick('zh', { zh: organisation.name, en: organisation.name_en }) : asked.operator, kind: findingWord(asked.kind)('zh'), n: Math.max(found.n, Math.round(found.amount ?? 0)),
    place: found.place ?? m.wholeCity('zh'),
  };
  return {
    change: { ...base, supervision: centres.supervision },
    nature: 'report' as const, source: 'sensor' as const, title: m.orderTitle('zh', words), description: m.orderText('zh', words), point: at, publicPoint: at && publicPosition(tools, code, at), accuracy: null, place: found.place, asset: null, visibility: 'public' as const,
    actor: { person: null, role: 'system', organisation: null }, note: null, at: now, pattern: tools.settings.caseNumber, zone: tools.settings.zone,
  };
}

/** The class that was set, else the first usable one whose words name shared bikes, else bicycles. */
function classFor(tools: CityTools, wanted: string | null, now: Date): string | null {
  const usable = tools.classes.usable(today(now, tools));
  const saying = (pattern: RegExp) => usable.find((c) => pattern.test([c.name, c.name_en ?? '', ...(c.keywords ?? [])].join(' ')));
  return (usable.find((c) => c.code === wanted) ?? saying(new RegExp(m.sharedBikePattern('zh'), 'i')) ?? saying(new RegExp(m.bicyclePattern('zh'), 'i')))?.code ?? null;
}

const OrderRow = z.object({
  id: z.number(), operator: z.string(), kind: z.string(), case_number: z.string(), bikes: z.number(), made_at: z.date(), due_at: z.date(), answered_at: z.date().nullable(), cleared_at: z.date().nullable(), place: z.string().nullable(), place_en: z.string().nullable(), open: z.number(),
});
export type Order = z.output<typeof OrderRow>;
/** The newest orders, with how many of their findings are still there. */
export const latestOrders = (db: Db, limit: number, operator?: string): Promise<Order[]> => db.rows(OrderRow, sql`
  select o.id, o.operator, o.kind, o.case_number, o.bikes, o.made_at, o.due_at, o.answered_at, o.cleared_at, coalesce(g.name, s.name) as place, coalesce(g.name_en, s.name_en) as place_en, (select count(*)::int from sense.bike_findings f where f.order_id = o.id and f.until is null) as open
  from sense.bike_orders o left join sense.bike_geographies g on g.geography_id = o.geography_id left join sense.bike_stops s on s.stop_id = o.stop_id
  where ${operator === undefined ? sql`true` : sql`o.operator = ${operator}`} order by o.id desc limit ${limit}`);
