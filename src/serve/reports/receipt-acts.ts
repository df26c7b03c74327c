// What the holder of a receipt may do: rate, reopen, urge, add, follow by e-mail. Each is a step of the case where it changes it.
import { sql } from '#ground/db/index.ts';
import { emit } from '#ground/events/index.ts';
import { attaching } from '#ground/files/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { createPerson, setContactEmail } from '#ground/identity/index.ts';
import { act, rate, reopen, REPORTER, urge } from '#city/cases/index.ts';
import { endByToken, subscribe, subscriptionsOf, type Subscription } from '../push/index.ts';
import { reportAdded } from './contract.ts';
import { p } from './page-messages.ts';
import type { ReceiptRow } from './receipt-store.ts';

type Held = Pick<ReceiptRow, 'number' | 'report' | 'person'>;

/** 评价: solved or not, stars, words. The case gets the verdict, the words stay with the report. */
export async function rateReport(ctx: AnyCtx, held: Held, given: { solved: boolean; stars?: number | undefined; words?: string | undefined }): Promise<void> {
  const beside = sql`mine as (update serve.reports r set solved = ${given.solved}::boolean, stars = coalesce(${given.stars ?? null}::smallint, r.stars), words = coalesce(${given.words ?? null}::text, r.words), rated_at = ${ctx.now}::timestamptz from stepped where r.id = ${held.report}::bigint)`;
  await act(ctx.db, REPORTER, sql`true`, { number: held.number, verb: 'rate', now: ctx.now, beside }, (situation) => rate(situation, given));
  ctx.ground.pump.nudge();
}

/** 重开 within the city's days, with a reason the staff reads. */
export async function reopenReport(ctx: AnyCtx, held: Held, reason: string): Promise<void> {
  const beside = sql`mine as (update serve.reports r set solved = false, rated_at = ${ctx.now}::timestamptz from stepped where r.id = ${held.report}::bigint)`;
  await act(ctx.db, REPORTER, sql`true`, { number: held.number, verb: 'reopen', now: ctx.now, beside }, (situation, _, tools) => reopen(situation, { reason, days: tools.settings.reopenDays }));
  ctx.ground.pump.nudge();
}

/** 催办, once a day for a case. */
export async function urgeReport(ctx: AnyCtx, held: Held): Promise<void> {
  await act(ctx.db, REPORTER, sql`true`, { number: held.number, verb: 'urge', now: ctx.now }, (situation, row) => urge(situation, { lastByReporter: row.last_urged_by_reporter ?? undefined }));
  ctx.ground.pump.nudge();
}

/** More words and photos. What was reported stays as it was; staff see the additions beside it. */
export async function addToReport(ctx: AnyCtx, held: Held, given: { words?: string | undefined; photos: readonly File[] }): Promise<void> {
  if (!given.words && given.photos.length === 0) throw refuse(422, p.addNothing, { field: 'words' });
  await withPhotos(ctx, given.photos, (photos) => ctx.db.run(sql`
    with added as (insert into serve.report_additions (report_id, words, photos, at) values (${held.report}, ${given.words ?? null}, ${photos.map((photo) => photo.id)}::uuid[], ${ctx.now}) returning id),
      shown as (${attaching(photos, { type: 'case', key: sql`${held.number}::text`, from: sql`added` }, { now: ctx.now })}),
      told as (${emit(reportAdded, `case:${held.number}`, { number: held.number, report: held.report, photos: photos.length })})
    select 1 from added`));
  ctx.ground.pump.nudge();
}

/** The subscription by which this report's holder hears of its case, if any. */
export async function mailOf(ctx: Pick<AnyCtx, 'db'>, held: Pick<ReceiptRow, 'number' | 'into' | 'person'>): Promise<Subscription | undefined> {
  if (!held.person) return undefined;
  return (await subscriptionsOf(ctx.db, held.person)).find(({ topic }) => topic.kind === 'case' && (topic.number === held.number || topic.number === held.into));
}

/** Every step by e-mail from now on; the address is asked first. An account uses its own address. */
export async function startMail(ctx: AnyCtx, held: Held, email: string): Promise<void> {
  const person = held.person ?? (await createPerson(ctx.db, { kind: 'contact', email, lang: ctx.lang }));
  if (held.person) await setContactEmail(ctx.db, held.person, email);
  else await ctx.db.run(sql`update serve.reports set person = ${person} where id = ${held.report} and person is null`);
  await subscribe(ctx.db, { topic: { kind: 'case', number: held.number }, lang: ctx.lang, now: ctx.now, person, own: true });
  ctx.ground.pump.nudge();
}

/** No more letters. */
export async function stopMail(ctx: AnyCtx, held: Held & Pick<ReceiptRow, 'into'>): Promise<void> {
  const mail = await mailOf(ctx, held);
  if (mail) await endByToken(ctx.db, mail.token, ctx.now);
}
