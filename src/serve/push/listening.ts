// News of cases become deliveries, in the listener's own transaction: a row for every event and subscription, written exactly once.
import { listen } from '#ground/events/index.ts';
import { sql, type Db } from '#ground/db/index.ts';
import { caseStepped, type CaseStepped } from '#city/cases/contract.ts';
import { classIndex } from '#city/classes/index.ts';
import { isNews, isTold } from './rules.ts';

export const onCaseStepped = listen('serve/push', caseStepped, async (tx, { id, payload }) => {
  if (!isTold(payload.verb)) return;
  await fanOut(tx, id, payload);
});

/**
 * Followers of the case hear every told step; those of an area, a class or a circle hear of new and finished cases, so that a busy
 * street does not become a flood. A case that was merged away is followed through the one it went into.
 * Unconfirmed subscriptions get nothing, now or later.
 */
async function fanOut(tx: Db, event: number, step: CaseStepped): Promise<void> {
  const parent = step.class === null ? undefined : (await classIndex(tx)).get(step.class)?.parent;
  const classes = [step.class, parent].filter((code) => code !== null && code !== undefined);
  await tx.run(sql`
    with recursive family as (
      select ${step.id}::bigint as id, ${step.number}::text as number
      union select c.id, c.number from city.v_cases c join family f on c.merged_into = f.id),
    wanted as (
      select s.id from serve.push_subscriptions s where s.topic = 'case' and s.subject in (select number from family) and (${step.public}::boolean or s.own) and s.ended_at is null and s.confirmed_at is not null
      ${step.public && isNews(step.verb) ? sql`
      union select s.id from serve.push_subscriptions s where s.topic = 'area' and s.subject = any(${step.path}::text[]) and s.ended_at is null and s.confirmed_at is not null
      union select s.id from serve.push_subscriptions s where s.topic = 'class' and s.subject = any(${classes}::text[]) and s.ended_at is null and s.confirmed_at is not null
      union select s.id from serve.push_subscriptions s join city.v_cases c on c.id = ${step.id} and s.reach && c.public_geom and ST_DistanceSphere(s.geom, c.public_geom) <= s.radius_m
        where s.topic = 'near' and s.ended_at is null and s.confirmed_at is not null` : sql``})
    insert into serve.push_deliveries (subscription, event, verb, case_number, at, next_at)
    select id, ${event}::bigint, ${step.verb}::text, ${step.number}::text, ${new Date(step.at)}::timestamptz, ${new Date(step.at)}::timestamptz from wanted
    on conflict do nothing`);
}
