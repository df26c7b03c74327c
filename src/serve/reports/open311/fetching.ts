// Photos that a report only names: fetched after it was written, never while somebody waits. Tried eight times in about four hours; what cannot be had
// is said in the file, to staff, and nowhere else.
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { emitFrom } from '#ground/events/index.ts';
import { attaching, type StoredPhoto } from '#ground/files/index.ts';
import type { Ground } from '#ground/http/context.ts';
import { fetchOutside, OutsideError, type FetchOutside } from '#ground/http/outside.ts';
import { Refusal } from '#ground/http/refusal.ts';
import type { Job } from '#ground/jobs/index.ts';
import { act, REPORTER } from '#city/cases/index.ts';
import { reportAdded } from '../contract.ts';
import { o } from './messages.ts';

const NAME = 'open311.media';
const TRIES = 8;
/** Minutes until the next try, doubled every time. */
const FIRST_PAUSE = 2;

const Wanted = z.object({ number: z.string(), url: z.string(), role: z.enum(['photo', 'after']), tries: z.number().int().default(0) });
type Wanted = z.output<typeof Wanted>;

/** Asks for photos of a case by address. `role`: `after` when they show what was done. */
export async function sendForPhotos(ground: Pick<Ground, 'jobs'>, number: string, urls: readonly string[], role: Wanted['role'] = 'photo'): Promise<void> {
  for (const url of urls) await ground.jobs.send(NAME, { number, url, role });
}

/** The job with another way to fetch, for tests. */
export const mediaJob = (fetch: FetchOutside = fetchOutside): Job => ({ name: NAME, within: 120, run: (ground, data) => fetchPhoto(ground, Wanted.parse(data), fetch) });

async function fetchPhoto(ground: Ground, wanted: Wanted, fetch: FetchOutside): Promise<void> {
  try {
    const { bytes } = await fetch(wanted.url, { maxBytes: ground.config.UPLOAD_MB * 1_048_576, timeoutMs: 60_000, accept: ['image/', 'application/octet-stream'] });
    await attach(ground, wanted, await ground.files.takePhoto(bytes));
    ground.pump.nudge();
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof Refusal)) throw error;
    const tries = wanted.tries + 1;
    const lasting = error instanceof Refusal || error.lasting;
    if (lasting || tries >= TRIES) return giveUp(ground, wanted, error.message);
    await ground.jobs.send(NAME, { ...wanted, tries }, { after: new Date(ground.clock.now().getTime() + FIRST_PAUSE * 60_000 * 2 ** wanted.tries) });
  }
}

/** The same picture comes to a case once, however often it is sent or the job is run; one that was taken down stays down. */
async function attach(ground: Ground, { number, role }: Wanted, photo: StoredPhoto): Promise<void> {
  const now = ground.clock.now();
  const added = await ground.db.maybe(z.object({ number: z.string() }), sql`
    with fresh as (select c.number, (select r.id from serve.reports r where r.case_id = c.id order by r.id limit 1) as report from city.v_cases c
      where c.number = ${number} and not exists (select 1 from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.sha256 = ${photo.sha256})),
    shown as (${attaching([photo], { type: 'case', key: sql`fresh.number`, from: sql`fresh` }, { role, now })}),
    told as (${emitFrom(reportAdded, sql`'case:' || number`, sql`jsonb_build_object('number', number, 'report', report, 'photos', 1)`, sql`fresh where report is not null`)})
    select number from fresh`);
  if (!added) await ground.files.drop(photo.id);
}

/** As a word of the reporter's side, which sent the address; nobody but staff reads it. */
async function giveUp(ground: Ground, { number, url }: Wanted, why: string): Promise<void> {
  const { lang } = await ground.site();
  await act(ground.db, REPORTER, sql`true`, { number, verb: 'note', now: ground.clock.now() }, () => ({ change: {}, reason: o.photoNotHad(lang, { url: url.slice(0, 500), why }), public: false }));
}
