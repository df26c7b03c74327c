// The job that empties the queue: claim a slice, write the letters, send them one by one, note what became of each.
// A claim pushes the next try into the future, so a process that dies leaves its letters to the next one, at most once more each.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Ground } from '#ground/http/context.ts';
import { LANGS } from '#ground/i18n/index.ts';
import { cityTools, isPublic, NATURES } from '#city/cases/index.ts';
import { channelNamed, isFinal } from './channels.ts';
import { TOPICS, type Topic } from './contract.ts';
import { confirmLetter, stepLetter, type City, type Written } from './letters.ts';
import { pauseMinutes, TRIES } from './rules.ts';
import { askAnew, endUnconfirmed, mayHear } from './subscribing.ts';
import { caseWords, topicWords } from './words.ts';

const SLICE = 20;
const LEASE_MINUTES = 5;

const Claimed = z.object({
  id: z.number(), verb: z.string(), at: z.date(), tries: z.number(), channel: z.string(), lang: z.enum(LANGS), topic: z.enum(TOPICS), subject: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), radius_m: z.number().nullable(),
  own: z.boolean(), link: z.string().nullable(), token: z.string(), ended: z.boolean(), may: z.boolean(), subscription: z.number(), email: z.string().nullable(),
  number: z.string().nullable(), nature: z.enum(NATURES).nullable(), class: z.string().nullable(), path: z.array(z.string()).nullable(), place: z.string().nullable(), open: z.boolean().nullable(), due_at: z.date().nullable(), is_public: z.boolean().nullable(),
});
type Claimed = z.output<typeof Claimed>;

/** Sends everything that is due, slice by slice. A letter that fails is tried again later; the others go on. */
export async function deliverDue(ground: Ground): Promise<void> {
  for (;;) {
    const slice = await claim(ground.db, ground.clock.now());
    for (const one of slice) await deliverOne(ground, one);
    if (slice.length < SLICE) return;
  }
}

const claim = (db: Db, now: Date): Promise<Claimed[]> => db.rows(Claimed, sql`
  with due as (select id from serve.push_deliveries where state = 'waiting' and next_at <= ${now} order by next_at, id limit ${SLICE} for update skip locked),
    claimed as (update serve.push_deliveries d set tries = d.tries + 1, next_at = ${new Date(now.getTime() + LEASE_MINUTES * 60_000)} from due where d.id = due.id returning d.*)
  select d.id, d.verb, d.at, d.tries, s.channel, s.lang, s.topic, s.subject, ST_X(s.geom) as lon, ST_Y(s.geom) as lat, s.radius_m, s.own, s.link, s.token, s.ended_at is not null as ended, ${mayHear} as may, s.id as subscription, p.email,
    c.number, c.nature, c.class, c.path, c.place, c.closed_at is null as open, c.due_at, ${isPublic} as is_public
  from claimed d join serve.push_subscriptions s on s.id = d.subscription join ground.identity_people p on p.id = s.person left join city.v_cases c on c.number = d.case_number
  order by d.id`);

async function deliverOne(ground: Ground, one: Claimed): Promise<void> {
  const { db } = ground;
  const channel = channelNamed(one.channel);
  const drop = async () => void (await db.run(sql`update serve.push_deliveries set state = 'dropped' where id = ${one.id}`));
  if (!one.may && one.verb !== 'confirm' && !one.ended) {
    await askAnew(db, one.subscription, ground.clock.now());
    return drop();
  }
  const letter = await written(ground, one);
  // Ended meanwhile, erased, made private, or a channel that is no longer there: nothing is owed.
  if (one.ended || !one.email || !channel || !letter) return drop();
  try {
    await channel.deliver(ground, { address: one.email, id: `${one.id}.${one.at.getTime()}` }, letter);
    await db.run(sql`update serve.push_deliveries set state = 'sent', sent_at = ${ground.clock.now()}, error = null where id = ${one.id}`);
  } catch (error) {
    await failed(ground, one, error);
  }
}

async function failed({ db, clock }: Ground, one: Claimed, error: unknown): Promise<void> {
  const state = isFinal(error) || one.tries >= TRIES ? 'parked' : 'waiting';
  // What a mail server answers often repeats the address; the address stays in one table.
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(one.email ?? '\u0000', '…').slice(0, 300);
  await db.run(sql`update serve.push_deliveries set state = ${state}, error = ${text}, next_at = ${new Date(clock.now().getTime() + pauseMinutes(one.tries) * 60_000)} where id = ${one.id}`);
}

async function written(ground: Ground, one: Claimed): Promise<Written | undefined> {
  const site = await ground.site();
  const city: City = { name: site.name[one.lang], zone: site.zone, baseUrl: ground.baseUrl };
  const topic = await topicWords(ground.db, one.lang, topicOf(one), one.own);
  if (topic === undefined) return undefined;
  const to = { lang: one.lang, token: one.token, own: one.own, link: one.link, topic };
  if (one.verb === 'confirm') return confirmLetter(to, city);
  const { number, nature, class: code, path, place: at } = one;
  if (number === null || nature === null) return undefined;
  // A public case that has since been hidden is told to nobody but its reporter. One merged away was public and says where it went.
  const shown = one.is_public === true || (one.verb === 'merge' || one.verb === 'void' || one.verb === 'refuse');
  if (!shown && !one.own) return undefined;
  const { what, place } = caseWords(await cityTools(ground.db), { class: code, nature, place: at, path: path ?? [] }, one.lang);
  return stepLetter(one.verb, one.at, { number, title: what, place, open: one.open ?? false, due_at: one.due_at, isPublic: one.is_public === true }, to, city);
}

function topicOf({ topic: kind, subject, lon, lat, radius_m }: Claimed): Topic {
  if (kind === 'near') return { kind, lon: lon ?? 0, lat: lat ?? 0, radius: radius_m ?? 50 };
  return kind === 'case' ? { kind, number: subject ?? '' } : { kind, code: subject ?? '' };
}

/** Ends what nobody confirmed within a week; forgets ended subscriptions and letters of three months ago. */
export async function tidy(ground: Ground): Promise<void> {
  const now = ground.clock.now().getTime();
  const days = (n: number) => new Date(now - n * 86_400_000);
  await endUnconfirmed(ground.db, days(7), new Date(now));
  await ground.db.run(sql`delete from serve.push_subscriptions where ended_at < ${days(90)}`);
  await ground.db.run(sql`delete from serve.push_deliveries where event is not null and state in ('sent', 'dropped') and at < ${days(90)}`);
  await ground.db.run(sql`update serve.push_deliveries set state = 'dropped' where state = 'parked' and at < ${days(90)}`);
}
