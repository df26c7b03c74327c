// Subscriptions: made, found, confirmed, ended. Nothing goes to an address before its owner has confirmed it.
import { z } from 'zod';
import { isDuplicate, sql, type Db, type Query } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { boxAround } from '#ground/geo/points.ts';
import { createPerson, emptyingContacts, newToken } from '#ground/identity/index.ts';
import { LANGS, type Lang } from '#ground/i18n/index.ts';
import { TOPICS, type Topic } from './contract.ts';
import { m } from './messages.ts';

export interface Subscribing {
  readonly topic: Topic;
  readonly lang: Lang;
  readonly now: Date;
  /** An account; or, for someone without one, their address. One of the two. */
  readonly person?: string | undefined;
  readonly email?: string | undefined;
  /** The reporter's own case: they hear of it even if it is not public. */
  readonly own?: boolean | undefined;
  /** A path of this city that the letters lead to; the public page of the case when left out. Never a receipt code. */
  readonly link?: string | undefined;
  readonly channel?: string | undefined;
}
export interface Subscribed { readonly id: number; readonly token: string; readonly confirmed: boolean; /** It was there already. */ readonly known: boolean }

/**
 * Subscribes a person or an address to a topic. An account whose e-mail is confirmed hears at once; everyone else gets one letter that asks.
 * The same wish twice is one subscription; an unconfirmed one is not written to again for an hour. Refuses (429) the sixth unanswered question to an address in a day; throws the database's error for an unknown person.
 */
export async function subscribe(db: Db, given: Subscribing): Promise<Subscribed> {
  try {
    return await subscribeOnce(db, given);
  } catch (error) {
    // The same wish at the same moment: the other one is there now.
    if (!isDuplicate(error) || db !== db.root) throw error;
    return subscribeOnce(db, given);
  }
}

function subscribeOnce(db: Db, given: Subscribing): Promise<Subscribed> {
  return db.begin(async (tx) => {
    const person = given.person ?? (await contactOf(tx, given.email ?? '', given.lang));
    const known = await findSame(tx, person, given);
    if (known) {
      if (!known.confirmed) await askAgain(tx, known.id, given.now);
      return { ...known, known: true };
    }
    if (!given.person) await notTooMany(tx, person, given.now);
    const token = newToken();
    const row = await tx.one(z.object({ id: z.number(), confirmed: z.boolean() }), sql`
      with made as (${inserting({ ...given, token }, sql`${person}::uuid`, subjectOf(given.topic), sql`select 1`)} returning id, confirmed_at),
        asked as (${asking(given.now)})
      select id, confirmed_at is not null as confirmed from made`);
    return { id: row.id, token, confirmed: row.confirmed, known: false };
  });
}

/**
 * The same inside another statement: CTEs `push_made` and `push_asked` that subscribe a reporter to the case being opened.
 * `person` is the account or the contact inserted beside it, `number` the case's number in `from` (a CTE's name: no row there, no subscription).
 * Write: sql`with …, ${subscribeCte(…)} select …`.
 */
export function subscribeCte(given: { person: string; lang: Lang; now: Date; link?: string | undefined; channel?: string | undefined }, number: Query, from: Query): Query {
  const row = { ...given, own: true, topic: { kind: 'case', number: '' } as const, token: newToken() };
  return sql`
    push_made as (${inserting(row, sql`${given.person}::uuid`, number, from)} on conflict do nothing returning id, confirmed_at),
    push_asked as (${asking(given.now, sql`push_made`)})`;
}

/** An insert of one row for each row of `from`. An account with a confirmed e-mail needs no asking. */
function inserting(row: Subscribing & { token: string }, person: Query, subject: Query, from: Query): Query {
  const { topic } = row;
  const near = topic.kind === 'near' ? topic : undefined;
  const box = near && boxAround(near, near.radius);
  return sql`
    insert into serve.push_subscriptions (person, channel, lang, topic, subject, geom, radius_m, reach, own, link, token, created_at, confirmed_at)
    select ${person}, ${row.channel ?? 'email'}::text, ${row.lang}::text, ${topic.kind}::text, ${subject},
      ${near ? sql`ST_SetSRID(ST_MakePoint(${near.lon}::float8, ${near.lat}::float8), 4326)` : sql`null::geometry(Point, 4326)`}, ${near?.radius ?? null}::int,
      ${box ? sql`ST_MakeEnvelope(${box.minLon}::float8, ${box.minLat}::float8, ${box.maxLon}::float8, ${box.maxLat}::float8, 4326)` : sql`null::geometry(Polygon, 4326)`},
      ${row.own ?? false}::boolean, ${row.link ?? null}::text, ${row.token}::text, ${row.now}::timestamptz,
      (select ${row.now}::timestamptz from ground.identity_people p where p.id = ${person} and p.kind = 'account' and p.email_verified_at is not null)
    from (${from}) source`;
}

/** The letter that asks, for whatever was just made unconfirmed. */
const asking = (now: Date, made: Query = sql`made`): Query => sql`
  insert into serve.push_deliveries (subscription, verb, at, next_at) select id, 'confirm', ${now}::timestamptz, ${now}::timestamptz from ${made} where confirmed_at is null`;

const subjectOf = (topic: Topic): Query => (topic.kind === 'near' ? sql`null::text` : sql`${topic.kind === 'case' ? topic.number : topic.code}::text`);

/** The contact of an address that follows something already; made when there is none. A reporter's contact is never one of these: it ends with the report, not with a subscription. */
async function contactOf(tx: Db, email: string, lang: Lang): Promise<string> {
  const known = await tx.maybe(z.object({ id: z.uuid() }), sql`
    select p.id from ground.identity_people p where p.kind = 'contact' and lower(p.email) = lower(${email}) and p.erased_at is null
      and exists (select 1 from serve.push_subscriptions s where s.person = p.id) and not exists (select 1 from serve.push_subscriptions s where s.person = p.id and s.own) limit 1`);
  return known?.id ?? createPerson(tx, { kind: 'contact', email, lang });
}

/** Letters that ask, to one address in a day: nobody fills a stranger's mailbox through us. */
const QUESTIONS_A_DAY = 5;
async function notTooMany(tx: Db, person: string, now: Date): Promise<void> {
  const { n } = await tx.one(z.object({ n: z.number() }), sql`select count(*)::int as n from serve.push_subscriptions where person = ${person} and confirmed_at is null and created_at > ${new Date(now.getTime() - 86_400_000)}`);
  if (n >= QUESTIONS_A_DAY) throw refuse(429, m.tooManyAsked, { field: 'email' });
}

const findSame = (tx: Db, person: string, { topic, channel = 'email' }: Subscribing) => tx.maybe(z.object({ id: z.number(), token: z.string(), confirmed: z.boolean() }), sql`
  select id, token, confirmed_at is not null as confirmed from serve.push_subscriptions
  where person = ${person} and channel = ${channel} and topic = ${topic.kind} and ended_at is null and ${topic.kind === 'near'
    ? sql`geom = ST_SetSRID(ST_MakePoint(${topic.lon}::float8, ${topic.lat}::float8), 4326) and radius_m = ${topic.radius}`
    : sql`subject = ${subjectOf(topic)}`} limit 1`);

const askAgain = (tx: Db, id: number, now: Date): Promise<number> => tx.run(sql`
  update serve.push_deliveries set state = 'waiting', tries = 0, next_at = ${now}, at = ${now}
  where subscription = ${id} and event is null and state <> 'waiting' and at < ${new Date(now.getTime() - 3_600_000)}`);

const Row = z.object({
  id: z.number(), token: z.string(), topic: z.enum(TOPICS), subject: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), radius_m: z.number().nullable(),
  channel: z.string(), lang: z.enum(LANGS), own: z.boolean(), created_at: z.date(), confirmed_at: z.date().nullable(), ended_at: z.date().nullable(), email: z.string().nullable(),
});
/** A subscription as pages show it. */
export interface Subscription { readonly id: number; readonly token: string; readonly topic: Topic; readonly channel: string; readonly lang: Lang; readonly own: boolean; readonly created_at: Date; readonly confirmed: boolean; readonly ended: boolean; readonly email: string | null }

const columns = sql`s.id, s.token, s.topic, s.subject, ST_X(s.geom) as lon, ST_Y(s.geom) as lat, s.radius_m, s.channel, s.lang, s.own, s.created_at, s.confirmed_at, s.ended_at, p.email`;

function shaped(row: z.output<typeof Row>): Subscription {
  const { topic: kind, subject, lon, lat, radius_m, confirmed_at, ended_at, ...rest } = row;
  const topic: Topic = kind === 'near' ? { kind, lon: lon ?? 0, lat: lat ?? 0, radius: radius_m ?? 50 } : kind === 'case' ? { kind, number: subject ?? '' } : { kind, code: subject ?? '' };
  return { ...rest, topic, confirmed: confirmed_at !== null, ended: ended_at !== null };
}

/** The subscriptions of a person that have not ended, the newest first, at most 500. */
export const subscriptionsOf = async (db: Db, person: string): Promise<Subscription[]> => (await db.rows(Row, sql`
  select ${columns} from serve.push_subscriptions s join ground.identity_people p on p.id = s.person where s.person = ${person} and s.ended_at is null order by s.id desc limit 500`)).map(shaped);

/** The subscription a letter's link belongs to, ended or not. */
export async function subscriptionOfToken(db: Db, token: string): Promise<Subscription | undefined> {
  const row = await db.maybe(Row, sql`select ${columns} from serve.push_subscriptions s join ground.identity_people p on p.id = s.person where s.token = ${token}`);
  return row && shaped(row);
}

/** Whoever holds the token has read the letter: the address is theirs. */
export async function confirmSubscription(db: Db, token: string, now: Date): Promise<boolean> {
  const touched = await db.run(sql`
    update serve.push_subscriptions s set confirmed_at = coalesce(s.confirmed_at, ${now}::timestamptz), confirmed_for = ${addressDigest}
    from ground.identity_people p where p.id = s.person and s.token = ${token} and s.ended_at is null`);
  return touched === 1;
}

/** Of the address on alias p, as `confirmed_for` keeps it. */
const addressDigest: Query = sql`sha256(convert_to(lower(p.email), 'UTF8'))`;
/** May the address on alias p get news of the subscription on alias s: it is an account's own and verified, or it is the one that said yes. */
export const mayHear: Query = sql`((p.kind = 'account' and p.email_verified_at is not null) or coalesce(s.confirmed_for = ${addressDigest}, false))`;

/** The address is another one than the one that said yes: it is asked, and gets nothing until then. */
export async function askAnew(db: Db, id: number, now: Date): Promise<void> {
  await db.run(sql`
    with doubted as (update serve.push_subscriptions set confirmed_at = null where id = ${id} and confirmed_at is not null returning id)
    insert into serve.push_deliveries (subscription, verb, at, next_at) select id, 'confirm', ${now}::timestamptz, ${now}::timestamptz from doubted
    on conflict (subscription) where event is null do update set state = 'waiting', tries = 0, at = excluded.at, next_at = excluded.next_at`);
}

/** Ends one subscription and drops what still waits for it. */
export const endByToken = (db: Db, token: string, now: Date): Promise<number> => ending(db, sql`token = ${token}`, now);
/** The same from one's account. */
export const endSubscription = (db: Db, person: string, id: number, now: Date): Promise<number> => ending(db, sql`id = ${id} and person = ${person}`, now);
/** What nobody confirmed since `before`. */
export const endUnconfirmed = (db: Db, before: Date, now: Date): Promise<number> => ending(db, sql`confirmed_at is null and created_at < ${before}`, now);
/** Everything of a person: called before their identity is erased. */
export const forgetPerson = (db: Db, person: string, now: Date): Promise<number> => ending(db, sql`person = ${person}`, now);

/** The address of a contact who follows nothing any more is emptied with its last subscription. */
const ending = (db: Db, which: Query, now: Date): Promise<number> => db.run(sql`
  with ended as (update serve.push_subscriptions set ended_at = ${now} where ${which} and ended_at is null returning id, person),
    dropped as (update serve.push_deliveries d set state = 'dropped' from ended where d.subscription = ended.id and d.state in ('waiting', 'parked')),
    emptied as (${emptyingContacts(sql`select ended.person from ended where not exists (
      select 1 from serve.push_subscriptions s where s.person = ended.person and (s.own or (s.ended_at is null and s.id not in (select id from ended))))`, now)})
  select 1 from ended`);

/** How many hear of a case by its own topic: confirmed subscriptions that have not ended. */
export const followersOf = async (db: Db, number: string): Promise<number> => (await db.one(z.object({ n: z.number() }), sql`
  select count(*)::int as n from serve.push_subscriptions where topic = 'case' and subject = ${number} and ended_at is null and confirmed_at is not null`)).n;
