// What tests and the benchmark do to a wall in a real browser: replay steps through the outbox, and weigh the page.
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';

/**
 * Tells the news of `size` real steps after step `after` again, each `times` times, as one transaction of the outbox. Returns the last step told, 0 where
 * the file ends (begin again), and how many events were written.
 */
export function replaySteps(db: Db, after: number, size: number, times = 1): Promise<{ last: number; n: number }> {
  return db.one(z.object({ last: z.number(), n: z.number() }), sql`
    with steps as (select s.id, s.case_id, s.verb, s.at from city.case_steps s where s.id > ${after} order by s.id limit ${size}),
    told as (
      insert into ground.events_outbox (type, subject, payload)
      select 'city.cases.stepped', 'case:' || c.id, jsonb_build_object('id', c.id, 'number', c.number, 'verb', s.verb, 'step', s.id, 'stage', c.stage, 'at', to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'nature', c.nature, 'class', c.class, 'path', to_jsonb(c.path), 'holder', c.holder, 'public', true)
      from steps s join city.cases c on c.id = s.case_id cross join generate_series(1, ${times}::int) g returning 1)
    select case when (select count(*) from steps) < ${size} then 0 else (select max(id) from steps) end as last, (select count(*)::int from told) as n`);
}

/** Bytes of the page's heap once everything that can be freed is: the median of five readings. */
export async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  const readings: number[] = [];
  for (let i = 0; i < 5; i++) {
    await devtools.send('HeapProfiler.collectGarbage');
    readings.push((await devtools.send('Runtime.getHeapUsage')).usedSize);
    await page.waitForTimeout(150);
  }
  await devtools.detach();
  return readings.toSorted((a, b) => a - b)[2] ?? 0;
}

/** Events that the page has heard of. */
export const toldTo = (page: Page): Promise<number> => page.evaluate(() => Number(document.querySelector<HTMLElement>('.wall')?.dataset['told'] ?? 0));

/** The large figures as they stand: late, due within the hour, open. */
export const figuresOn = (page: Page): Promise<number[]> => page.evaluate(() => [...document.querySelectorAll('.w-big b')].map((el) => Number(el.textContent?.replaceAll(',', ''))));
