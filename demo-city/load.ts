// Loads the invented past into the tables: each report through the rules of the house, in batches, with progress.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import type { FileStore } from '#ground/files/index.ts';
import { cityTools, keepCounters, takeIds, writePast } from '#city/cases/index.ts';
import { writePastReports } from '#serve/reports/index.ts';
import { makeHistory } from './history.ts';
import { pastCase, pastReport, type Known } from './load-cases.ts';
import { attachScenes } from './load-photos.ts';

export interface DemoOptions { readonly until: Date; readonly reports?: number; readonly files?: FileStore | undefined; readonly progress?: (done: number, of: number) => void }

/** Photos are given to so many of the newest reports only: enough for every screen, quick to write. */
const WITH_PHOTOS = 600;
const BATCH = 500;

/** Returns how many cases and steps were written. A past that a rule refuses is a bug and throws. */
export async function loadDemoHistory(db: Database, options: DemoOptions): Promise<{ cases: number; steps: number }> {
  const tools = await cityTools(db);
  const people = await idsByLogin(db);
  const reports = [...makeHistory({ seed: 20261118, reports: options.reports ?? 20_000, until: options.until })].flat();
  const ids = await takeIds(db, 'city.cases_id_seq', reports.length);
  const known: Known = { tools, people, byCode: new Map(), counters: new Map() };
  reports.forEach((report, i) => known.byCode.set(report.code, { id: ids[i] ?? 0, number: nextNumber(known, report.at) }));
  let steps = 0;
  for (let i = 0; i < reports.length; i += BATCH) {
    const batch = reports.slice(i, i + BATCH);
    const cases = batch.map((report) => pastCase(known, report));
    await db.begin(async (tx) => {
      await writePast(tx, cases, options.until);
      await writePastReports(tx, batch.map((report) => pastReport(known, report)));
    });
    steps += cases.reduce((n, c) => n + c.past.steps.length, 0);
    options.progress?.(Math.min(i + BATCH, reports.length), reports.length);
  }
  await keepCounters(db, known.counters);
  if (options.files) await attachScenes(db, options.files, reports.slice(-WITH_PHOTOS), known);
  return { cases: reports.length, steps };
}

function nextNumber({ tools, counters }: Known, at: Date): string {
  const { before, after, width } = tools.numberParts(at);
  const key = `${before}*${after}`;
  const seq = (counters.get(key) ?? 0) + 1;
  counters.set(key, seq);
  return before + String(seq).padStart(width, '0') + after;
}

async function idsByLogin(db: Database): Promise<Map<string, string>> {
  const rows = await db.rows(z.object({ login: z.string(), id: z.string() }), sql`select login, id from ground.identity_people where login is not null`);
  return new Map(rows.map((row) => [row.login, row.id]));
}
